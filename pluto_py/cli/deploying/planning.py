"""From an architecture to a deployment plan: bundles built, environment narrowed to what is captured."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from deducer.architecture import Architecture
from pluto_py.bundling.bundle import Target
from pluto_py.cli.deploying.progress import Progress
from pluto_py.infra.plan import DeploymentPlan
from pluto_py.project import Paths, Project, Stack
from pluto_py.project.environment import environment_for

__all__ = ["make_plan", "target_of"]

_LOG_RETENTION_DAYS = 14


def target_of(stack: Stack) -> Target:
    """The interpreter that runs the stack's functions: this one on the local platform, Lambda's on AWS."""
    if stack.platform == "local":
        return Target.host()
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Target.on_lambda(str(stack.options.get("python", here)))


def make_plan(
    project: Project, stack: Stack, architecture: Architecture, progress: Progress
) -> DeploymentPlan:
    """Everything that the Pulumi program needs to know.

    Raises:
        PlutoError: a bundle cannot be built.
    """
    from pluto_py.bundling.build import build

    target = target_of(stack)
    with progress.phase("Building bundles"):
        bundles = build(
            architecture,
            root=project.root,
            import_root=Path(architecture.import_root),
            target=target,
            paths=Paths(project.root),
            on_progress=partial(progress.detail, "Building bundles"),
        )
    captured = {name for function in architecture.functions for name in function.environment}
    environment = environment_for(project, stack, os.environ)
    return DeploymentPlan(
        app=project.name,
        stack=stack.name,
        platform=stack.platform,
        region=stack.region,
        architecture=architecture,
        bundles=bundles,
        environment={name: environment[name] for name in sorted(captured) if name in environment},
        python=target.python,
        log_retention_days=int(stack.options.get("log-retention-days", _LOG_RETENTION_DAYS)),
        options=stack.options,
    )
