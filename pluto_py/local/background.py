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
        self._pipe: int | None = pipe
        self._lock: int | None = lock

    def send(self, message: Mapping[str, Any]) -> None:
        """One line of JSON."""
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                os.write(self._pipe, json.dumps(message).encode() + b"\n")

    def close(self) -> None:
        """Nothing more will be said, and others may start or stop the stack."""
        for descriptor in (self._lock, self._pipe):
            if descriptor is not None:
                os.close(descriptor)
        self._lock = self._pipe = None

    def ready(self) -> None:
        """Requests are answered now."""
        signal.alarm(0)
        self.send({"ready": True})
        self.close()


def run(arguments: Sequence[str]) -> int:
    """Serve; the exit status. `arguments`: the pipe's and the lock's descriptor, then a JSON object."""
    starter = _Starter(int(arguments[0]), int(arguments[1]))
    options = json.loads(arguments[2])
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

        layout = Layout(Path(options["directory"]))
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
        starter.close()
    return 0
