"""Processes told apart for certain, and the ledger of those that a cloud started.

A process id alone proves nothing: it may have been given to another program since. Together with the time the
process began (and, on Linux, the boot it began in) it names one process for good; that text is its `mark`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Process", "ProcessLedger", "memory_of"]

_POLL_S = 0.02
_HAS_PROC = Path("/proc/self/stat").exists()


@dataclass(frozen=True)
class Process:
    """One process, now or in the past."""

    pid: int
    mark: str

    @classmethod
    def find(cls, pid: int) -> Process | None:
        """The living process that has this id now."""
        mark = _mark_of(pid)
        return cls(pid, mark) if mark is not None else None

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return _mark_of(self.pid) == self.mark

    def end(self, how: signal.Signals) -> None:
        """Signal it, with its group if it leads one. No error if it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if not self.alive:
                return
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, how)
            else:
                os.kill(self.pid, how)

    def wait_until_gone(self, timeout_s: float) -> bool:
        """Wait for it, though it need not be a child of ours; whether it is gone."""
        deadline = time.monotonic() + timeout_s
        descriptor = _pidfd(self.pid)
        try:
            while self.alive:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                if descriptor is None:
                    time.sleep(min(_POLL_S, left))
                else:
                    ready = select.poll()
                    ready.register(descriptor, select.POLLIN)
                    ready.poll(left * 1000)
            return True
        finally:
            if descriptor is not None:
                os.close(descriptor)


def memory_of(pid: int) -> int:
    """Resident memory in bytes; 0 if there is no such process."""
    if _HAS_PROC:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        except (OSError, IndexError, ValueError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")
    kilobytes = _ps(pid, "rss=")
    return int(kilobytes) * 1024 if kilobytes.isdecimal() else 0


class ProcessLedger:
    """The children of a cloud, by mark, in a file that outlives it. See `context.Processes`."""

    def __init__(self, path: Path):
        self._path = path
        self._marks: dict[int, str] = {}

    def end_leftovers(self) -> int:
        """Kill what an earlier run left behind, and begin anew; how many there were."""
        written_down = (Process(int(pid), mark) for pid, mark in self._read().items())
        leftovers = [process for process in written_down if process.alive]
        for process in leftovers:
            process.end(signal.SIGKILL)
        for process in leftovers:
            process.wait_until_gone(timeout_s=2.0)
        self._write()
        return len(leftovers)

    def record(self, pid: int) -> None:
        """Write down a child right after it was started."""
        process = Process.find(pid)
        if process is not None:
            self._marks[pid] = process.mark
            self._write()

    def forget(self, pid: int) -> None:
        """Strike out a child that has been waited for."""
        if self._marks.pop(pid, None) is not None:
            self._write()

    def pids(self) -> list[int]:
        """The children that are written down."""
        return list(self._marks)

    def _read(self) -> dict[str, str]:
        try:
            marks = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return marks if isinstance(marks, dict) else {}

    def _write(self) -> None:
        temporary = self._path.with_name(f".{self._path.name}")
        temporary.write_text(json.dumps(self._marks), "utf-8")
        temporary.replace(self._path)


def _mark_of(pid: int) -> str | None:
    """The mark of a living process; None if there is no such process (or only its remains)."""
    if _HAS_PROC:
        return _linux_mark(pid)
    started = _ps(pid, "lstart=")
    return f"{pid} {started}" if started and "Z" not in _ps(pid, "stat=") else None


def _linux_mark(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return None
    # The command's name, in parentheses, may hold anything; the fields after it are numbers and one letter.
    fields = stat.rpartition(")")[2].split()
    state, started = fields[0], fields[19]
    return None if state in "ZX" else f"{pid} {started} {boot}"


def _pidfd(pid: int) -> int | None:
    """A descriptor that becomes readable when the process ends, where the system has such a thing."""
    try:
        return os.pidfd_open(pid)
    except (OSError, AttributeError):  # the process is gone, or this is not Linux
        return None


def _ps(pid: int, column: str) -> str:
    done = subprocess.run(["ps", "-o", column, "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
