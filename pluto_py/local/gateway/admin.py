"""The door for the command line, beside AWS's: `/_pluto/ping`, `/_pluto/status`, `/_pluto/shutdown`.

It takes the stack's own secret in the header `X-Pluto-Secret`, which no browser page can know.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from pluto_py.local.door import SECRET_HEADER

__all__ = ["Admin"]


class Admin:
    """Answers requests under `/_pluto/`.

    `status` gives JSON-ready facts; `shutdown` is called once the answer is on its way.
    """

    def __init__(self, secret: str, status: Callable[[], Mapping[str, Any]], shutdown: Callable[[], None]):
        self._secret = secret
        self._status = status
        self._shutdown = shutdown

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.json_response({"message": "The stack's secret is missing or wrong."}, status=403)
        match request.method, request.path:
            case "GET", "/_pluto/ping":
                return web.json_response({})
            case "GET", "/_pluto/status":
                return web.json_response(self._status())
            case "POST", "/_pluto/shutdown":
                self._shutdown()
                return web.json_response({})
        return web.json_response({"message": "There is no such door."}, status=404)
