"""The part of Pluto that a function needs: what apps import, and what runs their handlers.

Nothing that deploys.
"""

from __future__ import annotations

from pathlib import Path

import pluto_py

__all__ = ["files"]

_PARTS = ("__init__.py", "errors.py", "resources", "runtime")


def files() -> dict[str, Path]:
    """The SDK's run-time modules, by name in the zip."""
    package = Path(pluto_py.__file__).parent
    found: dict[str, Path] = {}
    for part in _PARTS:
        path = package / part
        for source in (path,) if path.is_file() else sorted(path.rglob("*.py")):
            found[f"pluto_py/{source.relative_to(package).as_posix()}"] = source
    return found
