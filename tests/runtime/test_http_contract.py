"""The HTTP contract of a function's URL, held against events as Lambda delivers them."""

from __future__ import annotations

import asyncio
import base64
import functools
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest

from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.registry import Declared


def event(body: str | bytes | None = None, method: str = "POST", **headers: str) -> dict[str, Any]:
    """A payload 2.0 event; bytes become a base64 body. Without a query there is no query key, as on AWS."""
    made: dict[str, Any] = {
        "version": "2.0",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/json",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        },
        "requestContext": {"http": {"method": method, "path": "/"}},
        "isBase64Encoded": isinstance(body, bytes),
    }
    if body is not None:
        made["body"] = base64.b64encode(body).decode() if isinstance(body, bytes) else body
    return made


def call(handler: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[int, Any]:
    """Status and decoded body of one call; the shape of every answer is checked on the way."""
    response = lambda_handler(Declared("f", handler))(event(*args, **kwargs), None)
    assert response["headers"]["Content-Type"] == "application/json"
    answer = json.loads(response["body"])
    assert answer.keys() == {"code", "body"}
    assert answer["code"] == response["statusCode"]
    return response["statusCode"], answer["body"]


def greet(name: str, greeting: str = "Hello") -> str:
    return f"{greeting}, {name}!"


def test_an_array_is_positional_arguments() -> None:
    assert call(greet, '["Ada", "Hi"]') == (200, "Hi, Ada!")


def test_an_object_is_keyword_arguments() -> None:
    assert call(greet, '{"greeting": "Hi", "name": "Ada"}') == (200, "Hi, Ada!")


def test_an_empty_array_calls_without_arguments() -> None:
    assert call(lambda: 7, "[]") == (200, 7)


def test_a_query_string_makes_no_difference() -> None:
    with_query = event('["Ada"]') | {"rawQueryString": "n=1", "queryStringParameters": {"n": "1"}}
    assert json.loads(lambda_handler(Declared("f", greet))(with_query, None)["body"])["body"] == "Hello, Ada!"


def test_text_beyond_ascii_stays_readable() -> None:
    response = lambda_handler(Declared("f", greet))(event('["Zoë"]'), None)
    assert "Hello, Zoë!" in response["body"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('["Zoë"]'.encode(), "application/octet-stream"),
        ('["Zoë"]'.encode("latin-1"), "application/json; charset=ISO-8859-1"),
        ('["Zoë"]'.encode("utf-16"), "application/json"),
        ('["Zoë"]'.encode("utf-8-sig"), 'application/json; charset="utf-8"'),
    ],
)
def test_base64_bodies_are_decoded_by_their_charset(body: bytes, content_type: str) -> None:
    assert call(greet, body, content_type=content_type) == (200, "Hello, Zoë!")


@pytest.mark.parametrize(
    ("body", "content_type", "says"),
    [
        (b"[\xff]", "application/json", "not valid utf-8: byte 1"),
        (b"[]", "application/json; charset=klingon", "charset 'klingon' of the body is unknown"),
        ("", "application/json", "The body is empty"),
        (None, "application/json", "The body is empty"),
        ("{", "application/json", "not valid JSON: Expecting property name"),
        ("[NaN]", "application/json", "NaN is not JSON"),
        ("[" * 100_000, "application/json", "nested too deeply"),
        ("[" + "9" * 5000 + "]", "application/json", "not valid JSON"),
    ],
)
def test_a_body_that_is_not_json_is_400(body: str | bytes | None, content_type: str, says: str) -> None:
    if sys.version_info < (3, 10, 7) and body == "[" + "9" * 5000 + "]":
        pytest.skip("this Python has no limit on the digits of an integer")
    status, message = call(greet, body, content_type=content_type)
    assert status == 400
    assert says in message


@pytest.mark.parametrize("body", ['"Ada"', "3", "null", "true"])
def test_a_body_that_is_neither_array_nor_object_is_400(body: str) -> None:
    assert call(greet, body) == (400, "Payload should be an array or an object.")


def two(first, second, *, third=0) -> str:
    return f"{first}{second}{third}"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("[]", "missing required arguments: 'first', 'second'"),
        ('["a"]', "missing a required argument: 'second'"),
        ('{"first": "a"}', "missing a required argument: 'second'"),
        ('["a", "b", "c"]', "it takes 2 positional arguments, 3 were given"),
        ('{"first": "a", "second": "b", "fourth": 1}', "got an unexpected keyword argument 'fourth'"),
    ],
)
def test_arguments_that_do_not_fit_are_400_and_named(body: str, says: str) -> None:
    status, message = call(two, body)
    assert status == 400
    assert message.startswith("Arguments do not fit two(first, second, *, third=0)")
    assert says in message


def test_bound_methods_partials_and_lambdas_are_checked_by_what_they_still_take() -> None:
    class Greeter:
        def greet(self, name: str) -> str:
            return name

    assert call(Greeter().greet, '["Ada"]') == (200, "Ada")
    assert call(functools.partial(two, "a"), '["b"]') == (200, "ab0")
    assert "Arguments do not fit two(second" in call(functools.partial(two, "a"), "[]")[1]
    assert "Arguments do not fit the handler(x)" in call(lambda x: x, "[]")[1]


