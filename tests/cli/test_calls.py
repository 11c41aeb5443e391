"""The printed `curl` lines: one per function with a URL, whole, quoted for a shell."""

from __future__ import annotations

import shlex

import pytest

from deducer.architecture import Architecture, Argument, DeducedFunction, DeducedResource, Position
from pluto_py.cli.deploying.calls import calls

SOURCE = """\
def chat(session: str, it_s: str): ...
def stream():
    yield 1
"""


@pytest.fixture
def curl(tmp_path):
    (tmp_path / "main.py").write_text(SOURCE)

    def of(line, **arguments):
        at = Position("main.py", line, 1)
        function = DeducedFunction("f", {"kind": "url"}, at, (), (), (), (), at)
        shown = {key: Argument(value, value) for key, value in arguments.items()}
        app = Architecture(
            "a", "main.py", (DeducedResource("Function", "f", shown, at),), (function,), (), ()
        )
        (call,) = calls(app, tmp_path, {"function:f:url": "http://127.0.0.1:1/"}, "eu-west-1")
        return shlex.split(call.curl)

    return of


def test_arguments_come_from_the_signature(curl):
    words = curl(1)
    assert words[:4] == ["curl", "-X", "POST", "http://127.0.0.1:1/"]
    assert words[words.index("-H") + 1] == "Content-Type: application/json"
    assert words[words.index("-d") + 1] == '["session", "it_s"]'


def test_a_stream_is_not_buffered(curl):
    assert "-N" in curl(2)


def test_a_raw_function_gets_an_empty_object(curl):
    words = curl(1, raw=True)
    assert words[words.index("-d") + 1] == "{}"


def test_a_function_behind_iam_is_signed(curl):
    words = curl(1, auth="iam")
    assert words[words.index("--aws-sigv4") + 1] == "aws:amz:eu-west-1:lambda"


def test_a_function_without_a_url_is_left_out(tmp_path):
    at = Position("main.py", 1, 1)
    function = DeducedFunction("f", {"kind": "queue"}, at, (), (), (), (), at)
    assert calls(Architecture("a", "main.py", (), (function,), (), ()), tmp_path, {}, "eu-west-1") == ()
