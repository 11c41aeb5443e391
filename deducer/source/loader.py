"""Read, look up or parse, and remember: one lowered module per file of the app."""

from __future__ import annotations

import os
from pathlib import Path

from deducer.source.cache import ModuleCache, digest, pack
from deducer.source.files import SourceFile
from deducer.source.form import LoweredModule
from deducer.source.parsing import SourceError, parse

__all__ = ["Loader"]


class Loader:
    """Gives out source files and their lowered forms; `root` is what shown paths are relative to."""

    def __init__(self, root: Path, cache: ModuleCache) -> None:
        self._root = f"{root}{os.sep}"
        self._cache = cache

    def read(self, path: str) -> SourceFile:
        """The file at an absolute path. Raises OSError where it cannot be read."""
        with open(path, "rb") as file:  # noqa: PTH123  # once per module: pathlib takes as long as the rest
            return SourceFile(self._shown(path), file.read())

    def lower(self, file: SourceFile) -> LoweredModule:
        """The lowered form of `file`.

        Raises:
            SourceError: where it cannot be parsed. Such files are parsed again on every run.
        """
        key = digest(file.content)
        module = self._cache.get(key)
        if module is None:
            module = parse(file.content)
            try:
                blob = pack(module)
            except ValueError as error:  # marshal's own limit on nesting
                raise SourceError(
                    "unsupported", "this file is nested too deeply to be analysed", 1, 1
                ) from error
            self._cache.put(key, blob)
        return module

    def _shown(self, path: str) -> str:
        return path.removeprefix(self._root).replace(os.sep, "/")
