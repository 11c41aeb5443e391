"""The end of a stack: its objects through the engine, then its local cloud, then what was remembered of it.

Each step may find its work done already, so a destruction that was cut short is simply run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pluto_py.cli.deploying.changes import Change, changes_of
from pluto_py.cli.deploying.cloud import CloudStart
from pluto_py.cli.deploying.engine import open_deployment
from pluto_py.cli.deploying.fingerprint import state_file
from pluto_py.cli.deploying.outcome import Outcome
from pluto_py.cli.deploying.view import View
from pluto_py.local import lifecycle
from pluto_py.project import Paths, Project, Stack, records

if TYPE_CHECKING:
    from pluto_py.engines.deployment import Deployment

__all__ = ["destroy"]


def destroy(project: Project, stack: Stack, view: View) -> Outcome:
    """Remove everything of the stack. The caller holds the stack's lock.

    Raises:
        PlutoError: an object cannot be removed, or the cloud cannot be reached.
    """
    paths = Paths(project.root)
    changes: tuple[Change, ...] = ()
    if stack.platform == "aws":
        with open_deployment(project, stack, on_progress=view.progress.say) as deployment:
            changes = _through_engine(deployment, view)
    else:
        if state_file(project, stack).exists():
            with (
                CloudStart(project, stack, view.progress) as cloud,
                open_deployment(project, stack, cloud=cloud.result()) as deployment,
            ):
                changes = _through_engine(deployment, view)
        lifecycle.remove(paths.local(stack.name))
    records.forget(paths, stack.name)
    return Outcome("destroyed", changes)


def _through_engine(deployment: Deployment, view: View) -> tuple[Change, ...]:
    with view.progress.phase("Removing what was deployed"):
        return changes_of(deployment.destroy(view.progress.event, forget=True))
