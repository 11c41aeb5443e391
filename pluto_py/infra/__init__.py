"""The Pulumi program: which AWS objects an architecture becomes.

`program(plan)` decides and checks everything first (`blueprint`), then registers one component per resource
and function. Importing this package loads no Pulumi; calling `program` does.
"""

from __future__ import annotations

from collections.abc import Callable

from pluto_py.infra.plan import DeploymentPlan

__all__ = ["DeploymentPlan", "program"]


def program(plan: DeploymentPlan) -> Callable[[], None]:
    """The Pulumi program that provisions `plan`, for `pulumi.automation` to run.

    Raises:
        PlutoError: the plan cannot be carried out. Nothing has been created then.
    """
    from pluto_py.infra import provisioning

    return provisioning.program(plan)
