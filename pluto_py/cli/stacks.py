"""What is known of stacks: the overview from records, outputs and exports from Pulumi's state."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pluto_py.project import Paths, Project, Stack, records, selection
from pluto_py.project.records import DamagedRecordError

__all__ = ["Overview", "export_of", "outputs_of", "overview"]


@dataclass(frozen=True)
class Overview:
    """One stack; `deployed` is when it last was, UTC in ISO 8601, or None."""

    name: str
    platform: str
    region: str
    current: bool
    deployed: str | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def overview(project: Project) -> tuple[Overview, ...]:
    """Every stack of the project, in the order of `pyproject.toml`."""
    current = selection.selected(project) or project.default_stack
    paths = Paths(project.root)
    return tuple(
        Overview(stack.name, stack.platform, stack.region, name == current, _last_deployed(paths, name))
        for name, stack in project.stacks.items()
    )


def outputs_of(project: Project, stack: Stack, *, show_secrets: bool) -> dict[str, Any]:
    """The program's outputs by name; secret ones as Pulumi masks them unless `show_secrets`."""
    from pluto_py.cli.deploying.engine import open_deployment

    with open_deployment(project, stack) as deployment:
        outputs = deployment.outputs()
    return {
        name: "[secret]" if output.secret and not show_secrets else output.value
        for name, output in outputs.items()
    }


def export_of(project: Project, stack: Stack, *, show_secrets: bool) -> dict[str, Any]:
    """The deployment as `pulumi stack export` prints it: `{"version": 3, "deployment": {…}}`."""
    from pluto_py.cli.deploying.engine import open_deployment

    with open_deployment(project, stack) as deployment:
        return deployment.export(show_secrets=show_secrets)


def _last_deployed(paths: Paths, name: str) -> str | None:
    try:
        record = records.read(paths, name)
    except DamagedRecordError:
        return None
    return record.when if record else None
