"""From bytes on a connection to a named operation with its parameters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.local.gateway import query, rest
from pluto_py.local.gateway.definition import ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol
from pluto_py.local.service import ServiceError

__all__ = ["Head", "Operation", "name_operation", "parameters"]

_THREAD_FROM = 1024 * 1024
"""Bodies from this size are parsed on a thread, so that other requests are not kept waiting."""


@dataclass(frozen=True)
class Head:
    """A request before its body: `path` and `query` as they came, `headers` with lower-case names."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """What a request asks for, as far as its head tells.

    `name` is empty for query, whose action stands in the body. `has_payload` is true where a member takes the
    whole body, so that it is not parsed.
    """

    name: str
    parameters: Mapping[str, Any]
    has_payload: bool = False


def name_operation(definition: ServiceDefinition, head: Head) -> Operation:
    """The operation by target or route. Raises `ServiceError` `UnknownOperationException`."""
    if definition.protocol.is_rpc_json:
        target, _, name = head.headers.get("x-amz-target", "").partition(".")
        if target != definition.target or not name:
            raise _unknown()
        return Operation(name, {})
    if definition.protocol is Protocol.QUERY:
        return Operation("", {})
    if definition.router is not None:
        found = definition.router(head.method, head.path, head.query, head.headers)
        if found is None:
            raise ServiceError("NotImplemented", "The local cloud does not serve this operation.", 501)
        return Operation(*found)
    match = rest.load(definition.routes).match(head.method, head.path, head.query, head.headers)
    if match is None:
        raise _unknown(404)
    return Operation(match.route.operation, match.parameters, match.route.payload is not None)


async def parameters(
    definition: ServiceDefinition, operation: Operation, head: Head, body: bytes
) -> Operation:
    """The operation with what its body says.

    Raises:
        ServiceError: `SerializationException` or `MissingAction`.
    """
    if definition.protocol is Protocol.QUERY:
        found = query.parse(body or head.query.encode())
        name = found.pop("Action", "")
        if not isinstance(name, str) or not name:
            raise ServiceError("MissingAction", "Missing Action")
        return Operation(name, found)
    if operation.has_payload or definition.protocol is Protocol.REST_XML or not body:
        return operation
    members = await asyncio.to_thread(_json, body) if len(body) >= _THREAD_FROM else _json(body)
    return Operation(operation.name, {**members, **operation.parameters}, operation.has_payload)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:  # covers text that is not UTF-8
        raise ServiceError("SerializationException", "The request body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise ServiceError("SerializationException", "The request body must be a JSON object.")
    return value


def _unknown(status: int = 400) -> ServiceError:
    return ServiceError("UnknownOperationException", "The requested operation is not known.", status)
