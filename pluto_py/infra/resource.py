"""What the program needs of a resource's infrastructure, whoever wrote it.

A subclass turns one declared resource into AWS objects, as a Pulumi component. The SDK's own are in this
package; a distribution adds one for its resource class by the entry point group `pluto_py.infra`, named after
the kind:

    [project.entry-points."pluto_py.infra"]
    Cache = "acme_pluto.infra:CacheInfra"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pulumi

from deducer.architecture import DeducedResource
from pluto_py.infra.scope import Scope

if TYPE_CHECKING:
    from pluto_py.infra.aws_objects import LambdaFunction
    from pluto_py.infra.function_plan import FunctionPlan

__all__ = ["ResourceInfra"]


class ResourceInfra(pulumi.ComponentResource):
    """The AWS objects of one resource.

    Class attributes:
        identity: the property by which run-time operations find the resource (`"aws_table_name"`). Every
            function with a grant on the resource is handed it.
        trigger: the `trigger.kind` of the functions that run on the resource's events (`"queue"`), if any do.
        trigger_actions: what such a function's role is allowed on the resource, for AWS to fetch the events.

    Attributes that a subclass's constructor sets:
        arn: what grants on the resource name.
        properties: every property that apps can read, the identity included.
        child: options for the objects that the component is made of.
    """

    identity: ClassVar[str]
    trigger: ClassVar[str | None] = None
    trigger_actions: ClassVar[tuple[str, ...]] = ()
    arn: pulumi.Output[str]
    properties: Mapping[str, pulumi.Input[str]]

    def __init__(self, scope: Scope, resource: DeducedResource) -> None:
        """Register the component; a subclass then registers its objects with `opts=self.child`."""
        super().__init__(f"pluto:aws:{resource.kind}", resource.name)
        self.scope = scope
        self.child = pulumi.ResourceOptions(parent=self)
        self.tags = scope.tags(resource.kind, resource.name)

    def allowed(self, actions: Sequence[str]) -> Sequence[tuple[pulumi.Output[str], Sequence[str]]]:
        """The ARN that each action of a grant is on. Here: `arn`, for all of them."""
        return [(self.arn, actions)]

    def run_on_events(
        self, plan: FunctionPlan, function: LambdaFunction, child: pulumi.ResourceOptions
    ) -> None:
        """Register what makes AWS run a function on the resource's events; for kinds with a `trigger`."""
        raise NotImplementedError(f"{type(self).__name__} has a trigger, so it must define run_on_events.")

    @classmethod
    def function_arguments(
        cls,
        trigger: Mapping[str, Any],  # noqa: ARG003 - for subclasses
    ) -> Mapping[str, Any]:
        """Arguments of `Function` for one that runs on the resource's events; the rest are the defaults."""
        return {}

    @classmethod
    def known_properties(
        cls,
        scope: Scope,  # noqa: ARG003 - for subclasses
        resource: DeducedResource,  # noqa: ARG003 - for subclasses
    ) -> Mapping[str, str]:
        """The properties that are known before anything is provisioned; for them, sizes are exact."""
        return {}

    @classmethod
    def problems(
        cls,
        scope: Scope,  # noqa: ARG003 - for subclasses
        resource: DeducedResource,  # noqa: ARG003 - for subclasses
    ) -> list[str]:
        """Why the resource cannot be provisioned, as clauses; asked before anything is created."""
        return []
