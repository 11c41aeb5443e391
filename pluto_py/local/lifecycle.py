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
from typing import IO, Any

from pluto_py.errors import PlutoError
from pluto_py.local import record
from pluto_py.local.context import ACCOUNT
from pluto_py.local.door import ask
from pluto_py.local.identity import credentials
from pluto_py.local.launch import launch
from pluto_py.local.layout import Layout
from pluto_py.local.ports import HOST
from pluto_py.local.record import CloudRecord, Settings

__all__ = ["Cloud", "CloudStatus", "ensure_running", "find", "remove"]

_STOP_S = 15.0
_KILL_S = 5.0
_PING_S = 5.0
_LOCK_S = 90.0
_POLL_S = 0.02


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
        if layout.directory.exists():
            with _starting(layout):
                found = record.read(layout.record)
                if found is not None and found.process.pid == self.pid:
                    _stop(layout)


def find(directory: Path) -> Cloud | None:
    """The cloud that serves the stack in `directory` (`.pluto/local/<stack>`), if one is running."""
    layout = Layout(directory.absolute())
    found = record.read(layout.record)
    return _cloud(layout, found) if found is not None and found.process.alive else None


def ensure_running(
    directory: Path,
    *,
    stack: str,
    region: str,
    llm: str | None = None,
    port: int | None = None,
    code: Path | None = None,
) -> Cloud:
    """The stack's cloud, started if need be, restarted if it runs with other settings or does not answer.

    `llm` and `port` are the settings under `[tool.pluto.local]`; without a port the stack keeps the one it
    was given at its first start. `code` is where functions' code is unpacked: a folder outside of `directory`
    keeps it for the stack's next life, as `remove` knows nothing of it. Returns once requests are answered:
    at once if it runs, in about a second else.

    Raises:
        PlutoError: the port is taken, or the process fails, with what it had to say.
    """
    layout = Layout(directory.absolute(), code.absolute() if code else None)
    settings = Settings(stack=stack, region=region, llm=llm, version=_version(), python=sys.executable)
    found = _suitable(layout, settings, port)
    if found is not None:
        return found
    layout.directory.mkdir(
        mode=0o700, parents=True, exist_ok=True
    )  # logs and items are nobody else's business
    with _starting(layout) as lock:
        found = _suitable(layout, settings, port)
        if found is None:
            _stop(layout)
            launch(layout, settings, port, lock)
            found = find(layout.directory)
    if found is None:
        raise PlutoError("The local cloud ended right after its start.", where=str(layout.log))
    return found


def remove(directory: Path) -> None:
    """Stop the stack's cloud, if it runs, and delete all of its state. No error if there is none."""
    layout = Layout(directory.absolute())
    if layout.directory.exists():
        with _starting(layout):
            _stop(layout)
            shutil.rmtree(layout.directory, ignore_errors=True)


def _suitable(layout: Layout, settings: Settings, port: int | None) -> Cloud | None:
    """The running cloud if it has these settings and answers."""
    found = record.read(layout.record)
    if found is None or found.settings != settings or port not in (None, found.port):
        return None
    cloud = _cloud(layout, found) if found.process.alive else None
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
        pid=found.process.pid,
        directory=layout.directory,
    )


def _stop(layout: Layout) -> None:
    """End whatever serves the stack: ask, then force. The starting lock is held."""
    running = record.read_process(layout.running)
    if running is None or not running.alive:
        return
    for how, patience in ((signal.SIGTERM, _STOP_S), (signal.SIGKILL, _KILL_S)):
        running.end(how)
        if running.wait_until_gone(patience):
            return
    raise PlutoError(
        f"The local cloud (process {running.pid}) could not be ended.",
        where=str(layout.directory),
        hint=f"End it with `kill -9 {running.pid}`.",
    )


@contextlib.contextmanager
def _starting(layout: Layout) -> Iterator[int]:
    """Held by whoever starts or stops the cloud; the system frees it when the last holder is gone.

    Gives the lock's descriptor, for a child that is to hold it too.
    """
    with layout.starting.open("w") as file:
        deadline = time.monotonic() + _LOCK_S
        while not _locked(file):
            if time.monotonic() > deadline:
                raise PlutoError(
                    f"Another command has been starting or stopping this stack for {_LOCK_S:.0f} seconds.",
                    where=str(layout.directory),
                    hint="End that command, then run this one again.",
                )
            time.sleep(_POLL_S)
        yield file.fileno()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pluto-py")
    except PackageNotFoundError:
        return "0"
