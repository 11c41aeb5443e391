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
from pluto_py.local.sagemaker.parts import parse_parts
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.textgen.container import Reply

__all__ = ["Runtime"]

_OCTETS = "application/octet-stream"
_TIMED_OUT = (
    "Your invocation timed out while waiting for a response from container primary. Review the latency "
    "metrics for each container in Amazon CloudWatch, resolve the issue, and try again."
)
_NOT_SENT_IN_TIME = "Your model primary did not complete sending the inference response in the allotted time."
_BROKEN = "The connection to the model was closed before the response was complete."

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
        return ServiceResponse(
            headers=headers, stream=self._frames(reply.stream or _once(reply.body), deadline)
        )

    def _find(self, request: ServiceRequest) -> tuple[Serving, str]:
        """The endpoint and the variant that a request means. One that is not in service is not found."""
        name = request.parameters["EndpointName"]
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

    async def _frames(
        self, pieces: AsyncGenerator[bytes, None], deadline: float
    ) -> AsyncGenerator[bytes, None]:
        parts = parse_parts(self._settings.parts)
        try:
            async with aclosing(_until(deadline, pieces)) as timely:
                async for piece in timely:
                    for part in parts.push(piece):
                        yield eventstream.payload_part(part)
        except asyncio.TimeoutError:
            ending = _stream_error("ModelInvocationTimeExceeded", _NOT_SENT_IN_TIME)
        except Exception:
            _logger.exception("a container's stream broke")
            ending = _stream_error("StreamBroken", _BROKEN)
        else:
            ending = b""
        for part in parts.end():
            yield eventstream.payload_part(part)
        if ending:
            yield ending

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


def _stream_error(code: str, message: str) -> bytes:
    return eventstream.exception("ModelStreamError", {"Message": message, "ErrorCode": code})


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


async def _until(deadline: float, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The pieces, as long as each comes before `deadline` (of the monotonic clock); then `TimeoutError`."""
    async with aclosing(pieces):
        while True:
            left = deadline - time.monotonic()
            piece = await asyncio.wait_for(anext(pieces, None), left)
            if piece is None:
                return
            yield piece
