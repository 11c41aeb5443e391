"""What a deployment was asked to change, has changed, and complained about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pluto_py.errors import PlutoError

__all__ = [
    "ChangeSummary",
    "DeploymentFailed",
    "Diagnostic",
    "Output",
    "Owner",
    "StackLocked",
    "StepChange",
    "StillRunning",
    "UpResult",
]


@dataclass(frozen=True)
class StepChange:
    """One resource that changes.

    Attributes:
        op: `create`, `update`, `replace`, `delete`, `read`, `import`, or `refresh`'s finding.
        type: the type token, such as `aws:iam/role:Role`.
        name: the logical name.
        urn: the resource's URN.
        changed: paths of the inputs that change, such as `environment.variables.STAGE`.
        replaces: the top-level inputs that force a replacement.
    """

    op: str
    type: str
    name: str
    urn: str
    changed: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeSummary:
    """Everything that a preview would change or an update has changed; `counts` has what stays, too."""

    steps: tuple[StepChange, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True if nothing changes."""
        return not self.steps


@dataclass(frozen=True)
class Diagnostic:
    """A message of the engine, about a resource (`urn`) or, with an empty one, about the whole."""

    severity: str
    message: str
    urn: str = ""


@dataclass(frozen=True)
class Output:
    """A value that the program exports."""

    value: Any
    secret: bool = False


@dataclass(frozen=True)
class UpResult:
    """A deployment that succeeded; `warnings` are what the engine wants people to know all the same."""

    outputs: Mapping[str, Output]
    summary: ChangeSummary
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Owner:
    """Who holds a stack's lock. `since` is RFC 3339."""

    username: str
    hostname: str
    pid: int
    since: str


class StillRunning(KeyboardInterrupt):
    """The user would not wait for the steps under way: the state will tell of them as interrupted.

    Threads that wait for the cloud go on, so only `os._exit` ends the process at once. The lock stays until then.
    """


class DeploymentFailed(PlutoError):  # noqa: N818 - it names an event, as Pulumi does
    """An engine could not do all that was asked.

    What was done is in the stack's state, so the next deployment goes on from there.

    Attributes:
        diagnostics: every error, by resource.
        summary: what was changed before, or besides, the failure.
    """

    def __init__(
        self, what: str, diagnostics: tuple[Diagnostic, ...], summary: ChangeSummary, **parts: str | None
    ):
        super().__init__(what, **parts)
        self.diagnostics = diagnostics
        self.summary = summary


class StackLocked(PlutoError):  # noqa: N818 - as above
    """Another deployment of the same stack is under way; `owners` says whose."""

    def __init__(self, what: str, owners: tuple[Owner, ...], **parts: str | None):
        super().__init__(what, **parts)
        self.owners = owners
