"""What the knowledge of AWS says about one call: the permissions that it needs, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Permission",
    "Permissions",
    "Refusal",
    "Undecided",
    "UnknownMethod",
    "UnknownService",
    "UnmappedOperation",
    "Verdict",
]


@dataclass(frozen=True)
class Permission:
    """One IAM action on one ARN pattern.

    `exact` is false where the pattern covers more than the call touches, or the call may not need the
    action, because an argument is not known. `origins` are those of the holes that name the resource:
    where a property of one of the app's resources is the table's name, the permission is one on that
    resource.
    """

    action: str
    arn: str
    exact: bool = True
    origins: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Permissions:
    """What a call needs; `operation` is its name as CONTRACT shows it (`dynamodb:PutItem`).

    No permissions at all: IAM is not asked. `dependent` are actions that AWS says the operation needs in
    some cases, on resources that the request does not name: for a message to the user, not for a policy.
    """

    operation: str
    permissions: tuple[Permission, ...]
    dependent: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownService:
    """boto3 has no service of this name."""

    name: str
    suggestion: str | None

    @property
    def message(self) -> str:
        """One sentence."""
        return f"AWS has no service {self.name!r}" + _meant(self.suggestion)


@dataclass(frozen=True)
class UnknownMethod:
    """The service is known; what is called on it is not."""

    where: str
    name: str
    suggestion: str | None

    @property
    def message(self) -> str:
        """One sentence."""
        return f"{self.where} has no method {self.name!r}" + _meant(self.suggestion)


@dataclass(frozen=True)
class UnmappedOperation:
    """The operation exists, and the IAM data does not yet say which actions it needs.

    `presumed` is the action that AWS's naming suggests, for the way out that a message shows.
    """

    operation: str
    presumed: str

    @property
    def message(self) -> str:
        """One sentence."""
        return f"it is not known which IAM actions {self.operation} needs (by its name {self.presumed})"


@dataclass(frozen=True)
class Undecided:
    """Which service, operation or method is meant is computed from something that is not known."""

    what: str

    @property
    def message(self) -> str:
        """One sentence."""
        return f"{self.what} is not known"


Refusal: TypeAlias = UnknownService | UnknownMethod | UnmappedOperation | Undecided
Verdict: TypeAlias = Permissions | Refusal


def _meant(suggestion: str | None) -> str:
    return f"; did you mean {suggestion!r}?" if suggestion else ""
