"""The project and stack that a command works on."""

from __future__ import annotations

from pathlib import Path

from pluto_py.project import Project, Stack

__all__ = ["open_project", "open_stack"]


def open_project(requested: str | None = None) -> tuple[Project, Stack | None]:
    """The project around the working directory, and its stack if it has one; enough to read the app's code.

    Raises:
        PlutoError: no project, a broken one, or no such stack.
    """
    from pluto_py.project import selection

    project = Project.find(Path.cwd())
    if requested is None and not project.stacks:
        return project, None
    return project, selection.current(project, requested)


def open_stack(requested: str | None = None) -> tuple[Project, Stack]:
    """The project around the working directory and the stack to work on.

    Raises:
        PlutoError: no project, a broken one, no such stack, or nothing says which.
    """
    from pluto_py.project import selection

    project = Project.find(Path.cwd())
    return project, selection.current(project, requested)
