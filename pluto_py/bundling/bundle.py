"""What bundling hands on: one zip per function, and the platform that it was made for."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FORMAT", "Bundle", "Target"]

FORMAT = 1
"""Raised when a bundle of the same files would have other bytes: nothing made before counts then."""

_MODERN_LAMBDA = (3, 12)


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

    @classmethod
    def on_lambda(cls, python: str) -> Target:
        """The managed x86_64 runtime of that `major.minor`.

        From Python 3.12 it is Amazon Linux 2023 with glibc 2.34, before that Amazon Linux 2 with glibc 2.26
        ("Lambda runtimes" in the AWS Lambda Developer Guide). Distributions no longer publish wheels for the
        oldest glibc, so asking for that would hide their new versions.
        """
        modern = tuple(int(part) for part in python.split(".")) >= _MODERN_LAMBDA
        return cls(python, "x86_64-manylinux_2_34" if modern else "x86_64-manylinux2014")

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
