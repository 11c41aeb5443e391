"""The ports of Function URLs.

Each URL has one loopback port for as long as it exists, kept in the function's record, so that it is the
same after a restart. A port that another program has taken in the meantime is tried again until it is free;
`problem` says so.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from pluto_py.local.functions.model import FunctionUrl
from pluto_py.local.ports import holder

__all__ = ["PortTakenError", "UrlFronts"]

_PORTS = range(20_000, 30_000)
"""Below the ephemeral ports of every system, so that no outgoing connection takes one by chance."""

_RETRY_S = 2.0
_SHUTDOWN_S = 1.0


class PortTakenError(Exception):
    """Another program listens on a URL's port."""


class UrlFronts:
    """All Function URLs of one cloud.

    `serve(function, request)` answers a request; `directory` tells clouds apart, so that two of them start
    looking for free ports at different places.
    """

    def __init__(
        self, directory: Path, serve: Callable[[str, web.BaseRequest], Awaitable[web.StreamResponse]]
    ):
        self._directory = directory
        self._serve = serve
        self._fronts: dict[str, _Front] = {}
        self._problems: dict[str, str] = {}
        self._retries: dict[str, asyncio.Task[None]] = {}

    async def open_new(self, name: str, taken: set[int]) -> int:
        """Listen on a free port for a new URL; `taken` belong to other functions. The answer is the port.

        Raises:
            PortTakenError: no port is free.
        """
        first = zlib.crc32(f"{self._directory}/{name}".encode()) % len(_PORTS)
        for offset in range(len(_PORTS)):
            port = _PORTS[(first + offset) % len(_PORTS)]
            if port not in taken and await self._try_listen(name, port):
                return port
        raise PortTakenError(f"No port between {_PORTS.start} and {_PORTS.stop - 1} is free.")

    async def open(self, name: str, url: FunctionUrl) -> None:
        """Listen on a URL's own port, now or as soon as the program that has it lets it go."""
        if not await self._try_listen(name, url.port):
            who = await asyncio.to_thread(holder, url.port) or "another program"
            self._problems[name] = f"Port {url.port} of function '{name}' is taken by {who}."
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
        await asyncio.gather(*(self.close(name) for name in [*self._fronts, *self._retries]))

    def problem(self, name: str) -> str | None:
        """Why a function's URL does not answer, if it does not."""
        return self._problems.get(name)

    async def _try_listen(self, name: str, port: int) -> bool:
        """Listen on a port; false if another program does."""

        async def handler(request: web.BaseRequest) -> web.StreamResponse:
            return await self._serve(name, request)

        front = _Front(handler)
        try:
            await front.open(port)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
        self._fronts[name] = front
        return True

    async def _retry(self, name: str, port: int) -> None:
        listening = False
        while not listening:
            await asyncio.sleep(_RETRY_S)
            listening = await self._try_listen(name, port)
        self._problems.pop(name, None)
        self._retries.pop(name, None)


class _Front:
    """One listening port."""

    def __init__(self, handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]):
        # Lambda hands a compressed body on as it came.
        self._server = web.Server(handler, access_log=None, auto_decompress=False)
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
        """Stop listening; idle connections close at once, busy ones after a moment."""
        if self._listener:
            self._listener.close()
        self._server.pre_shutdown()
        await self._server.shutdown(_SHUTDOWN_S)
