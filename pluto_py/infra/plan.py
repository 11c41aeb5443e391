"""What the infrastructure program is made from: everything decided, nothing looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from deducer.architecture import Architecture
from pluto_py.bundling.bundle import Bundle

__all__ = ["DeploymentPlan", "Platform"]

Platform = Literal["aws", "local"]


@dataclass(frozen=True)
class DeploymentPlan:
    """One deployment of one app.

    `bundles` is keyed by function name. `environment` holds the deploy-time values of every variable that any
    function captures (never printed; secrets in Pulumi's state). `python` is the functions' `major.minor`.
    `options` are the stack's further settings from `[tool.pluto.stacks.<name>]`.
    """

    app: str
    stack: str
    platform: Platform
    region: str
    architecture: Architecture
    bundles: Mapping[str, Bundle]
    environment: Mapping[str, str]
    python: str
    log_retention_days: int = 14
    options: Mapping[str, Any] = field(default_factory=dict)
