"""The ports of Function URLs.

Each URL has one loopback port for as long as it exists, kept in the function's record, so that it is the
same after a restart. A port that another program has taken in the meantime is tried again until it is free;
`problem` says so.
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import uuid
import zlib
from collections.abc import Callable

from aiohttp import hdrs, web

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.limits import REQUEST_BYTES
from pluto_py.local.functions.model import FunctionRecord, FunctionUrl
from pluto_py.local.functions.url import cors
from pluto_py.local.functions.url.authorization import UrlAuthorization
from pluto_py.local.functions.url.event_v2 import HttpRequest, event
from pluto_py.local.functions.url.response import HttpResponse, failure, response
from pluto_py.local.service import Caller, ServiceError

__all__ = ["PortTakenError", "UrlFronts"]

_PORTS = range(20_000, 30_000)
"""Below the ephemeral ports of every system, so that no outgoing connection takes one by chance."""

_RETRY_S = 2.0
_SHUTDOWN_S = 1.0


class PortTakenError(Exception):
    """Another program listens on a URL's port."""


class UrlFronts:
    """All Function URLs of one cloud. `lookup` gives a function as it is now, by name."""

    def __init__(
        self,
        context: CloudContext,
        host: FunctionHost,
        authorization: UrlAuthorization,
        lookup: Callable[[str], FunctionRecord | None],
    ):
        self._context = context
        self._host = host
        self._authorization = authorization
        self._lookup = lookup
        self._fronts: dict[str, _Front] = {}
        self._problems: dict[str, str] = {}
        self._retries: dict[str, asyncio.Task[None]] = {}

    async def open_new(self, name: str, taken: set[int]) -> int:
        """Listen on a free port for a new URL; `taken` belong to other functions. The answer is the port.

        Raises:
            PortTakenError: no port is free.
        """
        first = zlib.crc32(f"{self._context.directory}/{name}".encode()) % len(_PORTS)
        for offset in range(len(_PORTS)):
            port = _PORTS[(first + offset) % len(_PORTS)]
            if port in taken:
                continue
            try:
                await self._listen(name, port)
            except PortTakenError:
                continue
            return port
        raise PortTakenError(f"No port between {_PORTS.start} and {_PORTS.stop - 1} is free.")

    async def open(self, name: str, url: FunctionUrl) -> None:
        """Listen on a URL's own port, now or as soon as the program that has it lets it go."""
        try:
            await self._listen(name, url.port)
        except PortTakenError as error:
            self._problems[name] = str(error)
            self._retries[name] = asyncio.create_task(self._retry(name, url.port))

    async def close(self, name: str) -> None:
        """Stop listening for a function."""
        self._problems.pop(name, None)
        if retry := self._retries.pop(name, None):
            retry.cancel()
        if front := self._fronts.pop(name, None):
            await front.close()

    async def close_all(self) -> None:
        """Stop listening altogether."""
        for name in [*self._fronts, *self._retries]:
            await self.close(name)

    def problem(self, name: str) -> str | None:
        """Why a function's URL does not answer, if it does not."""
        return self._problems.get(name)

    async def _listen(self, name: str, port: int) -> None:
        front = _Front(lambda request: self._serve(name, request))
        try:
            await front.open(port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTakenError(
                f"Port {port} of function '{name}' is taken by another program. End that program "
                f"(`ss -ltnp 'sport = :{port}'` names it); the URL then answers within seconds."
            ) from None
        self._fronts[name] = front

    async def _retry(self, name: str, port: int) -> None:
        while True:
            await asyncio.sleep(_RETRY_S)
            try:
                await self._listen(name, port)
            except PortTakenError:
                continue
            self._problems.pop(name, None)
            self._retries.pop(name, None)
            return

    # One request

    async def _serve(self, name: str, request: web.BaseRequest) -> web.StreamResponse:
        request_id = str(uuid.uuid4())
        try:
            answer = await self._answer(name, request, request_id)
        except ServiceError as error:
            answer = failure(error.status, error.message, error.code)
        made = web.Response(status=answer.status, body=answer.body, headers={"x-amzn-RequestId": request_id})
        for header, value in answer.headers:
            made.headers.add(header, value)
        return made

    async def _answer(self, name: str, request: web.BaseRequest, request_id: str) -> HttpResponse:
        function = self._lookup(name)
        if function is None or function.url is None:
            raise ServiceError("ResourceNotFoundException", "This Function URL has been deleted.", 404)
        url, headers = function.url, {key.lower(): value for key, value in request.headers.items()}
        if url.cors and (early := cors.preflight(url.cors, request.method, headers)):
            return early
        body = await _read(request)
        caller = self._authorize(function, url, request, headers, body)
        payload = json.dumps(event(_plain(request, body, request_id, caller))).encode()
        if len(payload) > REQUEST_BYTES:
            raise _too_large()
        answer = response(await self._host.invoke(function, payload))
        return cors.apply(url.cors, headers, answer) if url.cors else answer

    def _authorize(
        self,
        function: FunctionRecord,
        url: FunctionUrl,
        request: web.BaseRequest,
        headers: dict[str, str],
        body: bytes,
    ) -> Caller | None:
        arn = self._context.arn("lambda", f"function:{function.name}")
        if url.auth_type == "NONE":
            self._authorization.check_public(function, arn)
            return None
        path, _, query = request.raw_path.partition("?")
        return self._authorization.check_signed(
            arn, method=request.method, path=path, query=query, headers=headers, body=body
        )


class _Front:
    """One listening port."""

    def __init__(self, handler: Callable[[web.BaseRequest], object]):
        self._server = web.Server(handler, access_log=None)  # type: ignore[arg-type]
        self._listener: asyncio.Server | None = None

    async def open(self, port: int) -> None:
        """Raise `OSError` where the port cannot be had."""
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            # Connections of an earlier run may linger in TIME_WAIT; a program that listens still makes this
            # fail.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", port))
            listening.setblocking(False)
            loop = asyncio.get_running_loop()
            self._listener = await loop.create_server(self._server, sock=listening, backlog=1024)
        except BaseException:
            listening.close()
            raise

    async def close(self) -> None:
        """Stop listening, and drop what is still connected after a moment."""
        if self._listener:
            self._listener.close()
        await self._server.shutdown(_SHUTDOWN_S)


async def _read(request: web.BaseRequest) -> bytes:
    """The whole body, within Lambda's limit."""
    if request.content_length is not None and request.content_length > REQUEST_BYTES:
        raise _too_large()
    if not request.can_read_body:
        return b""
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    parts, size = [], 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > REQUEST_BYTES:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _too_large() -> ServiceError:
    return ServiceError(
        "RequestEntityTooLargeException",
        f"Request must be smaller than {REQUEST_BYTES} bytes for the InvokeFunction operation",
        413,
    )


def _plain(request: web.BaseRequest, body: bytes, request_id: str, caller: Caller | None) -> HttpRequest:
    path, _, query = request.raw_path.partition("?")
    return HttpRequest(
        method=request.method,
        path=path,
        query=query,
        headers=request.headers.items(),
        body=body,
        source_ip=request.remote or "127.0.0.1",
        request_id=request_id,
        host=request.host,
        caller=_iam(caller) if caller else None,
    )


def _iam(caller: Caller) -> dict[str, str | None]:
    """`requestContext.authorizer.iam` of the event."""
    return {
        "accessKey": caller.access_key,
        "accountId": caller.account,
        "callerId": caller.access_key,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": caller.arn,
        "userId": caller.access_key,
    }
