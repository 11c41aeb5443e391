"""Invoking endpoints: SageMaker's limits, its wrapping of a container's errors, its streams."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker import eventstream
from pluto_py.local.sagemaker.fleet import Fleet, Serving, log_group
from pluto_py.local.sagemaker.framing import frames
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.textgen.container import Reply

__all__ = ["Runtime"]

_OCTETS = "application/octet-stream"
_TIMED_OUT = (
    "Your invocation timed out while waiting for a response from container primary. Review the latency "
    "metrics for each container in Amazon CloudWatch, resolve the issue, and try again."
)

_NOT_FOR_THESE_ENDPOINTS = {
    "InferenceComponentName": (
        "Inference Component Name header is not allowed for endpoints to which you dont plan to deploy "
        "inference components."
    ),
    "TargetModel": "Target model header is only allowed for multi-model endpoints.",
    "TargetContainerHostname": (
        "Target container hostname header is only allowed for multi-container endpoints."
    ),
}

_logger = logging.getLogger(__name__)


class Runtime:
    """The two operations of `sagemaker-runtime` that are served."""

    def __init__(self, context: CloudContext, fleet: Fleet, settings: SageMakerSettings):
        self._context = context
        self._fleet = fleet
        self._settings = settings

    async def invoke(self, request: ServiceRequest) -> ServiceResponse:
        """`InvokeEndpoint`: the container's whole output, streamed by it or not."""
        serving, variant = self._find(request)
        try:
            reply, body = await asyncio.wait_for(
                self._whole(serving, variant, request), self._settings.invocation_s
            )
        except asyncio.TimeoutError:
            raise self._model_error(serving.name, 0, _TIMED_OUT) from None
        headers = {"Content-Type": reply.content_type, "x-Amzn-Invoked-Production-Variant": variant}
        return ServiceResponse(headers=headers, body=body)

    async def invoke_stream(self, request: ServiceRequest) -> ServiceResponse:
        """`InvokeEndpointWithResponseStream`: the output in parts, as the container writes it."""
        serving, variant = self._find(request)
        deadline = time.monotonic() + self._settings.invocation_s
        try:
            reply = await asyncio.wait_for(
                self._reply(serving, variant, request), self._settings.invocation_s
            )
        except asyncio.TimeoutError:
            raise self._model_error(serving.name, 0, _TIMED_OUT) from None
        headers = {
            "Content-Type": eventstream.CONTENT_TYPE,
            "X-Amzn-SageMaker-Content-Type": reply.content_type,
            "x-Amzn-Invoked-Production-Variant": variant,
        }
        stream = frames(reply.stream or _once(reply.body), self._settings.parts, deadline)
        return ServiceResponse(headers=headers, stream=stream)

    def _find(self, request: ServiceRequest) -> tuple[Serving, str]:
        """The endpoint and the variant that a request means. One that is not in service is not found."""
        name = request.parameters["EndpointName"]
        for member, reason in _NOT_FOR_THESE_ENDPOINTS.items():
            if request.parameters.get(member):
                raise ServiceError("ValidationError", reason)
        serving = self._fleet.serving(name)
        if serving is None:
            raise ServiceError(
                "ValidationError", f"Endpoint {name} of account {self._context.account} not found."
            )
        variant = request.parameters.get("TargetVariant") or serving.choose()
        if variant not in serving.variants:
            raise ServiceError("ValidationError", f"Variant {variant} of endpoint {name} not found.")
        return serving, variant

    async def _whole(self, serving: Serving, variant: str, request: ServiceRequest) -> tuple[Reply, bytes]:
        reply = await self._reply(serving, variant, request)
        if reply.stream is None:
            return reply, reply.body
        async with aclosing(reply.stream) as pieces:
            return reply, b"".join([piece async for piece in pieces])

    async def _reply(self, serving: Serving, variant: str, request: ServiceRequest) -> Reply:
        """The container's reply, which is a success."""
        _, container = serving.variants[variant]
        try:
            reply = await container.invoke(request.body, request.headers.get("content-type", _OCTETS))
        except Exception as error:
            _logger.exception("a container failed")
            raise self._model_error(serving.name, 500, "Internal Server Error") from error
        if reply.status >= 300:
            raise self._model_error(serving.name, reply.status, reply.body.decode("utf-8", "replace"))
        return reply

    def _model_error(self, endpoint: str, status: int, text: str) -> ServiceError:
        """How SageMaker tells of a container's error."""
        region, account = self._context.region, self._context.account
        group = log_group(endpoint)
        side = "client" if 400 <= status < 500 else "server"
        console = f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
        members: Mapping[str, str | int] = {
            "OriginalStatusCode": status,
            "OriginalMessage": text,
            "LogStreamArn": f"arn:aws:logs:{region}:{account}:log-group:{group}",
        }
        message = (
            f'Received {side} error ({status}) from primary with message "{text}". '
            f"See {console}#logEventViewer:group={group} in account {account} for more information."
        )
        return ServiceError("ModelError", message, 424, members)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
