"""The deploy-time environment: env files, later over earlier, and the real environment over all of them.

The files are `.env`, `.env.local`, `.env.<stack>` and `.env.<stack>.local`, in this order. Their syntax is
that of python-dotenv, whose parser reads them; a value is taken as it is written, so a `$` in a password
stays a `$`. Values never stand in an error: a file may hold secrets.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pluto_py.errors import PlutoError
from pluto_py.project import files
from pluto_py.project.model import Project, Stack

if TYPE_CHECKING:
    from dotenv.parser import Binding

__all__ = ["env_files", "environment_for", "read_env_file"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def environment_for(project: Project, stack: Stack | None, environ: Mapping[str, str]) -> dict[str, str]:
    """Every variable that a deployment of `stack` may use, `environ` being the process's own.

    Raises:
        PlutoError: an env file cannot be read or has lines that are no assignment; the error names all of
            them.
    """
    merged: dict[str, str] = {}
    problems: list[PlutoError] = []
    for path in env_files(project, stack):
        text = files.read_text(path)
        if text is not None:
            values, wrong = _parse(text, path.name)
            merged.update(values)
            problems += wrong
    _raise(problems)
    return {**merged, **environ}


def env_files(project: Project, stack: Stack | None) -> tuple[Path, ...]:
    """The env files that a deployment of `stack` reads where they exist, weakest first."""
    names = [".env", ".env.local"]
    if stack is not None:
        names += [f".env.{stack.name}", f".env.{stack.name}.local"]
    return tuple(project.root / name for name in names)


def read_env_file(path: Path) -> dict[str, str]:
    """The assignments of one env file; empty where there is no such file.

    Raises:
        PlutoError: as `environment_for`.
    """
    text = files.read_text(path)
    values, problems = _parse(text, path.name) if text is not None else ({}, [])
    _raise(problems)
    return values


def _parse(text: str, name: str) -> tuple[dict[str, str], list[PlutoError]]:
    from dotenv.parser import parse_stream  # 30 ms, and most runs have no env file

    values: dict[str, str] = {}
    problems: list[PlutoError] = []
    for binding in parse_stream(io.StringIO(text)):
        problem = _problem(binding)
        if problem is not None:
            what, hint = problem
            problems.append(PlutoError(what, where=f"{name}:{_line(binding)}:1", hint=hint))
        elif binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
    return values, problems


def _problem(binding: Binding) -> tuple[str, str] | None:
    """What is wrong with one statement, and how to mend it. A comment or blank lines have no key."""
    if binding.error:
        return "This is no assignment.", "Write NAME=value, and close every quote."
    if binding.key is None:
        return None
    if not _NAME.fullmatch(binding.key):
        return (
            f"'{binding.key}' cannot be a variable's name.",
            "A name is letters, digits and '_', and does not begin with a digit.",
        )
    if binding.value is None:
        return f"'{binding.key}' has no value.", f"Write {binding.key}= for an empty value."
    return None


def _line(binding: Binding) -> int:
    """Where the statement itself begins: the parser counts the blank lines before it as its own."""
    written = binding.original.string
    blank = written[: len(written) - len(written.lstrip())]
    return binding.original.line + blank.count("\n")


def _raise(problems: list[PlutoError]) -> None:
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise PlutoError(
            f"The env files have {len(problems)} problems.",
            why="\n".join(str(problem) for problem in problems),
        )
