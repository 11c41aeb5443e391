"""CloudWatch Logs: a policy may name a log group with `:*`, with `:log-stream:…`, or bare."""

from __future__ import annotations

from pluto_py.local.gateway.definition import Call, Requirement, ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["LOGS"]

_ON_STREAM = {"PutLogEvents", "GetLogEvents", "DeleteLogStream"}
_ON_ARN = {"TagResource": "resourceArn", "UntagResource": "resourceArn", "ListTagsForResource": "resourceArn"}
_UNSCOPED = {"DescribeQueries", "StopQuery", "GetQueryResults"}


def _group(call: Call) -> str | None:
    name = call.text("logGroupName") or call.text("logGroupIdentifier")
    if name is not None and name.startswith("arn:"):
        return name.partition(":log-group:")[2].removesuffix(":*")
    return name


def _requirements(call: Call) -> list[Requirement]:
    action = f"logs:{call.operation}"
    if call.operation in _ON_ARN:
        return [Requirement(action, call.text(_ON_ARN[call.operation]) or "*")]
    if call.operation in _UNSCOPED:
        return [Requirement(action, "*")]
    name = _group(call)
    if name is None:
        return [Requirement(action, call.arn("log-group::log-stream:"), (call.arn("log-group:*"), "*"))]
    group = call.arn(f"log-group:{name}")
    stream = call.text("logStreamName") if call.operation in _ON_STREAM else None
    if stream is not None:
        return [Requirement(action, f"{group}:log-stream:{stream}")]
    return [Requirement(action, f"{group}:log-stream:", (group, f"{group}:*"))]


LOGS = ServiceDefinition(
    name="logs",
    protocol=Protocol.JSON_1_1,
    target="Logs_20140328",
    default_requirements=_requirements,
)
