"""First-party modules on disk, found as Python finds them below one import root."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

__all__ = ["Finder", "Located", "import_root"]


class Located(NamedTuple):
    """A module's file (absolute), or None for a folder without `__init__.py`."""

    path: str | None
    is_package: bool


def import_root(root: Path, entrypoint: str) -> tuple[Path, str]:
    """The folder that imports start from, and the entrypoint's dotted name.

    Without an `__init__.py` beside it, the entrypoint's own folder is the root, as with `python
    app/main.py`; else the folder above the topmost package is, as with `python -m app.main`.
    """
    path = root / entrypoint
    parts = [path.stem] if path.name != "__init__.py" else []
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        parts.append(folder.name)
        folder = folder.parent
    return folder, ".".join(reversed(parts)) or path.stem


class Finder:
    """Finds modules below `root`; each folder is listed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._listings: dict[str, frozenset[str]] = {}
        self._found: dict[str, Located | None] = {}

    def find(self, name: str) -> Located | None:
        """The module of this dotted name; None when the app has none."""
        if name not in self._found:
            self._found[name] = self._search(name)
        return self._found[name]

    def _search(self, name: str) -> Located | None:
        *parents, last = name.split(".")
        if not all(parents) or not last:
            return None
        folder = os.path.join(self.root, *parents)  # noqa: PTH118  # thousands of times; pathlib is ten times slower
        listing = self._listing(folder)
        if last in listing:
            inner = os.path.join(folder, last)  # noqa: PTH118  # as above
            content = self._listing(inner)
            if "__init__.py" in content:
                return Located(os.path.join(inner, "__init__.py"), True)  # noqa: PTH118  # as above
            if f"{last}.py" not in listing and _may_be_package(content):
                return Located(None, True)
        if f"{last}.py" in listing:
            return Located(os.path.join(folder, f"{last}.py"), False)  # noqa: PTH118  # as above
        return None

    def _listing(self, folder: str) -> frozenset[str]:
        known = self._listings.get(folder)
        if known is None:
            try:
                known = frozenset(os.listdir(folder))  # noqa: PTH208  # as above
            except OSError:
                known = frozenset()
            self._listings[folder] = known
        return known


def _may_be_package(content: frozenset[str]) -> bool:
    """A folder counts as a namespace package only where it has modules: data folders are no modules."""
    return any(name.endswith(".py") for name in content)
