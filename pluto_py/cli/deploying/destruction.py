"""The end of a stack: its objects through the engine, then its local cloud, then what was remembered of it.

Each step may find its work done already, so a destruction that was cut short is simply run again.
"""

from __future__ import annotations

from pluto_py.cli.deploying.cloud import CloudStart
from pluto_py.cli.deploying.engine import open_deployment
from pluto_py.cli.deploying.fingerprint import state_file
from pluto_py.cli.deploying.outcome import Outcome
from pluto_py.cli.deploying.view import View
from pluto_py.local import lifecycle
from pluto_py.project import Paths, Project, Stack, records

__all__ = ["destroy"]


def destroy(project: Project, stack: Stack, view: View) -> Outcome:
    """Remove everything of the stack. The caller holds the stack's lock.

    Raises:
        PlutoError: an object cannot be removed, or the cloud cannot be reached.
    """
    paths = Paths(project.root)
    if stack.platform == "aws":
        _through_engine(project, stack, view, None)
    else:
        if state_file(project, stack).exists():
            with CloudStart(project, stack, view.progress) as cloud:
                _through_engine(project, stack, view, cloud)
        lifecycle.remove(paths.local(stack.name))
    records.forget(paths, stack.name)
    return Outcome("destroyed", tuple(view.progress.changes))


def _through_engine(project: Project, stack: Stack, view: View, cloud: CloudStart | None) -> None:
    deployment = open_deployment(project, stack, cloud=cloud.result() if cloud is not None else None)
    with view.progress.phase("Removing what was deployed"):
        deployment.destroy(on_event=view.progress.event)
