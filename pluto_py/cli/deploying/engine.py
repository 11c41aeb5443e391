"""The Pulumi deployment of a stack: which engine, which state, which configuration, which passphrase."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pluto_py.errors import PlutoError
from pluto_py.project import Paths, Project, Stack
from pluto_py.project.secrets import passphrase

if TYPE_CHECKING:
    from pulumi.automation import PulumiCommand

    from pluto_py.engines import Deployment
    from pluto_py.local.lifecycle import Cloud

__all__ = ["ENGINES", "engine_for", "open_deployment"]

ENGINES = ("embedded", "pulumi")

# The services that the resource handlers call, as the provider's `endpoints` setting names them.
_SERVICES = ("iam", "sts", "lambda", "dynamodb", "sagemaker", "cloudwatchlogs")


def engine_for(stack: Stack, requested: str | None) -> str:
    """`embedded` or `pulumi`.

    Raises:
        PlutoError: no such engine, or one that does not serve the stack's platform.
    """
    if requested is not None and requested not in ENGINES:
        raise PlutoError(f"No such engine: '{requested}'.", hint=f"Use one of: {', '.join(ENGINES)}.")
    if stack.platform == "aws" and requested == "embedded":
        raise PlutoError(
            "The embedded engine provisions local stacks only.",
            hint="Leave --engine out: aws uses the Pulumi CLI.",
        )
    return requested or ("pulumi" if stack.platform == "aws" else "embedded")


def open_deployment(
    project: Project,
    stack: Stack,
    *,
    program: Callable[[], None] | None = None,
    engine: str | None = None,
    cloud: Cloud | None = None,
) -> Deployment:
    """The stack's deployment; `program` is needed to preview and update, `cloud` for whatever touches objects.

    Raises:
        PlutoError: no such engine, no Pulumi CLI, or the state's passphrase is gone.
    """
