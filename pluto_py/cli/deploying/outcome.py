"""What came of a deployment or a destruction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pluto_py.cli.deploying.calls import Call
from pluto_py.cli.deploying.changes import Change

__all__ = ["Outcome", "Status"]

Status = Literal["deployed", "unchanged", "previewed", "declined", "destroyed"]


@dataclass(frozen=True)
class Outcome:
    """What came of it, and what a user should know of it.

    Attributes:
        changes: were carried out, or would be where `status` is `previewed` or `declined`.
        problems: what keeps a function's URL from answering although the deployment succeeded.
    """

    status: Status
    changes: tuple[Change, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    problems: tuple[str, ...] = ()

    def to_dict(self, app: str, stack: str) -> dict[str, Any]:
        """The document of `--json`."""
        return {
            "app": app,
            "stack": stack,
            "status": self.status,
            "changes": [
                {"operation": c.operation, "type": c.type, "name": c.name, "properties": list(c.properties)}
                for c in self.changes
            ],
            "functions": [call.to_dict() for call in self.calls],
            "problems": list(self.problems),
            "outputs": dict(self.outputs),
        }
