"""What bundling hands on: one zip per function, and the platform that it was made for."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Bundle", "Target"]


@dataclass(frozen=True)
class Target:
    """The interpreter that will run the bundle.

    `python` is `major.minor`; `platform` is a `uv --python-platform` name, or `""` for the machine's own.
    """

    python: str
    platform: str = ""

    @classmethod
    def host(cls) -> Target:
        """This machine and this interpreter: what the local platform runs."""
        return cls(python=f"{sys.version_info.major}.{sys.version_info.minor}")

    @property
    def tag(self) -> str:
        """A file-system safe name, unique per target."""
        return f"py{self.python}-{self.platform or sysconfig.get_platform()}".replace(".", "")


@dataclass(frozen=True)
class Bundle:
    """A function's zip. `sha256` is the hex digest of the file; sizes are in bytes."""

    function: str
    path: Path
    sha256: str
    size: int
    unzipped_size: int
