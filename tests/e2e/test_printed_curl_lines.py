"""Every printed `curl` line answers 200, whatever kind of handler it calls."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.e2e.conftest import App

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("curl-lines")]

SOURCE = """
import functools
from typing import Literal, Optional

from pluto_py import Function


class Bot:
    def __init__(self, greeting):
        self.greeting = greeting

    def chat(self, name: str, times: int) -> str:
        return self.greeting + name * times


def join(separator: str, a: str, b: str = "x") -> str:
    return separator.join([a, b])


async def slow(number: Optional[int], mode: Literal["fast", "slow"]):
    return [number, mode]


def count(n: int):
    yield from range(n)


def strict(a: str, *, b: dict):
    return [a, b]


def raw(event, context):
    return {"statusCode": 200, "body": json_of(sorted(event))}


def json_of(value):
    import json

    return json.dumps(value)


@Function.of(name="decorated")
def decorated(it_s: str) -> str:
    return it_s


Function(Bot("hi ").chat, name="method")
Function(functools.partial(join, "-"), name="bound")
Function(functools.partial(join, a="q"), name="keyword")
Function(slow, name="slow")
Function(count, name="count")
Function(strict, name="strict")
Function(lambda a, b=2: [a, b], name="lambda")
Function(raw, name="raw", raw=True)
"""

EXPECTED = {
    "decorated": "it_s",
    "method": "hi name",
    "bound": "a-x",
    "keyword": "qseparatorx",
    "slow": [1, "fast"],
    "count": [0],
    "strict": ["a", {}],
    "lambda": ["a", 2],
}


def test_each_line_answers(write_app: Callable[[str], App]) -> None:
    report = write_app(SOURCE).deploy()
    answers = {}
    for function in report["functions"]:
        line = function["curl"] + " --silent --fail"
        done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=60, check=True)
        answers[function["name"]] = json.loads(done.stdout)
    assert "body" in answers.pop("raw")
    assert answers == {name: {"code": 200, "body": body} for name, body in EXPECTED.items()}
