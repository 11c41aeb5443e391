"""IAM and STS: global services whose ARNs carry no region."""

from __future__ import annotations

from functools import partial

from pluto_py.local.gateway.definition import Call, Limit, Requirement, ServiceDefinition, arn
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["IAM", "STS"]

_arn = partial(arn, regional=False)


def _resources(call: Call) -> list[str]:
    """The role, policy or user that a call names; a path in its ARN is known from `Path` or an ARN only."""
    path = (call.text("Path") or "/").lstrip("/")
    for parameter, kind in (("RoleName", "role"), ("UserName", "user"), ("PolicyName", "policy")):
        name = call.text(parameter)
        if name is not None:
            return [call.arn(f"{kind}/{path}{name}", regional=False)]
    named = (call.text(key) for key in ("PolicyArn", "PolicySourceArn"))
    return [found for found in named if found][:1]


def _attach(call: Call) -> list[Requirement]:
    """Attaching is allowed on the role; the condition key `iam:PolicyARN` may limit it to a policy."""
    context = {"iam:PolicyARN": call.text("PolicyArn") or ""}
    return [Requirement(f"iam:{call.operation}", resource, context=context) for resource in _resources(call)]


IAM = ServiceDefinition(
    name="iam",
    protocol=Protocol.QUERY,
    namespace="https://iam.amazonaws.com/doc/2010-05-08/",
    default_resources=_resources,
    requirements={"AttachRolePolicy": _attach, "DetachRolePolicy": _attach},
    default_limit=Limit(1024 * 1024),
)

STS = ServiceDefinition(
    name="sts",
    protocol=Protocol.QUERY,
    namespace="https://sts.amazonaws.com/doc/2011-06-15/",
    # AssumeRole is judged by the role's trust policy together with the caller's own: the service does it.
    actions={"GetCallerIdentity": "", "GetSessionToken": "", "AssumeRole": "", "GetAccessKeyInfo": ""},
    default_limit=Limit(1024 * 1024),
)
