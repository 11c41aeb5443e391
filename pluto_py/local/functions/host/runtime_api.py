"""The Lambda Runtime API of one environment: a loopback port that only its process is told of.

Protocol: Lambda developer guide, "Using the Lambda runtime API". Paths carry no identity of the
environment, hence one port each. The server speaks just the HTTP/1.1 that runtime clients speak
(`Content-Length` bodies, keep-alive, `Expect: 100-continue`); it is written on `asyncio.Protocol` because
it lies twice in the path of every call.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Protocol

from pluto_py.local.functions.host.runtime_http import Connection, Request
from pluto_py.local.functions.limits import RESPONSE_BYTES

__all__ = ["Delivery", "Listener", "RuntimeApi"]

_PREFIX = "/2018-06-01/runtime/"
_REPORT = re.compile(r"invocation/([^/]+)/(response|error)")


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
        self._connections: set[Connection] = set()
        self._waiting: Connection | None = None
        self._all_closed = asyncio.Event()
        self._all_closed.set()

    async def start(self) -> str:
        """Listen; the answer is `host:port`."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self, RESPONSE_BYTES), "127.0.0.1", 0)
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

    def opened(self, connection: Connection) -> None:
        """A client has connected."""
        self._connections.add(connection)
        self._all_closed.clear()

    def closed(self, connection: Connection) -> None:
        """A client is gone."""
        self._connections.discard(connection)
        if self._waiting is connection:
            self._waiting = None
        if not self._connections:
            self._all_closed.set()

    def handle(self, connection: Connection, request: Request) -> None:
        """One request of the runtime client."""
        call = request.path.removeprefix(_PREFIX)
        if request.method == "GET" and call == "invocation/next":
            self._waiting = connection
            return self._listener.on_next()
        if request.method == "POST" and call == "init/error":
            self._listener.on_init_error(request.body)
            return connection.answer_ok()
        if request.method == "POST" and (match := _REPORT.fullmatch(call)):
            return self._report(connection, match[1], match[2], request)
        return connection.answer_error(404, "NotFound", request.path)

    def _report(self, connection: Connection, request_id: str, kind: str, request: Request) -> None:
        if kind == "error":
            known = self._listener.on_error(request_id, request.body)
        elif request.size > RESPONSE_BYTES:
            known = self._listener.on_oversized_result(request_id, request.size)
            if known:
                return connection.answer_error(
                    413, "RequestEntityTooLarge", f"Exceeded {RESPONSE_BYTES} bytes"
                )
        else:
            known = self._listener.on_result(request_id, request.body)
        if known:
            return connection.answer_ok()
        return connection.answer_error(403, "InvalidRequestID", "Invalid request ID")
