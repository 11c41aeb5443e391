"""Which project a folder belongs to, and what its `pyproject.toml` says.

The nearest `pyproject.toml` upward that has a `[tool.pluto]` table is the project's. One without that table
may belong to a package inside a larger repository, so the search goes on above it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.project import files, settings
from pluto_py.project.model import Project
from pluto_py.project.tables import ConfigurationError, Problem

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["FILE", "find", "load", "parse_toml", "read"]

FILE = "pyproject.toml"

_PARSER_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def find(start: Path) -> Project:
    """The project that `start`, a file or a folder, lies in.

    Raises:
        PlutoError: there is none, the file is no TOML, or what it says is wrong.
    """
    start = start.resolve()
    passed: Path | None = None
    for folder in (start, *start.parents):
        file = folder / FILE
        if not file.is_file():
            continue
        text, document = _document(file)
        if "pluto" in _table(document, "tool"):
            return read(folder, document, text)
        passed = passed or file
    why = f"{passed} has no [tool.pluto] table." if passed else None
    raise PlutoError(
        "This is not in a Pluto project.",
        where=str(start),
        why=why,
        hint="`pluto new` makes one; or add a [tool.pluto] table with an `entrypoint` to pyproject.toml.",
    )


def load(file: Path) -> Project:
    """The project that this very `pyproject.toml` describes.

    Raises:
        PlutoError: as `find`.
    """
    text, document = _document(file)
    return read(file.parent, document, text)


def read(root: Path, document: Mapping[str, Any], text: str) -> Project:
    """The project in `root` whose `pyproject.toml` has this `text`, already parsed.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    problems: list[Problem] = []
    project = settings.read(root, document, problems)
    if problems:
        raise ConfigurationError(FILE, text, problems)
    return project


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The document as plain containers.

    Raises:
        PlutoError: it is not TOML; the error names line and column.
    """
    try:
        document: dict[str, Any] = tomllib.loads(text)
        return document
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        position = _PARSER_POSITION.search(message)
        if position and position[1]:
            line, column = int(position[1]), int(position[2])
        else:  # the parser came to the end of the document
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        reason = message[: position.start()] if position else message
        raise PlutoError(
            f"The file is not valid TOML: {reason}.",
            where=f"{file}:{line}:{column}",
            hint="Mend that line; https://toml.io shows the syntax.",
        ) from None


def _document(file: Path) -> tuple[str, dict[str, Any]]:
    text = files.read_text(file)
    if text is None:
        raise PlutoError("The project has no pyproject.toml.", where=str(file), hint="`pluto new` makes one.")
    return text, parse_toml(text, str(file))


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}
