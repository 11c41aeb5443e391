"""`Invoke`: run a function and wait, hand it an event for later, or only ask whether one could."""

from __future__ import annotations

import base64
import binascii
import json

from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.events import EventQueue
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.limits import ASYNC_PAYLOAD_BYTES, REQUEST_BYTES
from pluto_py.local.functions.names import validation_error
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["InvokeOperations"]

_EXECUTED = {"X-Amz-Executed-Version": "$LATEST"}


class InvokeOperations:
    """See the module."""

    def __init__(self, registry: FunctionRegistry, host: FunctionHost, queue: EventQueue):
        self._registry = registry
        self._host = host
        self._queue = queue

    async def invoke(self, request: ServiceRequest) -> ServiceResponse:
        """`Invoke`."""
        function = self._registry.find(request.parameters)
        kind = request.headers.get("x-amz-invocation-type") or "RequestResponse"
        if kind == "DryRun":
            return shapes.empty(204)
        if kind not in ("RequestResponse", "Event"):
            allowed = "Member must satisfy enum value set: [Event, RequestResponse, DryRun]"
            raise validation_error(kind, "invocationType", allowed)
        payload = _payload(request, ASYNC_PAYLOAD_BYTES if kind == "Event" else REQUEST_BYTES)
        context = _client_context(request)
        if kind == "Event":
            self._queue.put(function.name, payload, context)
            return shapes.empty(202)
        reply = await self._host.invoke(function, payload, context)
        headers = {"Content-Type": "application/json", **_EXECUTED}
        if reply.error_type:
            headers["X-Amz-Function-Error"] = "Unhandled"
        if request.headers.get("x-amz-log-type") == "Tail":
            headers["X-Amz-Log-Result"] = base64.b64encode(reply.log_tail).decode()
        return ServiceResponse(200, headers, reply.payload)


def _payload(request: ServiceRequest, limit: int) -> bytes:
    if len(request.body) > limit:
        message = f"Request must be smaller than {limit} bytes for the InvokeFunction operation"
        raise ServiceError("RequestTooLargeException", message, 413, {"Type": "User"})
    if not request.body:
        return b"{}"
    try:
        json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ServiceError(
            "InvalidRequestContentException",
            f"Could not parse request body into json: Could not parse payload into json: {error}",
        ) from None
    return request.body


def _client_context(request: ServiceRequest) -> str | None:
    encoded = request.headers.get("x-amz-client-context")
    if not encoded:
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        raise ServiceError(
            "InvalidRequestContentException", "Client context must be base64-encoded."
        ) from None