def test_a_wrapper_that_injects_an_argument_may_be_called_without_it() -> None:
    def with_user(function: Callable[..., str]) -> Callable[..., str]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> str:
            return function("Ada", *args, **kwargs)

        return wrapper

    @with_user
    def ask(user: str, query: str) -> str:
        return f"{user}: {query}"

    assert call(ask, '["hi"]') == (200, "Ada: hi")


def test_a_wrapper_that_passes_arguments_on_gives_the_wrapped_functions_misfit() -> None:
    @functools.wraps(greet)
    def logged(*args: Any, **kwargs: Any) -> str:
        return greet(*args, **kwargs)

    status, message = call(logged, '{"nme": "Ada"}')
    assert status == 400
    assert "missing a required argument: 'name'" in message


def test_a_callable_without_a_signature_is_simply_called() -> None:
    assert call(max, "[1, 3, 2]") == (200, 3)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods_are_405_with_a_hint(method: str) -> None:
    status, message = call(greet, None, method)
    assert status == 405
    assert "POST a JSON array" in message


def test_options_answers_cors() -> None:
    response = lambda_handler(Declared("f", greet))(event(method="OPTIONS"), None)
    assert response["statusCode"] == 204
    assert response["headers"]["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response["headers"]["Access-Control-Allow-Methods"]


def test_every_answer_may_be_read_by_a_browser() -> None:
    response = lambda_handler(Declared("f", greet))(event("[]"), None)
    assert response["headers"]["Access-Control-Allow-Origin"] == "*"


def test_an_exception_is_500_and_its_traceback_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail(x: int) -> None:
        raise ValueError(f"not {x}")

    with caplog.at_level(logging.ERROR):
        assert call(fail, "[3]") == (500, "Function execution failed: ValueError: not 3")
    assert "in fail" in caplog.text
    assert "in run" not in caplog.text, "the adapter's own frames are noise"


def test_sys_exit_is_500() -> None:
    def leave() -> None:
        sys.exit("enough")

    assert call(leave, "[]") == (500, "Function execution failed: SystemExit: enough")


def test_an_exception_that_cannot_be_shown_is_still_500() -> None:
    class OddError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def fail() -> None:
        raise OddError

    assert call(fail, "[]") == (500, "Function execution failed: OddError: (its message cannot be shown)")


def cyclic() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (b"raw", "result is of type bytes"),
        ({"a": [1, {2, 3}]}, "result['a'][1] is of type set"),
        (float("nan"), "result is the float nan"),
        ([float("inf")], "result[0] is the float inf"),
        ({(1, 2): 3}, "result has a key of type tuple"),
        (logging.getLogger("x"), "result is of type logging.Logger"),
        (cyclic(), "nested too deeply, or contains itself"),
    ],
)
def test_a_result_without_json_form_is_500_and_named(result: Any, says: str) -> None:
    status, message = call(lambda: result, "[]")
    assert status == 500
    assert says in message


def test_a_lone_surrogate_is_escaped() -> None:
    assert call(lambda: "\ud800", "[]") == (200, "\ud800")


def test_a_result_over_the_platforms_limit_is_413() -> None:
    status, message = call(lambda: '"' * (3 * 1024 * 1024), "[]")
    assert status == 413
    assert "6291456" in message
    assert call(lambda: "x" * (6 * 1024 * 1024 - 2048), "[]")[0] == 200


def test_async_handlers_are_awaited_on_one_loop() -> None:
    loops = []

    async def ask(name: str) -> str:
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        return name

    assert call(ask, '["Ada"]') == (200, "Ada")
    assert call(ask, '["Bob"]') == (200, "Bob")
    assert loops[0] is loops[1], "a client that an app keeps between calls belongs to one loop"


def test_a_cancelled_async_handler_is_500() -> None:
    async def cancel() -> None:
        raise asyncio.CancelledError

    assert call(cancel, "[]")[0] == 500


def test_generators_and_iterators_are_collected() -> None:
    def count(n: int) -> Any:
        yield from range(n)

    async def acount(n: int) -> Any:
        for i in range(n):
            await asyncio.sleep(0)
            yield i

    assert call(count, "[3]") == (200, [0, 1, 2])
    assert call(acount, "[3]") == (200, [0, 1, 2])
    assert call(lambda n: map(str, range(n)), "[2]") == (200, ["0", "1"])


def test_a_generator_that_fails_midway_is_500() -> None:
    def count() -> Any:
        yield 1
        raise KeyError("gone")

    assert call(count, "[]") == (500, "Function execution failed: KeyError: 'gone'")


def test_raw_handlers_get_event_and_context_untouched() -> None:
    context = object()
    handle = lambda_handler(Declared("f", lambda e, c: (e, c), raw=True))
    sent = event("not json at all")
    assert handle(sent, context) == (sent, context)
