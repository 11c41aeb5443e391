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
    """`changes` were carried out, or would be where `status` is `previewed` or `declined`."""

    status: Status
    changes: tuple[Change, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()

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
            "outputs": dict(self.outputs),
        }
