"""Just the HTTP/1.1 that runtime clients speak: `Content-Length` bodies, keep-alive, `Expect: 100-continue`.

It is written on `asyncio.Protocol`, not on a web framework, because it lies twice in the path of every call.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Connection", "Request", "Server"]

_HEAD_LIMIT = 2 * 1024 * 1024  # the client sends a cause of up to 1 MiB as a header
_REASONS = {200: "OK", 202: "Accepted", 403: "Forbidden", 404: "Not Found", 413: "Payload Too Large"}


@dataclass(frozen=True)
class Request:
    """One request. `size` is the body's true size in bytes; a body over the limit is not kept."""

    method: str
    path: str
    body: bytes
    size: int


class Server(Protocol):
    """Who answers."""

    def opened(self, connection: Connection) -> None:
        """A client has connected."""
        ...

    def closed(self, connection: Connection) -> None:
        """A client is gone."""
        ...

    def handle(self, connection: Connection, request: Request) -> None:
        """A request has come in whole; it may be answered later."""
        ...


class Connection(asyncio.Protocol):
    """One keep-alive connection: bytes in, requests out."""

    def __init__(self, server: Server, body_limit: int):
        self._server = server
        self._body_limit = body_limit
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._skipped = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP gives nothing else
        self._transport = transport
        self._server.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """See `asyncio.Protocol`."""
        self._server.closed(self)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
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
        body = self._take_body(self._head.length)
        if body is None:
            return False
        head, self._head = self._head, None
        self._server.handle(self, Request(head.method, head.path, body, head.length))
        return True

    def _take_body(self, length: int) -> bytes | None:
        """The body, None until it is there; one over the limit is dropped as it comes."""
        if length > self._body_limit:
            dropped = min(len(self._buffer), length - self._skipped)
            del self._buffer[:dropped]
            self._skipped += dropped
            if self._skipped < length:
                return None
            self._skipped = 0
            return b""
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Send an answer with a JSON body."""
        lines = [f"HTTP/1.1 {status} {_REASONS[status]}", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}\r\n\r\n")
        self._transport.write("\r\n".join(lines).encode() + body)

    def answer_ok(self) -> None:
        """Acknowledge a report."""
        self.answer(202, b'{"status":"OK"}\n', {})

    def answer_error(self, status: int, kind: str, message: str) -> None:
        """Send an error in the shape of the Runtime API."""
        self.answer(status, json.dumps({"errorType": kind, "errorMessage": message}).encode(), {})

    def abort(self) -> None:
        """Drop the connection."""
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
