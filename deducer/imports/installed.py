"""Installed distributions: whether an import resolves, and which distribution provides it.

`importlib.metadata.packages_distributions()` reads every distribution of the environment; only the few that
the app imports are looked at here, mostly found by their names.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence

__all__ = ["Installed", "is_standard"]

_SUFFIXES = (".py", ".so", ".pyd", ".pyc")
_NAME = re.compile(rb"^Name:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_STANDARD = frozenset(sys.stdlib_module_names) | {"__future__", "__main__"}


def is_standard(name: str) -> bool:
    """Whether a dotted name belongs to the standard library."""
    return name.partition(".")[0] in _STANDARD


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Installed:
    """What stands on `search_path`."""

    def __init__(self, search_path: Sequence[str]) -> None:
        self._path = [entry for entry in dict.fromkeys(search_path) if entry]
        self._listings: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, bool] = {}
        self._records: dict[str, bytes] = {}
        self._answers: dict[str, set[str]] = {}

    def has(self, name: str) -> bool:
        """Whether the top-level module of a dotted name can be imported."""
        top = name.partition(".")[0]
        if top not in self._known:
            self._known[top] = top in sys.builtin_module_names or any(
                self._provides(entry, top) for entry in self._path
            )
        return self._known[top]

    def _provides(self, entry: str, top: str) -> bool:
        listing = self._listing(entry)
        return any(
            name == top or (name.startswith(f"{top}.") and name.endswith(_SUFFIXES)) for name in listing
        )

    def _listing(self, folder: str) -> tuple[str, ...]:
        if folder not in self._listings:
            try:
                self._listings[folder] = tuple(sorted(os.listdir(folder)))  # noqa: PTH208  # speed, see finder
            except OSError:
                self._listings[folder] = ()
        return self._listings[folder]

    def distributions(self, modules: Iterable[str]) -> set[str]:
        """The normalised names of the distributions that provide these dotted modules."""
        found: set[str] = set()
        for module in modules:
            if module not in self._answers:
                self._answers[module] = self._providers(module)
            found |= self._answers[module]
        return found

    def _providers(self, module: str) -> set[str]:
        """The distributions whose files include the module, by the longest part of its name that any has."""
        parts = module.split(".")
        for entry in self._path:
            if not self._provides(entry, parts[0]):
                continue
            if os.path.isfile(os.path.join(entry, parts[0], "__init__.py")):  # noqa: PTH113, PTH118  # speed, see finder
                parts = parts[:1]  # no namespace package: one distribution has it all
            likely, others = self._metadata_folders(entry, parts)
            for length in range(len(parts), 0, -1):
                names = self._owners(likely, parts[:length]) or self._owners(others, parts[:length])
                if names:
                    return names
        return set()

    def _metadata_folders(self, entry: str, parts: list[str]) -> tuple[list[str], list[str]]:
        """Folders of distribution metadata: those named like the module, and the rest."""
        wanted = {normalised("-".join(parts[:length])) for length in range(1, len(parts) + 1)}
        likely: list[str] = []
        others: list[str] = []
        for name in self._listing(entry):
            if name.endswith((".dist-info", ".egg-info")):
                folder = os.path.join(entry, name)  # noqa: PTH118  # speed, see finder
                (likely if normalised(name.partition("-")[0]) in wanted else others).append(folder)
        return likely, others

    def _owners(self, folders: list[str], parts: list[str]) -> set[str]:
        path = "/".join(parts).encode()
        return {
            self._distribution(folder)
            for folder in folders
            if _lists(self._read(folder, "RECORD") or self._read(folder, "SOURCES.txt"), path)
            or (len(parts) == 1 and path in self._read(folder, "top_level.txt").split())
        }

    def _distribution(self, folder: str) -> str:
        match = _NAME.search(self._read(folder, "METADATA") or self._read(folder, "PKG-INFO"))
        name = match.group(1).decode() if match else os.path.basename(folder).partition("-")[0]  # noqa: PTH119  # a str
        return normalised(name)

    def _read(self, folder: str, name: str) -> bytes:
        path = os.path.join(folder, name)  # noqa: PTH118  # speed, see finder
        if path not in self._records:
            try:
                with open(path, "rb") as file:  # noqa: PTH123  # speed, see finder
                    self._records[path] = file.read()
            except OSError:
                self._records[path] = b""
        return self._records[path]


def _lists(record: bytes, path: bytes) -> bool:
    """Whether a RECORD has the module `path` (without suffix) as a file or a folder."""
    return any(
        record.startswith(path + ending) or b"\n" + path + ending in record
        for ending in (b"/", b".py", b".cpython", b".abi3")
    )
