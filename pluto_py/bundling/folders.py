"""Whether a folder that a distribution is built from has changed, told by names, sizes and dates."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

__all__ = ["fingerprint"]

_NOT_SOURCE = frozenset(
    {".git", ".venv", ".pluto", "__pycache__", "build", "dist", "node_modules", ".mypy_cache", ".ruff_cache"}
)


def fingerprint(folder: Path) -> str:
    """A hex digest that changes when a file in `folder` does; generated folders do not count."""
    lines = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _NOT_SOURCE)
        for path in (Path(parent, name) for name in sorted(names)):
            status = path.lstat()
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
