"""Locks between processes that name their owner and die with it.

The operating system holds the lock (`flock`), so a killed process leaves none behind. The owner writes its
process id into the file, for whoever waits. POSIX only, as the run-time client of local functions is.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pluto_py.errors import PlutoError
from pluto_py.project.files import disk_errors, make_folder

__all__ = ["lock"]

_POLL_SECONDS = 0.05


@contextmanager
def lock(
    path: Path, *, what: str, timeout: float | None = None, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock file `path` during the block; nobody else does, on this machine.

    Args:
        path: the lock file; it is made, and stays.
        what: what is locked, as a person says it ("the bundles of this project").
        timeout: seconds to wait for another holder; None waits for ever, 0 does not wait.
        on_wait: told once, in a sentence, that another process is waited for.

    Raises:
        PlutoError: another process held it for all of `timeout`; the error names that process.
    """
    make_folder(path.parent)
    with disk_errors("lock a file", path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, what, timeout, on_wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # lets the lock go


def _acquire(
    descriptor: int, path: Path, what: str, timeout: float | None, on_wait: Callable[[str], None] | None
) -> None:
    deadline = None if timeout is None else time.monotonic() + timeout
    said = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        if deadline is not None and time.monotonic() >= deadline:
            raise PlutoError(
                f"Another process ({owner}) is using {what}.",
                where=str(path),
                hint="Wait until it has finished, or end it.",
            )
        if on_wait and not said:
            on_wait(f"Waiting for process {owner}, which is using {what}")
            said = True
        time.sleep(_POLL_SECONDS)
