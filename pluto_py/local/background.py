"""The background process from its arguments to its end: settings in, readiness or a reason out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.local.layout import Layout
from pluto_py.local.record import Settings

__all__ = ["run"]

_log = logging.getLogger(__name__)
_START_S = 60


class _Starter:
    """Who started this process, as long as it waits: the writing end of its pipe, and its lock, held with it.

    It may be gone at any time; the lock keeps others from starting the stack meanwhile.
    """

    def __init__(self, pipe: int, lock: int):
        for descriptor in (pipe, lock):
            os.set_inheritable(descriptor, False)
        self._pipe = pipe
        self._lock: int | None = lock

    def send(self, message: Mapping[str, Any]) -> None:
        """One line of JSON."""
        with contextlib.suppress(OSError):
            os.write(self._pipe, json.dumps(message).encode() + b"\n")

    def ready(self) -> None:
        """Requests are answered now."""
        signal.alarm(0)
        self.release()
        self.send({"ready": True})

    def release(self) -> None:
        """Let others start or stop the stack, as far as this process is concerned."""
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None


def _options() -> dict[str, Any]:
    """What the starter wrote to stdin, which is nobody's from then on."""
    options: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return options


def run(arguments: Sequence[str]) -> int:
    """Serve; the exit status. `arguments`: the pipe's and the lock's descriptor. Options come by stdin."""
    starter = _Starter(int(arguments[0]), int(arguments[1]))
    options = _options()
    signal.alarm(_START_S)  # whatever hangs, nobody waits for the lock for ever
    starter.send({"pid": os.getpid()})
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    try:
        from pluto_py.local.cloud import serve

        layout = Layout(Path(options["directory"]), Path(options["code"]))
        asyncio.run(serve(layout, Settings(**options["settings"]), options["port"], starter.ready))
    except PlutoError as error:
        _log.error("%s", error)
        starter.send(
            {"error": {"what": error.what, "where": error.where, "why": error.why, "hint": error.hint}}
        )
        return 1
    except Exception as error:
        _log.exception("the local cloud failed")
        starter.send({"error": {"what": "The local cloud failed.", "why": repr(error)}})
        return 1
    finally:
        starter.release()
    return 0
