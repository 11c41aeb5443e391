"""`cloud.json`: which process serves a stack, and with which settings."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from pluto_py.local.processes import mark_of

__all__ = ["CloudRecord", "Settings", "read", "write"]


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

    pid: int
    mark: str
    port: int
    since: float
    settings: Settings

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return mark_of(self.pid) == self.mark


def read(path: Path) -> CloudRecord | None:
    """The record; None if there is none, or it is not one."""
    try:
        fields = json.loads(path.read_text("utf-8"))
        return CloudRecord(**{**fields, "settings": Settings(**fields["settings"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(path: Path, record: CloudRecord) -> None:
    """Replace the record in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(asdict(record), indent=1) + "\n", "utf-8")
    temporary.replace(path)
