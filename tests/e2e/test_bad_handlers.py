"""Handlers that fail, each in its own way: the caller learns why, the next call is not harmed, the cloud lives on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import App, curl, post, url_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("bad-handlers")]

SOURCE = """
import asyncio
import os
import sys
import time
from functools import partial

from pluto_py import Function, FunctionError, KVStore

notes = KVStore("notes")


class Thing:
    pass


def give(kind: str) -> object:
    if kind == "bytes":
        return b"\\xff"
    if kind == "nan":
        return {"score": [0.5, float("nan")]}
    if kind == "object":
        return Thing()
    if kind == "generator":
        return (n for n in (1, 2))
    if kind == "coroutine":
        return asyncio.sleep(0, "slept")
    if kind == "ring":
        ring: list = []
        ring.append(ring)
        return ring
    if kind == "raise":
        raise LookupError("there is no Grüße")
    if kind == "recursion":
        return give(kind)
    if kind == "7 MB":
        return "x" * 7 * 1024 * 1024
    if kind == "sys.exit":
        sys.exit("enough")
    if kind == "os._exit":
        os._exit(3)
    if kind == "10 MB printed":
        for _ in range(10 * 1024):
            print("p" * 1023)
    if kind == "10 MB in one line":
        sys.stderr.write("e" * 10 * 1024 * 1024)
    return kind


async def stream(n: int):
    for i in range(n):
        yield i
        if i == 3:
            raise ValueError("three is enough")


def loop() -> None:
    while True:
        time.sleep(0.01)


def hog() -> int:
    return len(bytearray(b"x") * (400 * 1024 * 1024))


def surroundings() -> dict:
    try:
        with open(os.path.expanduser("~/.aws/credentials")) as file:
            credentials = file.read()
    except FileNotFoundError:
        credentials = ""
    print(dict(os.environ))
    return {"greeting": os.environ["GREETING"], "environment": dict(os.environ), "credentials": credentials}


def untouched(event, context):
    return {"statusCode": 418, "body": event["requestContext"]["http"]["method"] + event.get("body", "")}


def ping(n: int) -> int:
    return 0 if n == 0 else 1 + ponger.invoke(n - 1)


def pong(n: int) -> int:
    return 0 if n == 0 else 1 + pinger.invoke(n - 1)


def ask(kind: str) -> object:
    try:
        return giver.invoke(kind)
    except FunctionError as error:
        return [error.type, str(error)]


def pass_on(kind: str) -> object:
    return giver.invoke(kind)


class Greeter:
    def __init__(self, greeting: str) -> None:
        self.greeting = greeting

    def greet(self, name: str) -> str:
        return f"{self.greeting}, {name}"


def scale(factor: int, value: int) -> int:
    return factor * value


@Function.of(name="remember")
def remember(key: str, value: str) -> str:
    notes.set(key, value)
    return notes.get(key)


