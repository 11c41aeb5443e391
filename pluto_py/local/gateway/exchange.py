"""Bytes in and bytes out: the parts of HTTP that no AWS protocol changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import hdrs, web

from pluto_py.local.gateway.definition import Limit
from pluto_py.local.service import ServiceResponse

__all__ = ["invite_body", "lower_headers", "read_body", "send"]


def lower_headers(request: web.BaseRequest) -> dict[str, str]:
    """Headers by lower-case name; one that came several times is joined by commas, as a signature sees it."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        lower = name.lower()
        headers[lower] = f"{headers[lower]},{value}" if lower in headers else value
    return headers


async def read_body(request: web.BaseRequest, limit: Limit, operation: str) -> bytes:
    """The whole body, up to the operation's limit. A client that waits for `100 Continue` gets it here."""
    declared = request.content_length
    if declared is not None and declared > limit.size:
        raise limit.error(operation)
    if not request.can_read_body:
        return b""
    invite_body(request)
    parts, size = [], 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > limit.size:
            raise limit.error(operation)
        parts.append(part)
    return b"".join(parts)


def invite_body(request: web.BaseRequest) -> None:
    """Tell a client that waits for it to send its body."""
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


async def send(request: web.BaseRequest, answer: ServiceResponse, request_id: str) -> web.StreamResponse:
    """Write an answer, whole or part by part."""
    headers = {"x-amzn-RequestId": request_id, **answer.headers}
    if answer.stream is None:
        whole = web.Response(status=answer.status, headers=headers, body=answer.body)
        _end_connection_if_unread(request, whole)
        return whole
    response = web.StreamResponse(status=answer.status, headers=headers)
    _end_connection_if_unread(request, response)
    try:
        await response.prepare(request)
        async for part in answer.stream:
            await response.write(part)
        await response.write_eof()
    finally:
        await _close(answer.stream)
    return response


def _end_connection_if_unread(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Where a body was not read, or not even invited, nobody knows where the next request would begin."""
    if not request.content.is_eof():
        response.force_close()


async def _close(stream: AsyncIterator[bytes]) -> None:
    """Tell a generator that its reader has gone, so that it lets go of what it holds."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
