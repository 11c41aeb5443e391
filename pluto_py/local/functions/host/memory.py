"""Which environments use more memory than their function has.

Lambda's limit is of resident memory. `RLIMIT_AS` and `RLIMIT_DATA` count reservations, which numeric
libraries make by the gigabyte, so resident memory is sampled instead, of the process and its children,
while an environment works; the kernel's own high-water mark catches what rose and fell between two samples.
Sizes are in bytes.

Only Linux tells these figures cheaply; elsewhere they are unknown (0) and the limit is not enforced.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

__all__ = ["MemoryWatch", "high_water", "resident"]

_SAMPLE_S = 0.05
_PAGE = os.sysconf("SC_PAGESIZE")


class MemoryWatch:
    """Samples all working environments of the host with one timer, which rests when none works."""

    def __init__(self) -> None:
        self._limits: dict[int, tuple[int, Callable[[], None]]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, pid: int, limit: int, exceeded: Callable[[], None]) -> None:
        """Watch a process until `remove`; `exceeded` is called at most once."""
        self._limits[pid] = (limit, exceeded)
        if self._timer is None:
            self._schedule()

    def remove(self, pid: int) -> None:
        """Stop watching a process."""
        self._limits.pop(pid, None)

    def close(self) -> None:
        """Stop watching altogether."""
        self._limits.clear()
        if self._timer:
            self._timer.cancel()

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_SAMPLE_S, self._sample)

    def _sample(self) -> None:
        self._timer = None
        for pid, (limit, exceeded) in list(self._limits.items()):
            if resident(pid) > limit:
                self.remove(pid)
                exceeded()
        if self._limits:
            self._schedule()


def resident(pid: int) -> int:
    """Resident memory of a process and the children that its main thread started; 0 if unknown."""
    fields = _read(f"/proc/{pid}/statm").split()
    children = _read(f"/proc/{pid}/task/{pid}/children").split()
    own = int(fields[1]) * _PAGE if fields else 0
    return own + sum(resident(int(child)) for child in children)


def high_water(pid: int) -> int:
    """The most resident memory that a process has had, its children aside; 0 if unknown."""
    _, found, rest = _read(f"/proc/{pid}/status").partition(b"VmHWM:")
    return int(rest.split(None, 1)[0]) * 1024 if found else 0


def _read(path: str) -> bytes:
    """A file of /proc, or nothing: the process may have ended, the file may not exist on this kernel."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - Path would double the cost
            return file.read()
    except OSError:
        return b""
