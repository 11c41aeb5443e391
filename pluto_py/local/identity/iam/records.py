"""What IAM stores: frozen records that turn into JSON and back. Times are seconds since the epoch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["ManagedPolicy", "PolicyVersion", "Role"]


@dataclass(frozen=True)
class Role:
    """A role. `trust` and the documents in `inline` (by policy name) are JSON text; `attached` holds ARNs."""

    name: str
    id: str
    arn: str
    path: str
    trust: str
    created: float
    description: str = ""
    max_session_s: int = 3600
    boundary: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    inline: Mapping[str, str] = field(default_factory=dict)
    attached: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The record as text for the state file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Role:
        """The record from the state file."""
        fields: dict[str, Any] = json.loads(text)
        return cls(**{**fields, "attached": tuple(fields["attached"])})


@dataclass(frozen=True)
class PolicyVersion:
    """One version of a managed policy's document."""

    document: str
    created: float


@dataclass(frozen=True)
class ManagedPolicy:
    """A customer managed policy, or a copy of one of AWS's own. `versions` is by version id (`"v1"`)."""

    name: str
    id: str
    arn: str
    path: str
    created: float
    updated: float
    default_version: str
    versions: Mapping[str, PolicyVersion]
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The document that is in force."""
        return self.versions[self.default_version].document

    def to_json(self) -> str:
        """The record as text for the state file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ManagedPolicy:
        """The record from the state file."""
        fields: dict[str, Any] = json.loads(text)
        versions = {name: PolicyVersion(**version) for name, version in fields["versions"].items()}
        return cls(**{**fields, "versions": versions})