giver = Function(give, name="give")
pinger = Function(ping, name="ping")
ponger = Function(pong, name="pong")
Function(stream, name="stream")
Function(loop, name="loop", timeout=1)
Function(hog, name="hog", memory=128)
Function(surroundings, name="surroundings")
Function(untouched, name="untouched", raw=True)
Function(ask, name="ask")
Function(pass_on, name="pass-on")
Function(Greeter("Hej").greet, name="bound")
Function(lambda a, b=2: a + b, name="lambda")
Function(partial(scale, 10), name="partial")
"""

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
"""The example credentials of AWS's own documentation: they look real, and open nothing."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a developer who uses AWS."""
    directory = tmp_path_factory.mktemp("home")
    (directory / ".aws").mkdir()
    (directory / ".aws" / "credentials").write_text(
        f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    return directory


@pytest.fixture(scope="module")
def app(write_app: Callable[[str], App], home: Path) -> App:
    app = write_app(SOURCE)
    (app.directory / ".env").write_text('GREETING="Grüß Gott"\n')
    mine = {
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": "FwoGZXIvYXdzEXAMPLETOKEN",
        "AWS_PROFILE": "default",
    }
    app.pluto("deploy", "--yes", environment=mine)
    return app


@pytest.fixture(scope="module")
def call(app: App) -> Callable[..., tuple[int, Any]]:
    """Call a function of the app by its name, as its URL's users do."""
    report = app.deploy()

    def call(function: str, *arguments: Any, **keywords: Any) -> tuple[int, Any]:
        status, answer = post(url_of(report, function), keywords or list(arguments))
        assert answer["code"] == status
        return status, answer["body"]

    return call


@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [
        ("raise", 500, "Function execution failed: LookupError: there is no Grüße"),
        ("recursion", 500, "Function execution failed: RecursionError: "),
        ("sys.exit", 500, "Function execution failed: SystemExit: enough"),
        ("os._exit", 502, "Runtime exited with error: exit status 3"),
        ("bytes", 500, "not JSON-serialisable: result is of type bytes"),
        ("nan", 500, "not JSON-serialisable: result['score'][1] is the float nan"),
        ("object", 500, "not JSON-serialisable: result is of type main.Thing"),
        ("ring", 500, "contains itself"),
        ("7 MB", 413, "The result is too large: "),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_call_is_not_harmed(
    call: Callable[..., tuple[int, Any]], kind: str, status: int, says: str
) -> None:
    answered, body = call("give", kind)
    assert (answered, says in body) == (status, True), body
    assert "Traceback" not in body
    assert call("give", "fine") == (200, "fine")


def test_a_traceback_is_in_the_log_and_nowhere_else(app: App, call: Callable[..., tuple[int, Any]]) -> None:
    call("give", "raise")
    log = app.pluto("logs", "give").stdout
    assert 'raise LookupError("there is no Grüße")' in log
    assert "main.py" in log


@pytest.mark.parametrize("kind", ["10 MB printed", "10 MB in one line"])
def test_ten_megabytes_of_output_do_not_keep_the_answer(
    call: Callable[..., tuple[int, Any]], kind: str
) -> None:
    assert call("give", kind) == (200, kind)


def test_a_loop_without_end_is_ended_by_the_timeout(call: Callable[..., tuple[int, Any]]) -> None:
    for _ in range(2):
        status, body = call("loop")
        assert status == 502
        assert "Task timed out after 1.00 seconds" in body


def test_too_much_memory_ends_the_function_alone(call: Callable[..., tuple[int, Any]]) -> None:
    status, body = call("hog")
    assert status == 502
    assert "Runtime.OutOfMemory" in body
    assert call("give", "fine") == (200, "fine")


def test_iterators_are_collected_and_coroutines_awaited(call: Callable[..., tuple[int, Any]]) -> None:
    assert call("give", "generator") == (200, [1, 2])
    assert call("give", "coroutine") == (200, "slept")
    assert call("stream", 2) == (200, [0, 1])
    assert call("stream", 9) == (500, "Function execution failed: ValueError: three is enough")


def test_lambdas_bound_methods_partials_and_decorated_functions(
    call: Callable[..., tuple[int, Any]],
) -> None:
    assert call("lambda", 1) == (200, 3)
    assert call("bound", name="Åsa") == (200, "Hej, Åsa")
    assert call("partial", value=4) == (200, 40)
    assert call("remember", "ключ/🔑", "☃\x00") == (200, "☃\x00")


def test_a_raw_handler_has_the_event_and_decides_the_answer(app: App) -> None:
    url = url_of(app.deploy(), "untouched")
    assert curl("-X", "PUT", url, "-H", "Content-Type: text/plain", "-d", "not JSON") == (418, "PUTnot JSON")


def test_functions_may_call_each_other_in_a_circle(call: Callable[..., tuple[int, Any]]) -> None:
    assert call("ping", 5) == (200, 5)


@pytest.mark.parametrize(
    ("kind", "error", "says"),
    [
        ("raise", "LookupError", "there is no Grüße"),
        ("bytes", "TypeError", "result is of type bytes"),
        ("sys.exit", "SystemExit", "enough"),
        ("os._exit", "Runtime.ExitError", "exit status 3"),
        ("7 MB", "Function.ResponseSizeTooLarge", "exceeded maximum allowed payload size"),
    ],
)
def test_a_remote_failure_is_a_function_error_with_type_and_message(
    call: Callable[..., tuple[int, Any]], kind: str, error: str, says: str
) -> None:
    status, body = call("ask", kind)
    assert (status, body[0]) == (200, error)
    assert "'give'" in body[1]
    assert says in body[1]


def test_a_remote_failure_that_nobody_catches_names_the_function_that_failed(
    call: Callable[..., tuple[int, Any]],
) -> None:
    status, body = call("pass-on", "raise")
    assert status == 500
    assert "FunctionError: Function 'give' failed: LookupError: there is no Grüße" in body


def test_the_developers_credentials_reach_no_function_and_no_file(
    app: App, call: Callable[..., tuple[int, Any]]
) -> None:
    status, seen = call("surroundings")
    assert status == 200
    assert seen["greeting"] == "Grüß Gott"
    assert seen["credentials"] == ""
    assert "AWS_PROFILE" not in seen["environment"]
    assert seen["environment"]["AWS_ACCESS_KEY_ID"] != KEY
    everything = json.dumps(seen)
    for hidden in (KEY, SECRET, "EXAMPLETOKEN"):
        assert hidden not in everything
        for file in (app.directory / ".pluto").rglob("*"):
            assert not file.is_file() or hidden.encode() not in file.read_bytes(), file
