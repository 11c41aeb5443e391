"""Calling a deployed function: both ends real, the Lambda between them of a few lines."""

from __future__ import annotations

import json

import pytest

from pluto_py import ArgumentError, Function, FunctionError
from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.registry import lookup


@pytest.fixture(autouse=True)
def deployed(granted):
    granted({"Function/f": {"function_name": "app-dev-f-1", "url": "https://f.example/"}})


@pytest.fixture
def served(server, reply):
    """Serve the function declared as `f`, as Lambda does."""

    def respond(request):
        handle = lambda_handler(lookup("f"))
        try:
            result = handle(request.json, None)
        except Exception as error:
            failure = {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": []}
            return reply(200, [json.dumps(failure).encode()], {"X-Amz-Function-Error": "Unhandled"})
        return reply(200, [json.dumps(result).encode()])

    server.respond = respond
    return server


def test_arguments_reach_the_handler_and_its_result_comes_back(served):
    def f(a, b, *rest, c=0):
        return {"sum": a + b + sum(rest) + c, "text": "é🌍"}

    assert Function(f, name="f").invoke(1, 2, 3, c=4) == {"sum": 10, "text": "é🌍"}
    assert served.requests[0].path == "/2015-03-31/functions/app-dev-f-1/invocations"


def test_none_is_a_result(served):
    assert Function(lambda: None, name="f").invoke() is None


def test_an_async_function_is_awaited_over_there(served):
    async def f(x):
        return x * 2

    assert Function(f, name="f").invoke(4) == 8


def test_what_the_handler_raises_is_raised_here_by_type_and_message(served):
    def f():
        raise KeyError("missing")

    with pytest.raises(FunctionError) as raised:
        Function(f, name="f").invoke()
    assert (raised.value.type, raised.value.message) == ("KeyError", "'missing'")


def test_arguments_that_do_not_fit_are_told(served):
    with pytest.raises(FunctionError, match="missing a required argument: 'x'"):
        Function(lambda x: x, name="f").invoke()


def test_a_function_that_could_not_run_is_told(server):
    body = {"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 3.00 seconds"}
    server.answer(body, 200, X_Amz_Function_Error="Unhandled")
    with pytest.raises(FunctionError, match=r"Sandbox\.Timedout: Task timed out"):
        Function(lambda: 1, name="f").invoke()


def test_what_json_cannot_say_is_refused_before_the_call(served):
    with pytest.raises(TypeError, match=r"not JSON-serialisable: .* is of type bytes"):
        Function(lambda x: x, name="f").invoke(b"bytes")
    assert served.requests == []


def test_a_call_is_never_repeated(server, reply):
    server.respond = lambda _: reply(500, [b'{"Message": "internal"}'])
    with pytest.raises(Exception, match="500"):
        Function(lambda: 1, name="f").invoke()
    assert len(server.requests) == 1


class TestRaw:
    def test_the_event_and_the_result_are_untouched(self, served):
        function = Function(lambda event, context: {"got": event}, name="f", raw=True)
        assert function.invoke({"Records": [1]}) == {"got": {"Records": [1]}}
        assert served.requests[0].json == {"Records": [1]}

    def test_it_takes_one_argument(self, server):
        with pytest.raises(ArgumentError, match="takes exactly one argument, the event"):
            Function(lambda event, context: 1, name="f", raw=True).invoke(1, 2)

    def test_what_it_raises_is_a_function_error(self, served):
        def f(event, context):
            raise ValueError("bad")

        with pytest.raises(FunctionError, match="ValueError: bad"):
            Function(f, name="f", raw=True).invoke({})


def test_the_url_is_there_for_others():
    assert Function(lambda: 1, name="f").url == "https://f.example/"
