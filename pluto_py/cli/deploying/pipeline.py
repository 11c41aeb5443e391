"""The order of a deployment: read the app, prepare, show what would change, ask, provision, record.

Nothing is touched before the app has been read without an error; nothing is provisioned before the user has
agreed. Each step leaves files whole, so a run that is cut short anywhere is made good by the next one: the
state is Pulumi's business, a bundle appears by a rename, and the record is written last.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deducer.architecture import Architecture
from pluto_py.cli.deploying.calls import calls
from pluto_py.cli.deploying.changes import Change, changes_of
from pluto_py.cli.deploying.cloud import CloudStart
from pluto_py.cli.deploying.engine import open_deployment, require_engine
from pluto_py.cli.deploying.fingerprint import fingerprint, state_digest, state_file
from pluto_py.cli.deploying.outcome import Outcome
from pluto_py.cli.deploying.planning import make_plan
from pluto_py.cli.deploying.view import View
from pluto_py.engines.results import DeploymentFailed
from pluto_py.project import Paths, Project, Stack, records
from pluto_py.project.records import DamagedRecordError, DeploymentRecord

if TYPE_CHECKING:
    from pluto_py.engines.deployment import Deployment
    from pluto_py.infra.plan import DeploymentPlan

__all__ = ["Options", "deploy"]


@dataclass(frozen=True)
class Options:
    """What the user asked for. `refresh` reads what is really there before anything is compared."""

    yes: bool = False
    preview: bool = False
    engine: str | None = None
    refresh: bool = False


def deploy(project: Project, stack: Stack, options: Options, view: View) -> Outcome:
    """Bring the stack to what the app's code says. The caller holds the stack's lock.

    Raises:
        Failed: findings forbid it; they have been shown.
        PlutoError: anything else that a user can mend.
    """
    require_engine(stack, options.engine, view.progress.say)
    architecture = _read(project, stack, view)
    with ExitStack() as exits:
        cloud = None
        if stack.platform == "local":
            cloud = exits.enter_context(CloudStart(project, stack, view.progress))
        plan = make_plan(project, stack, architecture, view.progress)
        return _Run(project, stack, options, view, plan, cloud).outcome()


def _read(project: Project, stack: Stack, view: View) -> Architecture:
    from pluto_py.project.deduction import deduce

    with view.progress.phase("Reading the app"):
        architecture = deduce(project, stack)
    title = f"{project.name}, stack {stack.name} ({stack.platform}, {stack.region})"
    view.architecture(architecture, project.root, title)
    return architecture


_HOW_TO_GO_ON = "What was made stays. Mend the cause and run `pluto deploy` again: it goes on from there."


class _Run:
    """A deployment whose plan is made; `cloud` is None on AWS."""

    def __init__(
        self,
        project: Project,
        stack: Stack,
        options: Options,
        view: View,
        plan: DeploymentPlan,
        cloud: CloudStart | None,
    ):
        self._project, self._stack, self._options = project, stack, options
        self._view, self._plan, self._cloud = view, plan, cloud
        self._paths = Paths(project.root)

    def outcome(self) -> Outcome:
        """Compare, ask, provision."""
        outputs = self._outputs_if_unchanged()
        if outputs is not None:
            return self._reached((), outputs)
        with self._open() as deployment:
            if self._options.refresh or self._has_lost_its_objects():
                with self._view.progress.phase("Reading what is really there"):
                    deployment.refresh()
            if self._options.preview or not self._options.yes:
                changes = self._preview(deployment)
                self._view.changes(changes)
                if self._options.preview:
                    return Outcome("previewed", changes)
                if changes and not self._view.confirmed(f"Deploy to stack '{self._stack.name}'?"):
                    return Outcome("declined", changes)
            return self._provision(deployment)

    def _outputs_if_unchanged(self) -> Mapping[str, Any] | None:
        """What was deployed, where a deployment would only find that nothing has changed.

        On the local platform only: what an account on AWS holds may have been changed by others.
        """
        if self._cloud is None or self._cloud.lost or self._options.refresh:
            return None
        with suppress(DamagedRecordError):
            record = records.read(self._paths, self._stack.name)
            if record is not None and record.fingerprint == self._fingerprint():
                return record.outputs
        return None

    def _has_lost_its_objects(self) -> bool:
        """Whether the state knows of objects in a cloud whose files are gone."""
        return (
            self._cloud is not None and self._cloud.lost and state_file(self._project, self._stack).exists()
        )

    def _open(self) -> AbstractContextManager[Deployment]:
        from pluto_py.infra import program

        return open_deployment(
            self._project,
            self._stack,
            program=program(self._plan),
            engine=self._options.engine,
            cloud=self._cloud.result() if self._cloud is not None else None,
            on_progress=self._view.progress.say,
        )

    def _preview(self, deployment: Deployment) -> tuple[Change, ...]:
        with self._view.progress.phase("Comparing with what is deployed"):
            return changes_of(deployment.preview())

    def _provision(self, deployment: Deployment) -> Outcome:
        if self._cloud is not None:
            self._cloud.keep()
        with self._view.progress.phase("Provisioning"):
            try:
                result = deployment.up(self._view.progress.event)
            except DeploymentFailed as failure:
                failure.hint = failure.hint or _HOW_TO_GO_ON
                raise
        outputs = {name: output.value for name, output in result.outputs.items() if not output.secret}
        records.write(self._paths, self._stack.name, DeploymentRecord(self._fingerprint(), outputs))
        return self._reached(changes_of(result.summary), outputs)

    def _reached(self, changes: tuple[Change, ...], outputs: Mapping[str, Any]) -> Outcome:
        problems: tuple[str, ...] = ()
        if self._cloud is not None:
            self._cloud.keep()
            problems = self._cloud.problems()
        found = calls(self._plan.architecture, self._project.root, outputs, self._stack.region)
        return Outcome("deployed" if changes else "unchanged", changes, outputs, found, problems)

    def _fingerprint(self) -> str:
        from importlib.metadata import version

        cloud = self._cloud.result() if self._cloud is not None else None
        return fingerprint(
            self._plan,
            cloud=f"{cloud.endpoint_url} {cloud.access_key}" if cloud is not None else "",
            version=version("pluto-py"),
            state=state_digest(state_file(self._project, self._stack)),
        )
