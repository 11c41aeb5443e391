"""Direct calls from one function to another, from `encode_call` to `decode_reply`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pluto_py.errors import FunctionError
from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.execution import ArgumentsError
from pluto_py.runtime.invocation import decode_reply, encode_call
from pluto_py.runtime.registry import Declared


def call(handler: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `Function.invoke` does, with Lambda's JSON on both ways."""
    event = json.loads(encode_call(args, kwargs))
    reply = json.dumps(lambda_handler(Declared("f", handler))(event, None)).encode()
    return decode_reply("f", reply)


def bare(handler: Callable[..., Any], payload: Any) -> Any:
    return lambda_handler(Declared("f", handler))(payload, None)


def add(a: int, b: int = 1) -> int:
    if a < 0:
        raise ValueError("too small")
    return a + b


def test_positional_and_keyword_arguments_arrive() -> None:
    assert call(add, 1, b=5) == 6


def test_results_of_every_json_kind_come_back() -> None:
    for value in (None, True, 0, "", [], {}, {"a": [1.5, "ü"]}):
        assert call(lambda v=value: v) == value


def test_a_remote_exception_has_type_and_message() -> None:
    with pytest.raises(FunctionError) as caught:
        call(add, -1)
    assert (caught.value.type, caught.value.message) == ("ValueError", "too small")


def test_a_misfit_is_a_type_error() -> None:
    with pytest.raises(FunctionError) as caught:
        call(add, 1, c=2)
    assert caught.value.type == "TypeError"
    assert "'c'" in caught.value.message


def test_arguments_without_json_form_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(TypeError, match=r"call\['args'\]\[1\] is of type bytes"):
        encode_call((1, b"x"), {})


def test_a_result_without_json_form_is_named() -> None:
    with pytest.raises(FunctionError, match="result is of type bytes"):
        call(lambda: b"x")


def test_an_envelope_of_another_version_is_refused_with_advice() -> None:
    with pytest.raises(ArgumentsError, match="deploy both functions"):
        bare(add, {"pluto": 2, "args": [], "kwargs": {}})


def test_an_argument_may_be_named_pluto() -> None:
    assert bare(lambda pluto: pluto, {"pluto": "planet"}) == "planet"


def test_without_the_envelope_lambda_semantics_hold() -> None:
    assert bare(add, [2, 3]) == 5
    assert bare(add, {"a": 2}) == 3
    with pytest.raises(ValueError, match="too small"):
        bare(add, [-1])
    with pytest.raises(ArgumentsError, match="missing a required argument: 'a'"):
        bare(add, [])
    with pytest.raises(ArgumentsError, match="array or an object"):
        bare(add, "text")


def test_lambdas_own_errors_become_function_errors() -> None:
    payload = b'{"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 3.00 seconds"}'
    with pytest.raises(FunctionError, match="timed out") as caught:
        decode_reply("f", payload, "Unhandled")
    assert caught.value.type == "Sandbox.Timedout"


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b"not json"])
def test_a_reply_of_something_else_is_an_error(payload: bytes) -> None:
    with pytest.raises(FunctionError, match="not one of a Pluto function"):
        decode_reply("f", payload)
