"""Read, look up or parse, and remember: one lowered module per file of the app."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from deducer.source.cache import ModuleCache, digest, pack
from deducer.source.files import SourceFile
from deducer.source.form import LoweredModule
from deducer.source.parsing import SourceError, parse

if TYPE_CHECKING:
    from deducer.source.ahead import Workers

__all__ = ["Loader"]

_PATIENCE = 12
"""Modules that are parsed here before other processes are asked to help."""


class Loader:
    """Gives out source files and their lowered forms; `root` is what shown paths are relative to."""

    def __init__(self, root: Path, cache: ModuleCache) -> None:
        self._root = f"{root}{os.sep}"
        self._cache = cache
        self._misses = 0
        self._workers: Workers | None = None
        self.expected: Callable[[], list[str]] = list
        """Files that will probably be asked for, nearest first; called once, and only on a first run."""

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
        return self._cache.get(key) or self._from_workers(key) or self._parse(key, file.content)

    def _parse(self, key: bytes, content: bytes) -> LoweredModule:
        module = parse(content)
        try:
            blob = pack(module)
        except ValueError as error:  # marshal's own limit on nesting
            message = "this file is nested too deeply to be analysed"
            raise SourceError("unsupported", message, 1, 1) from error
        self._cache.put(key, blob)
        return module

    def _from_workers(self, key: bytes) -> LoweredModule | None:
        self._misses += 1
        if self._misses == _PATIENCE:
            from deducer.source.ahead import Workers

            self._workers = Workers(self._unknown_files())
        blob = None if self._workers is None else self._workers.take(key)
        if blob is None:
            return None
        self._cache.put(key, blob)
        return self._cache.get(key)

    def _unknown_files(self) -> list[str]:
        """The expected files whose lowered form is not in the cache."""
        return [path for path in self.expected() if not self._is_known(path)]

    def _is_known(self, path: str) -> bool:
        try:
            return self._cache.has(digest(self.read(path).content))
        except OSError:
            return True

    def close(self) -> None:
        """Keep what was lowered, and end what runs ahead."""
        if self._workers is not None:
            for key, blob in self._workers.stop().items():
                self._cache.put(key, blob)
        self._cache.save()

    def _shown(self, path: str) -> str:
        return path.removeprefix(self._root).replace(os.sep, "/")
