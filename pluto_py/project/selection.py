"""Which stack a command works on: the one that it was told, else the selected one, else the default one."""

from __future__ import annotations

from pluto_py.errors import PlutoError
from pluto_py.project import files
from pluto_py.project.model import Project, Stack
from pluto_py.project.paths import Paths

__all__ = ["current", "select", "selected"]


def current(project: Project, requested: str | None = None) -> Stack:
    """The stack to work on.

    Raises:
        PlutoError: there is no stack of that name, or nothing says which one is meant.
    """
    if requested is not None:
        return project.stack(requested)
    name = selected(project)
    if name is not None and name not in project.stacks:
        raise PlutoError(
            f"The selected stack '{name}' is no longer in pyproject.toml.",
            where=str(Paths(project.root).selected_stack),
            hint=f"Select another one with `pluto stack select`; {_known(project)}",
        )
    name = name or project.default_stack
    if name is None:
        raise PlutoError(
            "Nothing says which stack is meant.",
            where="pyproject.toml",
            hint=f"Use --stack, `pluto stack select`, or write `default-stack`; {_known(project)}",
        )
    return project.stack(name)


def _known(project: Project) -> str:
    if not project.stacks:
        return "there are no stacks yet: `pluto stack new dev` adds one."
    return f"there are {', '.join(sorted(project.stacks))}."


def selected(project: Project) -> str | None:
    """The name that `select` kept, whether or not there is such a stack; None where none was selected."""
    text = files.read_text(Paths(project.root).selected_stack)
    return text.strip() or None if text is not None else None


def select(project: Project, name: str) -> Stack:
    """Make `name` the stack of commands that are told none, on this machine, and return it.

    Raises:
        PlutoError: there is no such stack.
    """
    stack = project.stack(name)
    files.write_atomic(Paths(project.root).ensure().selected_stack, f"{name}\n")
    return stack
