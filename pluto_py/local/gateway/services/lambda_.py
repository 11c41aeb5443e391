"""Lambda: a function may be named by name, partial ARN or ARN, with a qualifier in it or beside it."""

from __future__ import annotations

from pluto_py.local.gateway.definition import Call, Limit, ServiceDefinition, passes_role
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["LAMBDA"]

_CODE = Limit(256 * 1024 * 1024)
"""Locally a bundle need not go through S3 when it is over AWS's 50 MB: there is no network to spare."""

_INVOKE = Limit(6_291_456, code="RequestTooLargeException")
"""AWS's limit of a synchronous invocation's payload."""

_PASS_ROLE = passes_role("Role", "lambda.amazonaws.com")


def _function(call: Call) -> str | None:
    """`function:<name>[:<qualifier>]` from any of the forms that the API takes."""
    given = call.text("FunctionName")
    if given is None:
        return None
    # `arn:aws:lambda:<region>:<account>:function:<name>[:<q>]`, `<account>:function:<name>[:<q>]`,
    # `<name>[:<q>]`
    name = given.rpartition("function:")[2]
    qualifier = call.text("Qualifier")
    return f"function:{name}" + (f":{qualifier}" if qualifier and ":" not in name else "")


def _resources(call: Call) -> list[str]:
    function = _function(call)
    if function is not None:
        return [call.arn(function)]
    if (mapping := call.text("UUID")) is not None:
        return [call.arn(f"event-source-mapping:{mapping}")]
    if (layer := call.text("LayerName")) is not None:
        version = call.text("VersionNumber")
        return [call.arn(f"layer:{layer.rpartition(':')[2]}" + (f":{version}" if version else ""))]
    named = (call.text(key) for key in ("Resource", "Arn", "CodeSigningConfigArn"))
    return [found for found in named if found][:1]


LAMBDA = ServiceDefinition(
    name="lambda",
    protocol=Protocol.REST_JSON,
    routes="lambda",
    default_resources=_resources,
    resources={
        # These two take a function's name, yet are judged by `*` and the condition key lambda:FunctionArn.
        "CreateEventSourceMapping": lambda _: [],
        "ListEventSourceMappings": lambda _: [],
    },
    actions={
        "Invoke": "lambda:InvokeFunction",
        "InvokeWithResponseStream": "lambda:InvokeFunction",
        "GetLayerVersionByArn": "lambda:GetLayerVersion",
    },
    also={"CreateFunction": _PASS_ROLE, "UpdateFunctionConfiguration": _PASS_ROLE},
    limits={
        "CreateFunction": _CODE,
        "UpdateFunctionCode": _CODE,
        "PublishLayerVersion": _CODE,
        "Invoke": _INVOKE,
        "InvokeWithResponseStream": _INVOKE,
    },
    default_limit=Limit(1024 * 1024),
)
