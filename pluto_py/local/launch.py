"""Starting the background process and hearing from it whether it is ready.

The process has a session of its own, its output in `cloud.log`, and nothing of the user's AWS set-up: neither
`AWS_*` variables nor the files in `~/.aws`, so that no mistake in a service can reach a real account.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.local.layout import Layout
from pluto_py.local.processes import Process
from pluto_py.local.record import Settings

__all__ = ["launch"]

_START_S = 30.0
_LOG_LIMIT = 2 * 1024 * 1024
_TAIL_LINES = 15
_NOT_INHERITED = ("AWS_", "PULUMI_")


def launch(layout: Layout, settings: Settings, port: int | None, lock: int) -> None:
    """Start the process and wait until it answers requests. It holds `lock` until then.

    Raises:
        PlutoError: it could not start, with its own reason or the end of its log.
    """
    options = {
        "directory": str(layout.directory),
        "code": str(layout.code),
        "settings": asdict(settings),
        "port": port,
    }
    _rotate(layout.log)
    reading, writing = os.pipe()
    try:
        with layout.log.open("ab") as log:
            offset = log.tell()
            subprocess.run(
                [sys.executable, "-m", "pluto_py.local", str(writing), str(lock)],
                check=False,
                input=json.dumps(options).encode(),  # not an argument: `ps` shows those to everybody
                stdout=log,
                stderr=log,
                cwd=layout.directory,
                env=environment(os.environ),
                pass_fds=(writing, lock),
                start_new_session=True,
            )
    finally:
        os.close(writing)
    try:
        _await_ready(reading, layout.log, offset)
    finally:
        os.close(reading)


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The process's environment: the caller's without AWS and Pulumi, relative search paths made absolute."""
    kept = {name: value for name, value in inherited.items() if not name.startswith(_NOT_INHERITED)}
    if kept.get("PYTHONPATH"):
        parts = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(str(Path(part).absolute()) for part in parts)
    return {
        **kept,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _await_ready(reading: int, log: Path, offset: int) -> None:
    """Read what the process says until it is ready. It says nothing more once it has ended."""
    deadline = time.monotonic() + _START_S
    pid, received = 0, b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            _kill(pid)
            raise _failed(f"The local cloud was not ready after {_START_S:.0f} seconds.", log, offset)
        part = os.read(reading, 4096)
        received += part
        *lines, received = received.split(b"\n")
        for message in map(json.loads, lines):
            pid = message.get("pid", pid)
            if message.get("ready"):
                return
            if "error" in message:
                raise _as_told(message["error"], log, offset)
        if not part:
            raise _failed("The local cloud ended while it was starting.", log, offset)


def _as_told(error: Mapping[str, Any], log: Path, offset: int) -> PlutoError:
    if error.get("hint"):
        return PlutoError(error["what"], where=error.get("where"), why=error.get("why"), hint=error["hint"])
    return _failed(error["what"], log, offset)


def _failed(what: str, log: Path, offset: int) -> PlutoError:
    return PlutoError(what, where=str(log), why=_tail(log, offset) or None, hint=f"The whole log is {log}.")


def _tail(log: Path, offset: int) -> str:
    """The last lines that this start wrote."""
    with log.open("rb") as file:
        file.seek(offset)
        lines = file.read().decode("utf-8", "replace").splitlines()
    return "\n".join(lines[-_TAIL_LINES:])


def _kill(pid: int) -> None:
    process = Process.find(pid) if pid else None
    if process is not None:
        process.end(signal.SIGKILL)


def _rotate(log: Path) -> None:
    """Keep one older log."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
