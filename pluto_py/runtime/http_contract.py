"""The HTTP contract of a function's URL, over Lambda's payload format 2.0.

POST with a JSON array calls with positional arguments, with a JSON object with keyword arguments. Every
answer is JSON of the shape `{"code": <status>, "body": <result or message>}` with that HTTP status. Format:
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from pluto_py.runtime.execution import ArgumentsError, Executor, HandlerError, ResultError, to_json

__all__ = ["RESPONSE_LIMIT", "is_http", "respond"]

RESPONSE_LIMIT = 6 * 1024 * 1024
"""Bytes of a synchronous Lambda response, envelope and escaping included (Lambda quotas)."""

_ENVELOPE = 1024  # bytes kept free for status, headers and the braces around the body
_LONGEST_ESCAPE = 12  # bytes of one character in JSON: a surrogate pair, each half as \\uXXXX
_LAMBDA_ESCAPES = sys.version_info < (
    3,
    12,
)  # awslambdaric escapes non-ASCII characters on the older runtimes
_HOW_TO_CALL = "POST a JSON array (positional arguments) or a JSON object (keyword arguments) to this URL."
_HEADERS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
    "Allow": "POST, OPTIONS",
}

Response = dict[str, Any]


class _PayloadError(Exception):
    """The body is not what the contract asks for; the message says how."""


def is_http(event: Any) -> bool:
    """Whether `event` came through a Function URL (or an HTTP API with payload format 2.0)."""
    if not isinstance(event, dict):
        return False
    context = event.get("requestContext")
    return isinstance(context, dict) and isinstance(context.get("http"), dict)


def respond(executor: Executor, event: Mapping[str, Any]) -> Response:
    """Answer one HTTP event."""
    method = event["requestContext"]["http"].get("method", "POST")
    if method == "OPTIONS":
        return {"statusCode": 204, "headers": _PREFLIGHT}
    if method != "POST":
        message = f"Method {method} is not allowed. {_HOW_TO_CALL}"
        return _response(405, json.dumps(message), {"Allow": "POST, OPTIONS"})
    try:
        args, kwargs = _arguments(event)
        return _within_limit(_response(200, to_json(executor.run(args, kwargs))))
    except (_PayloadError, ArgumentsError) as error:
        return _failure(400, str(error))
    except ResultError as error:
        return _failure(500, str(error))
    except HandlerError as error:
        error.log()
        return _failure(500, f"Function execution failed: {error}")


def _response(status: int, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """`body` is JSON text already."""
    return {
        "statusCode": status,
        "headers": {**_HEADERS, **headers} if headers else _HEADERS,
        "body": f'{{"code": {status}, "body": {body}}}',
    }


def _failure(status: int, message: str) -> Response:
    return _response(status, to_json(message))


def _within_limit(response: Response) -> Response:
    """The response, or a 413 that says why: Lambda's own answer would be a bare 502."""
    body = response["body"]
    if len(body) * _LONGEST_ESCAPE < RESPONSE_LIMIT:
        return response
    size = len(json.dumps(body, ensure_ascii=_LAMBDA_ESCAPES).encode()) + _ENVELOPE
    if size <= RESPONSE_LIMIT:
        return response
    return _failure(413, f"The result is too large: {size} bytes, the platform's limit is {RESPONSE_LIMIT}.")


def _arguments(event: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    payload = _payload(_text(event))
    if isinstance(payload, list):
        return payload, {}
    if isinstance(payload, dict):
        return [], payload
    raise _PayloadError("Payload should be an array or an object.")


def _payload(text: str) -> Any:
    if not text.strip():
        raise _PayloadError("The body is empty. Payload should be an array or an object.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise _PayloadError("The body is not usable JSON: it is nested too deeply.") from None
    except ValueError as error:
        raise _PayloadError(f"The body is not valid JSON: {error}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _text(event: Mapping[str, Any]) -> str:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body)
    import base64  # most bodies are text, and every cold start would pay for it

    try:
        data = base64.b64decode(body, validate=True)
    except ValueError:
        raise _PayloadError("The body is marked as base64 but is not.") from None
    charset = _charset(event.get("headers") or {}) or json.detect_encoding(data)
    try:
        return data.decode(charset).removeprefix("\ufeff")
    except LookupError:
        raise _PayloadError(f"The charset '{charset}' of the body is unknown.") from None
    except UnicodeDecodeError as error:
        raise _PayloadError(
            f"The body is not valid {charset}: byte {error.start} cannot be decoded."
        ) from None


def _charset(headers: Mapping[str, str]) -> str | None:
    """The charset that the Content-Type header names, if it does. Function URLs send names in lower case."""
    for part in headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or None
    return None
