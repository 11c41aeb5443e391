"""What one function will be: decided, and checked, before anything is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deducer.architecture import Argument, DeducedFunction, DeducedResource, Grant
from pluto_py.bundling.bundle import Bundle
from pluto_py.infra import naming
from pluto_py.infra.arguments import Arguments, Variables
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope
from pluto_py.resources import Function

__all__ = ["FOREIGN", "KIND", "FunctionPlan", "Reference", "plan_function"]

KIND = "Function"

FOREIGN = "aws"
"""The kind of grants on what the app does not declare; they carry an ARN."""

Reference = tuple[str, str]
"""Kind and name of a resource."""


@dataclass(frozen=True)
class FunctionPlan:
    """One function.

    Attributes:
        function: what the deducer found.
        resource: its declaration.
        physical_name: of the Lambda function and its role.
        bundle: the code.
        variables: environment variables of the app's own.
        reads: which properties of which resources it is handed, sorted.
        grants: what it may do.
        source: the resource on whose events it runs, if it is not called by URL.
    """

    function: DeducedFunction
    resource: DeducedResource
    physical_name: str
    bundle: Bundle
    variables: Variables
    reads: Mapping[Reference, tuple[str, ...]]
    grants: tuple[Grant, ...]
    source: Reference | None = None

    @property
    def name(self) -> str:
        """The function's name in the app."""
        return self.function.name

    @property
    def has_url(self) -> bool:
        """Whether it is called by URL, and not by another trigger."""
        return self.function.trigger.get("kind") == "url"

    @property
    def log_group(self) -> str:
        """The name of its CloudWatch log group."""
        return f"/aws/lambda/{self.physical_name}"

    @property
    def arguments(self) -> Arguments:
        """Its constructor's arguments."""
        return Arguments(Function, self.resource)


def plan_function(
    scope: Scope, function: DeducedFunction, kinds: Mapping[str, type[ResourceInfra]]
) -> FunctionPlan:
    """Decide what a function will be.

    Args:
        scope: the deployment.
        function: what the deducer found.
        kinds: the infrastructure of each kind of resource in the app, functions aside.
    """
    plan = scope.plan
    source = _source(function, kinds)
    resource = _declaration(plan.architecture.resources, function, kinds[source[0]] if source else None)
    identities = {**{kind: infra.identity for kind, infra in kinds.items()}, KIND: "function_name"}
    grants = tuple(grant for grant in plan.architecture.grants if grant.function == function.name)
    captured = {name: plan.environment[name] for name in function.environment if name in plan.environment}
    return FunctionPlan(
        function=function,
        resource=resource,
        physical_name=scope.physical_name(KIND, function.name, naming.LAMBDA),
        bundle=plan.bundles[function.name],
        variables=Variables(secret=captured).merged(Arguments(Function, resource).variables("envs")),
        reads=_reads(function, grants, identities),
        grants=grants,
        source=source,
    )


def _source(function: DeducedFunction, kinds: Mapping[str, type[ResourceInfra]]) -> Reference | None:
    """The resource whose events the function runs on. Its kind follows from that of the trigger."""
    trigger = function.trigger.get("kind")
    for kind, infra in kinds.items():
        if infra.trigger is not None and infra.trigger == trigger:
            return kind, str(function.trigger["resource"])
    return None


def _declaration(
    resources: Iterable[DeducedResource], function: DeducedFunction, source: type[ResourceInfra] | None
) -> DeducedResource:
    """The Function that the app declares, or one as the resource wants it whose events it runs on."""
    if source is not None:
        given = source.function_arguments(function.trigger)
        return DeducedResource(
            KIND, function.name, {name: Argument(value, value) for name, value in given.items()}, function.at
        )
    for resource in resources:
        if (resource.kind, resource.name) == (KIND, function.name):
            return resource
    return DeducedResource(KIND, function.name, {}, function.at)


def _reads(
    function: DeducedFunction, grants: Iterable[Grant], identities: Mapping[str, str]
) -> dict[Reference, tuple[str, ...]]:
    found: dict[Reference, set[str]] = {}
    for grant in grants:
        if grant.kind != FOREIGN:
            found.setdefault((grant.kind, grant.name), set()).add(identities[grant.kind])
    for capture in function.captures:
        found.setdefault((capture.kind, capture.name), set()).add(capture.property)
    return {reference: tuple(sorted(properties)) for reference, properties in sorted(found.items())}
