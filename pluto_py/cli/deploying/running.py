"""One command at a time may change a stack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pluto_py.project import Paths, Project, Stack
from pluto_py.project.locks import lock

__all__ = ["alone"]


@contextmanager
def alone(project: Project, stack: Stack) -> Iterator[None]:
    """Keep every other command that would change the stack out, on this machine.

    The lock dies with its process, so a killed deployment keeps nobody out. Deployments from other machines
    are kept out by Pulumi's own lock in the state.

    Raises:
        PlutoError: another process is at it; the error names that process.
    """
    file = Paths(project.root).ensure().base / "locks" / f"{stack.name}.lock"
    with lock(file, what=f"stack '{stack.name}'", timeout=0):
        yield
