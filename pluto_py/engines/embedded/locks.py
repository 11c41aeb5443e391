"""The lock of a stack: a file that names its owner, in the CLI's form, so that each engine sees the other's.

A lock whose owner ran on this machine and is gone is taken over. A process is told from a later one with the
same number by its start: the owner's lock cannot be older than the owner.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import random
import socket
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pluto_py.engines.embedded.backend import Backend, write_atomically
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.state import now

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Owner", "StackLock", "break_locks", "remove_abandoned", "username"]

_ATTEMPTS = 3


@dataclass(frozen=True)
class Owner:
    """Who holds a lock. `since` is RFC 3339."""

    pid: int
    username: str
    hostname: str
    since: str

    def __str__(self) -> str:
        """The words in which the CLI names an owner."""
        return f"created by {self.username}@{self.hostname} (pid {self.pid}) at {self.since}"

    @property
    def is_gone(self) -> bool:
        """True if the owner certainly runs no more: it ran on this machine, and its process is gone."""
        if self.hostname != socket.gethostname() or sys.platform == "win32":
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        state, started = _process(self.pid)
        if state in ("Z", "X"):  # it has ended, and its parent has not asked how
            return True
        return started is not None and started > _seconds(self.since) + 1


class StackLock:
    """Holds a stack's lock while it is entered.

    Args:
        backend: where the stack is kept.
        project: the stack's project.
        stack: the stack's name.

    Attributes:
        taken_over: the owners that were found gone, whose locks were removed.
    """

    def __init__(self, backend: Backend, project: str, stack: str):
        self._folder = _folder(backend, project, stack)
        self._path = self._folder / f"{uuid.uuid4()}.json"
        self._abandoned = False
        self.taken_over: list[Owner] = []

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            CommandFailure: somebody else holds it; the text names them.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for attempt in range(_ATTEMPTS):
            self._fail_if_held()
            owner = {
                "pid": os.getpid(),
                "username": username(),
                "hostname": socket.gethostname(),
                "timestamp": now(),
            }
            write_atomically(self._path, json.dumps(owner))
            others = self._others()
            if not others:
                return self
            # Two came at once, and neither was first. Both step back, and try again after pauses that differ.
            self._path.unlink(missing_ok=True)
            time.sleep(random.uniform(0.01, 0.1) * (attempt + 1))  # noqa: S311 - not for secrecy
        self._fail_if_held()
        raise CommandFailure(
            "the stack is currently locked by 1 lock(s). Several updates began at the same time."
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back, unless it was abandoned."""
        if not self._abandoned:
            self._path.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Leave the lock behind: work goes on in this process, and nobody may come before it has ended."""
        self._abandoned = True

    def _others(self) -> list[tuple[Path, Owner]]:
        return [(path, owner) for path, owner in _locks(self._folder) if path != self._path]

    def _fail_if_held(self) -> None:
        self.taken_over += _remove_abandoned(self._folder)
        held = [f"\n  {path}: {owner}" for path, owner in self._others()]
        if held:
            raise CommandFailure(
                f"the stack is currently locked by {len(held)} lock(s). Either wait for the other "
                f"process(es) to end or delete the lock file with `pulumi cancel`.{''.join(held)}"
            )


def break_locks(backend: Backend, project: str, stack: str) -> int:
    """Remove every lock of a stack, whoever holds it; returns how many there were."""
    paths = list(_folder(backend, project, stack).glob("*.json"))
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def remove_abandoned(backend: Backend, project: str, stack: str) -> list[Owner]:
    """Remove the locks whose owners ran on this machine and are gone; returns those owners."""
    return _remove_abandoned(_folder(backend, project, stack))


def _remove_abandoned(folder: Path) -> list[Owner]:
    abandoned = [(path, owner) for path, owner in _locks(folder) if owner.is_gone]
    for path, _ in abandoned:
        path.unlink(missing_ok=True)
    return [owner for _, owner in abandoned]


def _locks(folder: Path) -> list[tuple[Path, Owner]]:
    found = [(path, _read(path)) for path in sorted(folder.glob("*.json"))]
    return [(path, owner) for path, owner in found if owner is not None]


def username() -> str:
    """The user's name, or number where the system has no name for it (as in many containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _folder(backend: Backend, project: str, stack: str) -> Path:
    return backend.folder / "locks" / "organization" / project / stack


def _read(path: Path) -> Owner | None:
    """The owner that a lock file names; None if the file has just been removed."""
    try:
        found = json.loads(path.read_text())
        return Owner(int(found["pid"]), found["username"], found["hostname"], found["timestamp"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        modified = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.timezone.utc)
        return Owner(0, "unknown", "unknown", modified.isoformat())


def _seconds(stamp: str) -> float:
    """RFC 3339 with up to nine decimals, as seconds since the epoch; infinity if it is something else."""
    head, _, fraction = stamp.rstrip("Z").partition(".")
    zone = next((fraction[i:] for i, sign in enumerate(fraction) if sign in "+-"), "")
    digits = fraction[: len(fraction) - len(zone)]
    try:
        moment = dt.datetime.fromisoformat(f"{head}.{digits[:6].ljust(6, '0')}{zone or '+00:00'}")
    except ValueError:
        return float("inf")
    return moment.timestamp()


def _process(pid: int) -> tuple[str, float | None]:
    """A process's state and when it started, in seconds since the epoch; only Linux tells (see proc(5))."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = next(
            int(line.split()[1])
            for line in Path("/proc/stat").read_text().splitlines()
            if line.startswith("btime ")
        )
        return fields[0], boot + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return "", None
