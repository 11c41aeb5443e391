"""Adding a stack to `pyproject.toml`, with every byte that the user wrote left as it is.

The table is inserted as text, after the last stack's, and the result is then parsed: it must mean what the
file meant before plus the new stack, or the file stays untouched. So no formatting can be lost, and no layout
can be misread.
"""

from __future__ import annotations

import re
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.project import discovery, files, settings
from pluto_py.project.model import DEFAULT_REGION, DEFAULT_STATE, Project, Stack

__all__ = ["add_stack", "stack_settings", "stack_table"]

_NEXT_TABLE = re.compile(r"^(?:[ \t]*#.*\n)*[ \t]*\[", re.MULTILINE)
_STACK_HEADER = re.compile(r"^[ \t]*\[\s*tool\s*\.\s*pluto\s*\.\s*stacks\s*[.\]]", re.MULTILINE)


def add_stack(project: Project, stack: Stack) -> Project:
    """Write `stack` into the project's `pyproject.toml` and return the project as it then is.

    Raises:
        PlutoError: there is such a stack already, its name or region is wrong, or the file cannot be edited
            safely.
    """
    if stack.name in project.stacks:
        raise PlutoError(
            f"There is a stack '{stack.name}' already.",
            where="pyproject.toml",
            hint=f"`pluto stack select {stack.name}` selects it.",
        )
    text = files.read_text(project.file) or ""
    edited = inserted(text, stack_table(stack))
    document = discovery.parse_toml(text, str(project.file))
    _add(document, stack)
    if _parsed(edited) != document:
        raise PlutoError(
            "The stack cannot be added to this file automatically.",
            where=str(project.file),
            why="Its stacks are not written as [tool.pluto.stacks.<name>] tables.",
            hint=f"Add this yourself:\n{stack_table(stack)}",
        )
    result = discovery.read(project.root, document, edited)
    files.write_atomic(project.file, edited, mode=project.file.stat().st_mode & 0o777)
    return result


def stack_table(stack: Stack) -> str:
    """The stack as a TOML table.

    Raises:
        PlutoError: as `stack_settings`.
    """
    return f"[tool.pluto.stacks.{stack.name}]\n{stack_settings(stack)}\n"


def stack_settings(stack: Stack) -> str:
    """The lines of the stack's TOML table; what is as it would be anyway is left out.

    Raises:
        PlutoError: the name, platform or region cannot be used.
    """
    for what, problem in (
        ("name", settings.stack_name_problem(stack.name)),
        ("platform", settings.platform_problem(stack.platform)),
        ("region", settings.region_problem(stack.region)),
    ):
        if problem:
            raise PlutoError(f"This cannot be a stack's {what}: {problem}")
    return "\n".join(f'{key} = "{value}"' for key, value in _keys(stack).items())


def inserted(text: str, table: str) -> str:
    """`text` with `table` after the last stack's table, or at its end where there is none."""
    newline = "\r\n" if "\r\n" in text else "\n"
    at = _end_of_stacks(text)
    before, after = text[:at].rstrip("\r\n"), text[at:]
    body = table.rstrip("\n").replace("\n", newline)
    return f"{before}{newline * 2}{body}{newline}" + (newline + after if after else "")


def _end_of_stacks(text: str) -> int:
    """Where the table after the last stack's begins, with the comment lines right above it; else the end."""
    last = None
    for last in _STACK_HEADER.finditer(text):  # noqa: B007 - the loop is how the last one is reached
        pass
    following = _NEXT_TABLE.search(text, last.end()) if last else None
    return following.start() if following else len(text)


def _keys(stack: Stack) -> dict[str, str]:
    keys: dict[str, str] = {"platform": stack.platform}
    if stack.platform == "aws" or stack.region != DEFAULT_REGION:
        keys["region"] = stack.region
    if stack.state != DEFAULT_STATE:
        keys["state"] = stack.state
    return keys


def _add(document: dict[str, Any], stack: Stack) -> None:
    document["tool"]["pluto"].setdefault("stacks", {})[stack.name] = _keys(stack)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return discovery.parse_toml(text, "pyproject.toml")
    except PlutoError:
        return None
