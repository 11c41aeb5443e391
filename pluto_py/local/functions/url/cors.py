"""CORS as a Function URL's settings say: preflights are answered without the function, answers get headers.

With settings, headers of the same names from the function are replaced ("Cross-origin resource sharing" of
the developer guide); without them, CORS is the function's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.functions.url.response import HttpResponse

__all__ = ["apply", "preflight"]


def preflight(cors: Mapping[str, Any], method: str, headers: Mapping[str, str]) -> HttpResponse | None:
    """The answer to a preflight request, or None where this is none. `headers` have lower-case names."""
    if method != "OPTIONS" or "origin" not in headers or "access-control-request-method" not in headers:
        return None
    answer = [
        ("Access-Control-Allow-Methods", ",".join(cors.get("AllowMethods") or ())),
        ("Access-Control-Allow-Headers", ",".join(cors.get("AllowHeaders") or ())),
        ("Access-Control-Max-Age", str(cors.get("MaxAge") or 0)),
    ]
    return apply(cors, headers, HttpResponse(200, b"", [(name, value) for name, value in answer if value]))


def apply(cors: Mapping[str, Any], headers: Mapping[str, str], response: HttpResponse) -> HttpResponse:
    """The response with the headers that the settings give to the request's origin."""
    added = _allowed_origin(cors, headers.get("origin", ""))
    if added and cors.get("ExposeHeaders"):
        added.append(("Access-Control-Expose-Headers", ",".join(cors["ExposeHeaders"])))
    ours = {name.lower() for name, _ in added} | {"access-control-allow-origin"}
    kept = [(name, value) for name, value in response.headers if name.lower() not in ours]
    return replace(response, headers=[*kept, *added])


def _allowed_origin(cors: Mapping[str, Any], origin: str) -> list[tuple[str, str]]:
    allowed = cors.get("AllowOrigins") or ()
    if not origin or not ("*" in allowed or origin in allowed):
        return []
    credentials = bool(cors.get("AllowCredentials"))
    named = "*" if "*" in allowed and not credentials else origin
    headers = [("Access-Control-Allow-Origin", named)]
    if named != "*":
        headers.append(("Vary", "Origin"))
    if credentials:
        headers.append(("Access-Control-Allow-Credentials", "true"))
    return headers
