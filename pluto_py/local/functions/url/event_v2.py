"""A request as a function sees it: payload format 2.0.

Format: Lambda developer guide, "Invoking Lambda function URLs". `queryStringParameters`, `cookies` and
`body` are absent where there are none.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl

__all__ = ["HttpRequest", "event"]

_TEXT = re.compile(r"(text/.*|application/(json|javascript|xml|.+\+(json|xml)))$", re.IGNORECASE)


@dataclass(frozen=True)
class HttpRequest:
    """One request: `path` and `query` as they came, `headers` in order, names as they came."""

    method: str
    path: str
    query: str
    headers: Iterable[tuple[str, str]]
    body: bytes
    source_ip: str
    request_id: str
    host: str
    caller: Mapping[str, Any] | None = None


def event(request: HttpRequest) -> dict[str, Any]:
    """The event. `request.caller` is the `iam` structure of a signed request."""
    headers, cookies = _headers(request)
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, headers.get("user-agent", "")),
        "isBase64Encoded": False,
    }
    if cookies:
        made["cookies"] = cookies
    if request.query:
        made["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if request.body:
        made["body"], made["isBase64Encoded"] = _body(request.body, headers.get("content-type", ""))
    return made


def _headers(request: HttpRequest) -> tuple[dict[str, str], list[str]]:
    """Headers by lower-case name, repeated ones joined, and the cookies apart from them."""
    given = [(name.lower(), value) for name, value in request.headers]
    headers = _joined((name, value) for name, value in given if name != "cookie")
    headers.setdefault("x-forwarded-for", request.source_ip)
    headers.setdefault("x-forwarded-proto", "http")
    headers.setdefault("x-forwarded-port", request.host.rpartition(":")[2])
    return headers, [c.strip() for name, value in given if name == "cookie" for c in value.split(";")]


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _context(request: HttpRequest, user_agent: str) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    prefix = request.host.rpartition(":")[2]
    context: dict[str, Any] = {
        "accountId": request.caller["accountId"] if request.caller else "anonymous",
        "apiId": prefix,
        "domainName": request.host,
        "domainPrefix": prefix,
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": user_agent,
        },
        "requestId": request.request_id,
        "routeKey": "$default",
        "stage": "$default",
        "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }
    if request.caller:
        context["authorizer"] = {"iam": dict(request.caller)}
    return context


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as text where its type is textual and it is UTF-8, else in base64."""
    if _TEXT.match(content_type.partition(";")[0].strip()):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode(), True
