"""What the gateway must know of an AWS service to name a request's action and its resources.

A service is data: its protocol, a table from operations to resource templates, and the few operations whose
IAM action has another name. Code is needed only where one request touches several resources (DynamoDB's
batches).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from pluto_py.local.gateway.protocol import Protocol
from pluto_py.local.service import ServiceError

__all__ = ["Call", "Limit", "Requirement", "Resources", "ServiceDefinition", "arn", "given", "passes_role"]

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Call:
    """A request as authorisation sees it: which operation, with which parameters, in which region."""

    service: str
    operation: str
    region: str
    account: str
    parameters: Mapping[str, Any]

    def arn(self, resource: str, *, service: str | None = None, regional: bool = True) -> str:
        """An ARN in this call's account (and region): `call.arn("table/history")`."""
        region = self.region if regional else ""
        return f"arn:aws:{service or self.service}:{region}:{self.account}:{resource}"

    def text(self, name: str) -> str | None:
        """A parameter that is a non-empty string, else None."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True)
class Requirement:
    """One thing that the caller must be allowed to do: `action` on `resource` (`"*"` where there is no ARN).

    `spellings` are other ARNs under which policies name the same resource; a statement that matches any of
    them matches. `context` holds further condition keys.
    """

    action: str
    resource: str
    spellings: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


Resources = Callable[[Call], Sequence[str]]
"""The ARNs that a call touches; empty where the operation has no resource-level permission (`"*"`)."""

ExtraRequirements = Callable[[Call], Sequence[Requirement]]

Router = Callable[[str, str, str, Mapping[str, str]], "tuple[str, Mapping[str, Any]] | None"]


@dataclass(frozen=True)
class Limit:
    """The most bytes that a body may have, and AWS's error for more."""

    size: int
    code: str = "RequestEntityTooLargeException"
    message: str = "Request must be smaller than {size} bytes for the {operation} operation"
    status: int = 413

    def error(self, operation: str) -> ServiceError:
        """The error for a body that is larger."""
        text = self.message.format(size=self.size, operation=operation)
        return ServiceError(self.code, text, self.status)


@dataclass(frozen=True)
class ServiceDefinition:
    """One service (or one half of it, as SageMaker's control plane and runtime share a signing name).

    Args:
        name: the signing name, which is also the IAM prefix: `"dynamodb"`.
        protocol: how it is spoken.
        target: the prefix of `X-Amz-Target` for JSON protocols.
        namespace: the XML namespace for query.
        routes: the name of the route table for REST protocols (`"lambda"` → `routes/lambda.json`).
        router: names the operation instead of a route table, from method, path, query and headers, with what
            they say of its parameters; None for a request that is no operation.
        streamed: operations whose body is handed on as it comes in. They are told by path and headers.
        resources: operation → ARNs.
        default_resources: the same for operations that are not in `resources`.
        actions: operation → IAM action, where it is not `name:Operation`; empty: no permission is needed.
        requirements: operation → requirements, in place of `resources` and `actions`.
        default_requirements: the same for operations that are not in `requirements`.
        also: further requirements of an operation, such as `iam:PassRole`.
        limits: operation → body limit.
        default_limit: the same for operations that are not in `limits`.
    """

    name: str
    protocol: Protocol
    target: str = ""
    namespace: str = ""
    routes: str = ""
    router: Router | None = None
    streamed: frozenset[str] = frozenset()
    resources: Mapping[str, Resources] = field(default_factory=dict)
    default_resources: Resources | None = None
    actions: Mapping[str, str] = field(default_factory=dict)
    requirements: Mapping[str, ExtraRequirements] = field(default_factory=dict)
    default_requirements: ExtraRequirements | None = None
    also: Mapping[str, ExtraRequirements] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    default_limit: Limit = Limit(16 * _MIB)

    def required(self, call: Call) -> Sequence[Requirement]:
        """Everything that the caller of this call must be allowed to do."""
        special = self.requirements.get(call.operation, self.default_requirements)
        if special is not None:
            return special(call)
        action = self.actions.get(call.operation, f"{self.name}:{call.operation}")
        if not action:
            return ()
        resources = self.resources.get(call.operation, self.default_resources)
        touched = (resources(call) if resources else ()) or ("*",)
        needed = [Requirement(action, resource) for resource in touched]
        extra = self.also.get(call.operation)
        return [*needed, *extra(call)] if extra else needed

    def limit(self, operation: str) -> Limit:
        """The body limit of an operation."""
        return self.limits.get(operation, self.default_limit)


def arn(*templates: str, regional: bool = True, lower: bool = False) -> Resources:
    """Resources by template: `arn("endpoint/{EndpointName}")`. One whose parameter is missing is left out.

    `lower` is for services that compare in lower case (SageMaker).
    """
    parsed = [
        (template, [name for _, name, _, _ in Formatter().parse(template) if name]) for template in templates
    ]

    def resources(call: Call) -> list[str]:
        found = []
        for template, names in parsed:
            values = {name: call.text(name) for name in names}
            if None not in values.values():
                resource = template.format(**values)
                found.append(call.arn(resource.lower() if lower else resource, regional=regional))
        return found

    return resources


def given(*names: str) -> Resources:
    """Resources whose whole ARN is a parameter: `given("ResourceArn")`."""

    def resources(call: Call) -> list[str]:
        return [value for name in names if (value := call.text(name))]

    return resources


def passes_role(parameter: str, service: str) -> ExtraRequirements:
    """`iam:PassRole` on the role in `parameter`, handed to `service` (`"lambda.amazonaws.com"`)."""

    def requirements(call: Call) -> list[Requirement]:
        role = call.text(parameter)
        return [Requirement("iam:PassRole", role, context={"iam:PassedToService": service})] if role else []

    return requirements
