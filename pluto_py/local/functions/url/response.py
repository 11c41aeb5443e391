"""A function's result as an HTTP response.

Rules: Lambda developer guide, "Response payload format". A result without `statusCode` is itself the body
of a 200; one that breaks the format is the function's error, a 502.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pluto_py.local.functions.host.outcomes import Reply

__all__ = ["HttpResponse", "failure", "response"]

_OURS = frozenset(("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade"))
"""Headers about the connection, which is not the function's."""


@dataclass(frozen=True)
class HttpResponse:
    """`headers` may name one header several times."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = field(default=())


class _MalformedError(Exception):
    """The result is not what a Function URL takes; the text says why."""


def failure(status: int, message: str, error_type: str) -> HttpResponse:
    """An answer of the platform's own, in the shape of every error of a function's URL."""
    body = json.dumps({"code": status, "body": message}, ensure_ascii=False).encode()
    return HttpResponse(
        status, body, (("Content-Type", "application/json"), ("x-amzn-ErrorType", error_type))
    )


def response(reply: Reply) -> HttpResponse:
    """The response for what an invocation came to."""
    if reply.error_type:
        return _bad_gateway(_reason(reply))
    try:
        return _mapped(json.loads(reply.payload))
    except _MalformedError as error:
        return _bad_gateway(str(error))
    except ValueError:
        return _bad_gateway("the function's result is not JSON")


def _bad_gateway(reason: str) -> HttpResponse:
    return failure(502, f"Internal Server Error: {reason}", "InternalServerErrorException")


def _reason(reply: Reply) -> str:
    try:
        error = json.loads(reply.payload)
        return f"{error['errorType']}: {error['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return str(reply.error_type)


def _mapped(result: Any) -> HttpResponse:
    if not isinstance(result, dict) or "statusCode" not in result:
        text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
        return HttpResponse(200, text.encode("utf-8", "replace"), (("Content-Type", "application/json"),))
    headers = list(_headers(result.get("headers") or {}))
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    headers += [("Set-Cookie", _value("a cookie", cookie)) for cookie in result.get("cookies") or ()]
    return HttpResponse(_status(result["statusCode"]), _body(result), headers)


def _status(given: Any) -> int:
    try:
        status = int(given)
    except (TypeError, ValueError):
        status = 0
    if not 200 <= status <= 599:
        raise _MalformedError(f"statusCode {given!r} of the function's result is no HTTP status")
    return status


def _headers(given: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(given, Mapping):
        raise _MalformedError("headers of the function's result is not an object")
    for name, value in given.items():
        if name.lower() not in _OURS:
            yield _value("a header's name", name), _value(f"header {name}", value)


def _value(what: str, given: Any) -> str:
    text = given if isinstance(given, str) else json.dumps(given)
    if any(character in text for character in "\r\n\0"):
        raise _MalformedError(f"{what} of the function's result has a line break")
    return text


def _body(result: Mapping[str, Any]) -> bytes:
    body = result.get("body")
    if body is None:
        return b""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    if not result.get("isBase64Encoded"):
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _MalformedError(
            "the body of the function's result is not the base64 that it claims to be"
        ) from None
