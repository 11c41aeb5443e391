"""Whether anything that a deployment depends on has changed since the last one.

A fingerprint covers everything that the Pulumi program is made from, the cloud that it was carried out in,
and the state that it left. Two runs with one fingerprint would make the same program and find the same state,
so the second one has nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pluto_py.infra.plan import DeploymentPlan
from pluto_py.project import Project, Stack

__all__ = ["fingerprint", "state_digest", "state_file"]


def fingerprint(plan: DeploymentPlan, *, cloud: str, version: str, state: str) -> str:
    """A hex digest; `cloud` says which cloud, `version` which Pluto, `state` is `state_digest`'s."""
    parts = {
        "architecture": plan.architecture.to_dict(),
        "arguments": [
            [resource.kind, resource.name, {key: value.value for key, value in resource.arguments.items()}]
            for resource in plan.architecture.resources
        ],
        "bundles": {name: bundle.sha256 for name, bundle in plan.bundles.items()},
        "environment": dict(plan.environment),
        "stack": [plan.app, plan.stack, plan.platform, plan.region, plan.python, plan.log_retention_days],
        "options": dict(plan.options),
        "cloud": cloud,
        "pluto": version,
        "state": state,
    }
    # `repr` tells values apart that JSON cannot hold (bytes, sets of a handler's making).
    text = json.dumps(parts, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def state_digest(file: Path) -> str:
    """The digest of Pulumi's state file; `""` where there is none."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def state_file(project: Project, stack: Stack) -> Path:
    """Where Pulumi's file backend keeps the stack, whether or not it is there yet."""
    folder = Path(unquote(urlsplit(project.state_url(stack)).path))
    return folder / ".pulumi" / "stacks" / project.name / f"{stack.name}.json"
