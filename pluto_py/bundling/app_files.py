"""The app's own files in a function's bundle: its modules, and the data that `include` names.

A file below the import root keeps its place relative to that, so `__file__` leads where it did; any other
keeps its place relative to the project's root, which is the working directory of a function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from deducer.architecture import DeducedFunction
from pluto_py.errors import PlutoError
from pluto_py.project.files import disk_errors

__all__ = ["included", "modules"]

_NEVER = frozenset({".pluto", ".git", ".venv", "__pycache__", "node_modules"})
_SECRETS = ".env"


def modules(function: DeducedFunction, root: Path, import_root: Path) -> dict[str, Path]:
    """The function's modules and the packages above them, by name in the zip.

    Raises:
        PlutoError: a module lies where the deployed function could not import it.
    """
    found: dict[str, Path] = {}
    for module in function.modules:
        path = root / module
        if not path.is_relative_to(import_root):
            raise PlutoError(
                f"Function '{function.name}' needs a module outside its import root.",
                where=module,
                why=f"Imports begin at {import_root}, so a deployed function cannot reach it.",
                hint="Move it below that folder, or make it a distribution and install it.",
            )
        for source in (path, *_package_files(path, import_root)):
            found[source.relative_to(import_root).as_posix()] = source
    return found


def included(patterns: Iterable[str], root: Path, import_root: Path) -> dict[str, Path]:
    """The files that the `include` patterns match, by name in the zip.

    Raises:
        PlutoError: a pattern matches no file.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        with disk_errors(f"read what `include` names: '{pattern}'", root):
            paths = list(_matches(pattern, root))
        if not paths:
            raise PlutoError(
                f"`include` has a pattern that matches no file: '{pattern}'.",
                where="pyproject.toml",
                hint="Patterns are relative to the project's root; `data/**` is everything below `data`.",
            )
        for path in paths:
            base = import_root if path.is_relative_to(import_root) else root
            found[path.relative_to(base).as_posix()] = path
    return found


def _package_files(module: Path, import_root: Path) -> Iterator[Path]:
    """The `__init__.py` of every package above `module`, up to the import root."""
    folder = module.parent
    while folder != import_root:
        source = folder / "__init__.py"
        if source.is_file():
            yield source
        folder = folder.parent


def _matches(pattern: str, root: Path) -> Iterator[Path]:
    """Files only, and never what is generated, hidden away for git, or holds the values of an environment."""
    if pattern.endswith("**"):
        pattern += "/*"  # before Python 3.13 a final ** means folders only
    for path in sorted(root.glob(pattern)):
        relative = path.relative_to(root)
        if path.is_file() and _NEVER.isdisjoint(relative.parts) and not relative.name.startswith(_SECRETS):
            yield path
