"""Layers on disk: one zip per distribution and target, made once, and joined into any number of bundles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pluto_py.bundling import packers
from pluto_py.bundling.bundle import FORMAT, Target
from pluto_py.bundling.contents import Contents
from pluto_py.bundling.interpreters import interpreter
from pluto_py.project.files import disk_errors, make_folder

__all__ = ["LayerStore"]

# Measured on langchain-aws: level 6 is 28 MB, level 1 is 32 MB in a third of the time, level 9 gains 0.2 MB.
# What never leaves this machine need not be small.
_LEVEL_TO_SEND = 6
_LEVEL_TO_STAY = 1


@dataclass(frozen=True)
class LayerStore:
    """The layers of one target. `scratch` is a folder on the same disk for files that are being written."""

    folder: Path
    target: Target
    scratch: Path

    @property
    def _level(self) -> int:
        return _LEVEL_TO_SEND if self.target.platform else _LEVEL_TO_STAY

    def path(self, name: str) -> Path:
        """Where the layer of that file name lies, whether or not it is there."""
        return self.folder / name

    def make(
        self, wanted: Sequence[Contents], *, with_bytecode: bool, on_progress: Callable[[str], None]
    ) -> list[str]:
        """Make what is missing of `wanted`; returns the layers' file names, in the same order.

        Raises:
            PlutoError: a file cannot be read or written.
        """
        python = interpreter(self.target.python) if with_bytecode else None
        names = [self._name(contents, with_bytecode=python is not None) for contents in wanted]
        jobs = [
            packers.Job(contents, self.scratch / name, self._level)
            for name, contents in dict(zip(names, wanted, strict=True)).items()
            if not self.path(name).is_file()
        ]
        packers.run(jobs, python, lambda label: on_progress(f"Packed {label}"))
        make_folder(self.folder)
        with disk_errors("put a layer into place", self.folder):
            for job in jobs:
                job.output.replace(self.path(job.output.name))
        return names

    def _name(self, contents: Contents, *, with_bytecode: bool) -> str:
        parts = (FORMAT, contents.identity, self._level, with_bytecode)
        return f"{contents.label}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}.zip"
