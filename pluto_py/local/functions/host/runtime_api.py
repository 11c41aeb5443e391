"""The Lambda Runtime API of one environment: a loopback port that only its process is told of.

Protocol: Lambda developer guide, "Using the Lambda runtime API". Paths carry no identity of the
environment, hence one port each. The server speaks just the HTTP/1.1 that runtime clients speak
(`Content-Length` bodies, keep-alive, `Expect: 100-continue`); it is written on `asyncio.Protocol` because
it lies twice in the path of every call.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pluto_py.local.functions.limits import RESPONSE_BYTES

__all__ = ["Delivery", "Listener", "RuntimeApi"]

_PREFIX = "/2018-06-01/runtime/"
_REPORT = re.compile(r"invocation/([^/]+)/(response|error)")
_BODY_LIMIT = RESPONSE_BYTES
_HEAD_LIMIT = 2 * 1024 * 1024  # the client sends a cause of up to 1 MiB as a header
_REASONS = {200: "OK", 202: "Accepted", 403: "Forbidden", 404: "Not Found", 413: "Payload Too Large"}


@dataclass(frozen=True)
class Delivery:
    """One invocation as the runtime client gets it; `deadline_ms` is Unix time."""

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str
    client_context: str | None = None


class Listener(Protocol):
    """Who is told what the runtime client reports."""

    def on_next(self) -> None:
        """The client waits for work: from now on `deliver` may be called."""
        ...

    def on_result(self, request_id: str, payload: bytes) -> bool:
        """The handler's result; false if no such invocation is under way."""
        ...

    def on_oversized_result(self, request_id: str, size: int) -> bool:
        """A result over the limit, of which only the size was kept."""
        ...

    def on_error(self, request_id: str, payload: bytes) -> bool:
        """The handler raised; `payload` is Lambda's error object."""
        ...

    def on_init_error(self, payload: bytes) -> None:
        """The handler's module could not be loaded."""
        ...


class RuntimeApi:
    """Serves one environment."""

    def __init__(self, listener: Listener):
        self._listener = listener
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._waiting: _Connection | None = None
        self._all_closed = asyncio.Event()
        self._all_closed.set()

    async def start(self) -> str:
        """Listen; the answer is `host:port`."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    @property
    def is_asked(self) -> bool:
        """Whether a client waits for work."""
        return self._waiting is not None

    def deliver(self, delivery: Delivery) -> None:
        """Answer the client that waits for work; there must be one."""
        waiting, self._waiting = self._waiting, None
        assert waiting  # noqa: S101
        headers = {
            "Lambda-Runtime-Aws-Request-Id": delivery.request_id,
            "Lambda-Runtime-Deadline-Ms": str(delivery.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": delivery.function_arn,
            "Lambda-Runtime-Trace-Id": delivery.trace_id,
        }
        if delivery.client_context:
            headers["Lambda-Runtime-Client-Context"] = delivery.client_context
        waiting.answer(200, delivery.payload, headers)

    async def drained(self, timeout_s: float) -> None:
        """Wait until the ended process's connections are read to their end, but not for long.

        A child of the process may have inherited a connection and keep it open.
        """
        try:
            await asyncio.wait_for(self._all_closed.wait(), timeout_s)
        except asyncio.TimeoutError:
            return

    def close(self) -> None:
        """Stop listening and drop connections."""
        if self._server:
            self._server.close()
        for connection in list(self._connections):
            connection.abort()

    def opened(self, connection: _Connection) -> None:
        """A client has connected."""
        self._connections.add(connection)
        self._all_closed.clear()

    def closed(self, connection: _Connection) -> None:
        """A client is gone."""
        self._connections.discard(connection)
        if self._waiting is connection:
            self._waiting = None
        if not self._connections:
            self._all_closed.set()

    def handle(self, connection: _Connection, method: str, path: str, body: bytes, size: int) -> None:
        """One request. `size` is the body's true size; an oversized body itself was not kept."""
        if not path.startswith(_PREFIX):
            return connection.answer_error(404, "NotFound", path)
        call = path[len(_PREFIX) :]
        if method == "GET" and call == "invocation/next":
            self._waiting = connection
            return self._listener.on_next()
        if method == "POST" and call == "init/error":
            self._listener.on_init_error(body)
            return connection.answer_ok()
        if method == "POST" and (match := _REPORT.fullmatch(call)):
            return self._report(connection, match[1], match[2], body, size)
        return connection.answer_error(404, "NotFound", path)

    def _report(self, connection: _Connection, request_id: str, kind: str, body: bytes, size: int) -> None:
        if kind == "error":
            known = self._listener.on_error(request_id, body)
        elif size > _BODY_LIMIT:
            known = self._listener.on_oversized_result(request_id, size)
            if known:
                return connection.answer_error(413, "RequestEntityTooLarge", f"Exceeded {_BODY_LIMIT} bytes")
        else:
            known = self._listener.on_result(request_id, body)
        if known:
            return connection.answer_ok()
        return connection.answer_error(403, "InvalidRequestID", "Invalid request ID")


class _Connection(asyncio.Protocol):
    """One keep-alive connection: bytes in, requests out."""

    def __init__(self, api: RuntimeApi):
        self._api = api
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._skipped = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP gives nothing else
        self._transport = transport
        self._api.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._api.closed(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            while self._advance():
                pass
        except ValueError:  # not HTTP as a runtime client speaks it
            self._transport.abort()

    def _advance(self) -> bool:
        """Take one step; false where more bytes are needed."""
        if self._head is None:
            self._head = _take_head(self._buffer)
            if self._head is None:
                return False
            if self._head.expects_continue:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = self._head
        if head.length > _BODY_LIMIT:
            dropped = min(len(self._buffer), head.length - self._skipped)
            del self._buffer[:dropped]
            self._skipped += dropped
            if self._skipped < head.length:
                return False
            body = b""
        else:
            if len(self._buffer) < head.length:
                return False
            body = bytes(self._buffer[: head.length])
            del self._buffer[: head.length]
        self._head, self._skipped = None, 0
        self._api.handle(self, head.method, head.path, body, head.length)
        return True

    def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {_REASONS[status]}", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}\r\n\r\n")
        self._transport.write("\r\n".join(lines).encode() + body)

    def answer_ok(self) -> None:
        self.answer(202, b'{"status":"OK"}\n', {})

    def answer_error(self, status: int, kind: str, message: str) -> None:
        self.answer(status, json.dumps({"errorType": kind, "errorMessage": message}).encode(), {})

    def abort(self) -> None:
        self._transport.abort()


@dataclass(frozen=True)
class _Head:
    method: str
    path: str
    length: int
    expects_continue: bool


def _take_head(buffer: bytearray) -> _Head | None:
    """Remove and parse a request's head, or None where it is not complete yet.

    Raises:
        ValueError: it is malformed, or of a kind that no runtime client sends.
    """
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > _HEAD_LIMIT:
            raise ValueError("the head of the request is too long")
        return None
    request, *lines = buffer[:end].decode("latin-1").split("\r\n")
    del buffer[: end + 4]
    method, path, _ = request.split(" ")
    length, expects = 0, False
    for line in lines:
        name, _, value = line.partition(":")
        name = name.lower()
        if name == "content-length":
            length = int(value)
        elif name == "expect":
            expects = value.strip().lower() == "100-continue"
        elif name == "transfer-encoding" and value.strip():
            raise ValueError("chunked bodies belong to response streaming, which is not offered")
    return _Head(method, path, length, expects)
