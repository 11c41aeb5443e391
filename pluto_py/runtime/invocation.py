"""Direct calls: what `Function.invoke` sends to another function, and what comes back.

A call is the JSON object `{"pluto": 1, "args": […], "kwargs": {…}}`; the reply is `{"result": …}` or
`{"error": {"type": "ValueError", "message": "…"}}`. The number is the envelope's version.

A payload without the envelope (`aws lambda invoke --payload '["hello"]'`) is bound as an HTTP body is, but
answered as plain Lambda does: the bare result, or an exception, so that Lambda's retries and failure
destinations work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pluto_py.errors import FunctionError
from pluto_py.runtime.execution import ArgumentsError, Executor, HandlerError, ResultError, to_json

__all__ = ["VERSION", "Call", "answer", "decode_call", "decode_reply", "encode_call"]

VERSION = 1
_ENVELOPE = {"pluto", "args", "kwargs"}


class Call(NamedTuple):
    """The arguments of one direct call."""

    args: Sequence[Any]
    kwargs: Mapping[str, Any]


def encode_call(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
    """The payload of an `Invoke` request.

    Raises:
        TypeError: an argument is not JSON-serialisable; the message names it and its type.
    """
    call = {"pluto": VERSION, "args": list(args), "kwargs": dict(kwargs)}
    try:
        return to_json(call, what="call").encode()
    except ResultError as error:
        raise TypeError(str(error)) from None


def decode_call(event: Any) -> Call | None:
    """The call that `event` envelops, or None where it is no envelope.

    Raises:
        ArgumentsError: the envelope is of a later version, or malformed.
    """
    if not isinstance(event, dict) or event.keys() != _ENVELOPE:
        return None
    args, kwargs = event["args"], event["kwargs"]
    if event["pluto"] != VERSION or not isinstance(args, list) or not isinstance(kwargs, dict):
        raise ArgumentsError(
            f"This function speaks version {VERSION} of Pluto's direct calls, the caller another; "
            "deploy both functions with one version of Pluto."
        )
    return Call(args, kwargs)


def decode_reply(function: str, payload: bytes, function_error: str | None = None) -> Any:
    """The result in an `Invoke` response's payload.

    `function_error` is the response's `FunctionError` (`"Unhandled"`): then the payload is Lambda's own
    error object.

    Raises:
        FunctionError: the handler raised, or Lambda could not run it.
    """
    try:
        reply = json.loads(payload or b"null")
    except ValueError:
        reply = None
    if isinstance(reply, dict) and not function_error:
        if "result" in reply:
            return reply["result"]
        if isinstance(error := reply.get("error"), dict):
            raise FunctionError(function, str(error.get("type")), str(error.get("message")))
    if isinstance(reply, dict) and function_error:
        raise FunctionError(
            function, str(reply.get("errorType", function_error)), str(reply.get("errorMessage", ""))
        )
    raise FunctionError(
        function, function_error or "InvalidReply", "The reply is not one of a Pluto function."
    )


def answer(executor: Executor, event: Any) -> Any:
    """Run a direct call and return what goes back to the caller."""
    call = decode_call(event)
    if call is None:
        return _answer_bare(executor, event)
    try:
        return {"result": _strict(executor.run(call.args, call.kwargs))}
    except HandlerError as error:
        error.log()
        return {"error": {"type": error.type, "message": error.message}}
    except (ArgumentsError, ResultError) as error:
        return {"error": {"type": "TypeError", "message": str(error)}}


def _strict(result: Any) -> Any:
    """The result, if JSON can say it: Lambda's client would let NaN through, and not say where bytes are."""
    to_json(result)
    return result


def _answer_bare(executor: Executor, event: Any) -> Any:
    """Run a call without the envelope; its failures are Lambda's, of the type that the handler raised."""
    args, kwargs = _bare_arguments(event)
    try:
        return _strict(executor.run(args, kwargs))
    except HandlerError as error:
        raise error.cause from None


def _bare_arguments(event: Any) -> tuple[list[Any], dict[str, Any]]:
    if isinstance(event, list):
        return event, {}
    if isinstance(event, dict):
        return [], event
    raise ArgumentsError("Payload should be an array or an object.")
