"""The background process from its arguments to its end: settings in, readiness or a reason out."""

from __future__ import annotations

import asyncio
import json
import logging
import os
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


class _Reporter:
    """The writing end of the starter's pipe; it may be gone at any time."""

    def __init__(self, descriptor: int):
        os.set_inheritable(descriptor, False)
        self._descriptor: int | None = descriptor

    def send(self, message: Mapping[str, Any]) -> None:
        """One line of JSON."""
        if self._descriptor is not None:
            try:
                os.write(self._descriptor, json.dumps(message).encode() + b"\n")
            except OSError:
                self.close()

    def close(self) -> None:
        """Nothing more will be said."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def ready(self) -> None:
        """Requests are answered now."""
        self.send({"ready": True})
        self.close()


def run(arguments: Sequence[str]) -> int:
    """Serve; the exit status. `arguments`: the pipe's descriptor, and everything else as one JSON object."""
    reporter = _Reporter(int(arguments[0]))
    options = json.loads(arguments[1])
    reporter.send({"pid": os.getpid()})
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
        asyncio.run(serve(layout, Settings(**options["settings"]), options["port"], reporter.ready))
    except PlutoError as error:
        _log.error("%s", error)
        reporter.send(
            {"error": {"what": error.what, "where": error.where, "why": error.why, "hint": error.hint}}
        )
        return 1
    except Exception as error:
        _log.exception("the local cloud failed")
        reporter.send({"error": {"what": "The local cloud failed.", "why": repr(error)}})
        return 1
    finally:
        reporter.close()
    return 0
