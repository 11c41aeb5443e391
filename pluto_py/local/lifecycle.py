"""How a command finds a stack's local cloud, starts it, and stops it.

At most one process serves a stack. Whoever starts or stops it holds the starting lock meanwhile, so
commands that race wait for each other and then agree. A process is known by its mark, never by its id
alone, so a record that a killed process left behind is recognised and replaced.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.local import record
from pluto_py.local.context import ACCOUNT
from pluto_py.local.door import ask
from pluto_py.local.identity import credentials
from pluto_py.local.launch import launch
from pluto_py.local.layout import Layout
from pluto_py.local.ports import HOST
from pluto_py.local.processes import end, wait_until_gone
from pluto_py.local.record import CloudRecord, Settings

__all__ = ["Cloud", "CloudStatus", "ensure_running", "find", "remove"]

_STOP_S = 15.0
_KILL_S = 5.0
_PING_S = 5.0
_SETTLE_S = 30.0  # as long as a start may take
_POLL_S = 0.05
_ATTEMPTS = 3


@dataclass(frozen=True)
class CloudStatus:
    """What a running cloud says of itself.

    Memory is resident, in bytes; `since` in seconds since the epoch. `services` holds each service's own
    report by signing name: `{"lambda": {"functions": [...]}, "sagemaker": {...}}`.
    """

    pid: int
    since: float
    memory_bytes: int
    children_memory_bytes: int
    services: Mapping[str, Any]


@dataclass(frozen=True)
class Cloud:
    """A running local cloud, and the stack's own credentials for it (full access)."""

    endpoint_url: str
    account: str
    region: str
    access_key: str
    secret_key: str
    pid: int
    directory: Path

    def status(self) -> CloudStatus:
        """What it is doing. Raises `PlutoError` if it does not answer."""
        return CloudStatus(**ask(self.endpoint_url, self.secret_key, "GET", "status", timeout_s=_PING_S))

    def stop(self) -> None:
        """End the process and everything it started; state stays. No error if it is gone already.

        Raises:
            PlutoError: it could not be ended.
        """
        layout = Layout(self.directory)
        with _starting(layout):
            found = record.read(layout.record)
            if found is not None and found.pid == self.pid:
                _stop(layout, found)


def find(directory: Path) -> Cloud | None:
    """The cloud that serves the stack in `directory` (`.pluto/local/<stack>`), if one is running."""
    layout = Layout(directory.absolute())
    found = record.read(layout.record)
    return _cloud(layout, found) if found is not None and found.alive else None


def ensure_running(
    directory: Path, *, stack: str, region: str, llm: str | None = None, port: int | None = None
) -> Cloud:
    """The stack's cloud, started if need be, restarted if it runs with other settings or does not answer.

    `llm` and `port` are the settings under `[tool.pluto.local]`; without a port the stack keeps the one it
    was given at its first start. Returns once requests are answered: at once if it runs, in about a second
    else.

    Raises:
        PlutoError: the port is taken, or the process fails, with what it had to say.
    """
    layout = Layout(directory.absolute())
    settings = Settings(stack=stack, region=region, llm=llm, version=_version(), python=sys.executable)
    found = _suitable(layout, settings, port)
    if found is not None:
        return found
    layout.directory.mkdir(parents=True, exist_ok=True)
    with _starting(layout):
        found = _suitable(layout, settings, port) or _start(layout, settings, port)
    if found is None:
        raise PlutoError("The local cloud ended right after its start.", where=str(layout.log))
    return found


def remove(directory: Path) -> None:
    """Stop the stack's cloud, if it runs, and delete all of its state. No error if there is none."""
    layout = Layout(directory.absolute())
    if not layout.directory.exists():
        return
    with _starting(layout):
        _settle(layout)
        found = record.read(layout.record)
        if found is not None and found.alive:
            _stop(layout, found)
        shutil.rmtree(layout.directory, ignore_errors=True)


def _start(layout: Layout, settings: Settings, port: int | None) -> Cloud | None:
    """Start a process that serves with these settings, whatever runs now. The starting lock is held.

    A command that was killed may have left a process that is about to serve: it is waited for, and used if it
    suits.
    """
    for attempt in range(_ATTEMPTS):
        _settle(layout)
        suitable = _suitable(layout, settings, port)
        if suitable is not None:
            return suitable
        running = record.read(layout.record)
        if running is not None and running.alive:
            _stop(layout, running)
        try:
            launch(layout, settings, port)
        except PlutoError:
            if attempt + 1 == _ATTEMPTS or not _is_held(layout.running):
                raise
        else:
            break
    return find(layout.directory)


def _settle(layout: Layout) -> None:
    """Wait while a process holds the running lock, but is not ready yet: its starter was killed."""
    deadline = time.monotonic() + _SETTLE_S
    while _is_held(layout.running) and time.monotonic() < deadline:
        found = record.read(layout.record)
        if found is not None and found.alive:
            return
        time.sleep(_POLL_S)


def _is_held(path: Path) -> bool:
    """Whether a process holds the POSIX lock on a file."""
    try:
        with path.open("r+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _suitable(layout: Layout, settings: Settings, port: int | None) -> Cloud | None:
    """The running cloud if it has these settings and answers."""
    found = record.read(layout.record)
    if found is None or found.settings != settings or port not in (None, found.port) or not found.alive:
        return None
    cloud = _cloud(layout, found)
    if cloud is None:
        return None
    try:
        ask(cloud.endpoint_url, cloud.secret_key, "GET", "ping", timeout_s=_PING_S)
    except PlutoError:
        return None
    return cloud


def _cloud(layout: Layout, found: CloudRecord) -> Cloud | None:
    keys = credentials.load(layout.credentials)
    if keys is None:
        return None
    return Cloud(
        endpoint_url=f"http://{HOST}:{found.port}",
        account=ACCOUNT,
        region=found.settings.region,
        access_key=keys.access_key,
        secret_key=keys.secret_key,
        pid=found.pid,
        directory=layout.directory,
    )


def _stop(layout: Layout, found: CloudRecord) -> None:
    """Ask the process to end, insist, then force it. The starting lock is held."""
    for how, patience in ((signal.SIGTERM, _STOP_S), (signal.SIGKILL, _KILL_S)):
        end(found.pid, found.mark, how)
        if wait_until_gone(found.pid, found.mark, patience):
            layout.record.unlink(missing_ok=True)
            return
    raise PlutoError(
        f"The local cloud (process {found.pid}) could not be ended.",
        where=str(layout.directory),
        hint=f"End it with `kill -9 {found.pid}`.",
    )


@contextlib.contextmanager
def _starting(layout: Layout) -> Iterator[None]:
    """Held by whoever starts or stops the cloud. The system frees it if its holder dies."""
    with layout.starting.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pluto-py")
    except PackageNotFoundError:
        return "0"
