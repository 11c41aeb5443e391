"""SageMaker: the control plane (JSON 1.1) and the runtime (REST) share the signing name `sagemaker`.

ARNs of SageMaker are lower-case, whatever the request spells.
"""

from __future__ import annotations

from functools import partial

from pluto_py.local.gateway.definition import Limit, ServiceDefinition, arn, given, passes_role
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["SAGEMAKER", "SAGEMAKER_RUNTIME"]

_arn = partial(arn, lower=True)
_ENDPOINT = _arn("endpoint/{EndpointName}")
_ENDPOINT_WITH_CONFIG = _arn("endpoint/{EndpointName}", "endpoint-config/{EndpointConfigName}")
_CONFIG = _arn("endpoint-config/{EndpointConfigName}")
_MODEL = _arn("model/{ModelName}")
_TAGGED = given("ResourceArn")
_PASS_ROLE = passes_role("ExecutionRoleArn", "sagemaker.amazonaws.com")

SAGEMAKER = ServiceDefinition(
    name="sagemaker",
    protocol=Protocol.JSON_1_1,
    target="SageMaker",
    resources={
        "CreateModel": _MODEL,
        "DescribeModel": _MODEL,
        "DeleteModel": _MODEL,
        "CreateEndpointConfig": _CONFIG,
        "DescribeEndpointConfig": _CONFIG,
        "DeleteEndpointConfig": _CONFIG,
        "CreateEndpoint": _ENDPOINT_WITH_CONFIG,
        "UpdateEndpoint": _ENDPOINT_WITH_CONFIG,
        "UpdateEndpointWeightsAndCapacities": _ENDPOINT,
        "DescribeEndpoint": _ENDPOINT,
        "DeleteEndpoint": _ENDPOINT,
        "AddTags": _TAGGED,
        "DeleteTags": _TAGGED,
        "ListTags": _TAGGED,
    },
    also={"CreateModel": _PASS_ROLE, "CreateEndpointConfig": _PASS_ROLE},
    default_limit=Limit(4 * 1024 * 1024),
)

SAGEMAKER_RUNTIME = ServiceDefinition(
    name="sagemaker",
    protocol=Protocol.REST_JSON,
    routes="sagemaker-runtime",
    default_resources=_ENDPOINT,
    default_limit=Limit(6_291_456, code="413", message="HTTP content length exceeded {size} bytes."),
)
