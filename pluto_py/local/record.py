"""`cloud.json`: which process serves a stack, and with which settings."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from pluto_py.local.processes import Process

__all__ = ["CloudRecord", "Settings", "read", "read_process", "write"]


@dataclass(frozen=True)
class Settings:
    """What a running cloud must have been started with; a difference means a restart.

    `version` is Pluto's, `python` the interpreter that runs functions.
    """

    stack: str
    region: str
    llm: str | None
    version: str
    python: str


@dataclass(frozen=True)
class CloudRecord:
    """A cloud that was ready at some time. `since` is in seconds since the epoch."""

    process: Process
    port: int
    since: float
    settings: Settings


def read(path: Path) -> CloudRecord | None:
    """The record; None if there is none, or it is not one."""
    try:
        fields = json.loads(path.read_text("utf-8"))
        process, settings = Process(**fields.pop("process")), Settings(**fields.pop("settings"))
        return CloudRecord(process=process, settings=settings, **fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write(path: Path, record: CloudRecord) -> None:
    """Replace the record in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(asdict(record), indent=1) + "\n", "utf-8")
    temporary.replace(path)


def read_process(path: Path) -> Process | None:
    """The process that wrote itself into the running lock; None if nobody did."""
    try:
        return Process(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
