"""The Pulumi program: from a deployment plan to registered objects and exported outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pulumi

from pluto_py.infra.blueprint import Blueprint, draw_up
from pluto_py.infra.function import FunctionInfra
from pluto_py.infra.function_code import CodeBucket, needs_bucket
from pluto_py.infra.function_plan import KIND, Reference
from pluto_py.infra.plan import DeploymentPlan
from pluto_py.infra.registry import infra_for
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope

__all__ = ["program"]


def program(plan: DeploymentPlan) -> Callable[[], None]:
    """The program that provisions `plan`, for `pulumi.automation` to run.

    Raises:
        PlutoError: the plan cannot be carried out. Nothing has been created then.
    """
    blueprint = draw_up(Scope(plan))
    return lambda: _provision(blueprint)


def _provision(blueprint: Blueprint) -> None:
    """Register everything; resources first, because functions are handed their properties."""
    scope = blueprint.scope
    resources: dict[Reference, ResourceInfra] = {}
    properties: dict[Reference, Mapping[str, pulumi.Input[str]]] = {
        (KIND, plan.name): {"function_name": plan.physical_name} for plan in blueprint.functions
    }
    for resource in blueprint.resources:
        made = infra_for(resource.kind)(scope, resource)
        reference = resource.kind, resource.name
        resources[reference], properties[reference] = made, made.properties
        for key, value in made.properties.items():
            pulumi.export(f"resource:{resource.kind}:{resource.name}:{key}", value)
    large = {plan.name for plan in blueprint.functions if needs_bucket(scope, plan.bundle)}
    bucket = CodeBucket(scope) if large else None
    for plan in blueprint.functions:
        function = FunctionInfra(scope, plan, resources, properties, bucket if plan.name in large else None)
        properties[KIND, plan.name] = function.properties
        for key, value in {**function.properties, "log_group": plan.log_group}.items():
            pulumi.export(f"function:{plan.name}:{key}", value)
