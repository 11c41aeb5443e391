"""All services that the gateway can name, and how a request finds its own.

The signing name of the credential scope says which service is meant; where two definitions share it, the wire
format decides: `X-Amz-Target` for JSON, a form body for query, else the path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pluto_py.local.gateway.definition import ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol
from pluto_py.local.gateway.services.dynamodb import DYNAMODB
from pluto_py.local.gateway.services.identity import IAM, STS
from pluto_py.local.gateway.services.lambda_ import LAMBDA
from pluto_py.local.gateway.services.logs import LOGS
from pluto_py.local.gateway.services.s3 import S3
from pluto_py.local.gateway.services.sagemaker import SAGEMAKER, SAGEMAKER_RUNTIME
from pluto_py.local.gateway.services.sqs import SQS

__all__ = ["definition_for", "protocol_of"]

_DEFINITIONS: Sequence[ServiceDefinition] = (
    DYNAMODB,
    IAM,
    STS,
    LAMBDA,
    LOGS,
    S3,
    SAGEMAKER,
    SAGEMAKER_RUNTIME,
    SQS,
)

_NOT_SERVED: Mapping[str, Protocol] = {
    "sns": Protocol.QUERY,
    "sqs": Protocol.QUERY,  # as clients spoke it before 2023; the JSON protocol is served
    "scheduler": Protocol.REST_JSON,
    "bedrock": Protocol.REST_JSON,
}
"""How to speak to clients of services that are not there, so that they can show why; others get JSON."""


def definition_for(name: str, headers: Mapping[str, str]) -> ServiceDefinition | None:
    """The definition that a request means; None if no service has this signing name (or this wire format)."""
    candidates = [definition for definition in _DEFINITIONS if definition.name == name]
    target = headers.get("x-amz-target")
    for definition in candidates:
        if (target is not None) == definition.protocol.is_rpc_json:
            return definition
    return None


def protocol_of(name: str | None, headers: Mapping[str, str]) -> Protocol:
    """The protocol in which a request's errors must be told, known or not."""
    if name is not None:
        definition = definition_for(name, headers)
        if definition is not None:
            return definition.protocol
        if name in _NOT_SERVED:
            return _NOT_SERVED[name]
    content_type = headers.get("content-type", "")
    if content_type.startswith("application/x-www-form-urlencoded"):
        return Protocol.QUERY
    if content_type.startswith(Protocol.JSON_1_0.value):
        return Protocol.JSON_1_0
    if content_type.startswith(Protocol.JSON_1_1.value):
        return Protocol.JSON_1_1
    return Protocol.REST_JSON
