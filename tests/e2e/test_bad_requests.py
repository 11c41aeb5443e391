"""Requests that are not what a function's URL takes, sent by curl: each gets the contract's shape and its status."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import App, curl, url_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("bad-requests")]

SOURCE = """
from pluto_py import Function


def join(first, second="!") -> str:
    return f"{first}{second}"


Function(join, name="join")
"""

JSON = ("-H", "Content-Type: application/json")
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def url(write_app: Callable[[str], App]) -> str:
    return url_of(write_app(SOURCE).deploy(), "join")


@pytest.fixture
def send(url: str, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """POST bytes as they are, with curl's arguments; the status and the body's message or result."""

    def send(body: bytes, *arguments: str, to: str = url) -> tuple[int, str]:
        file = tmp_path / "body"
        file.write_bytes(body)
        status, answer = curl(*(arguments or JSON), "--data-binary", f"@{file}", to)
        assert answer["code"] == status
        return status, answer["body"]

    return send


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(b"", "The body is empty", id="empty"),
        pytest.param(b"null", "Payload should be an array or an object.", id="null"),
        pytest.param(b'"text"', "Payload should be an array or an object.", id="a string"),
        pytest.param(b"{first: 1}", "not valid JSON: Expecting property name", id="not JSON"),
        pytest.param(b"[NaN]", "NaN is not JSON", id="NaN"),
        pytest.param(b'["\xff\xfe"]', "not valid utf-8: byte 2", id="not UTF-8"),
        pytest.param(b"\x89PNG\x00\x01", "not valid utf-8", id="an image"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, "nested too deeply", id="nested"),
        pytest.param(b"[" + b"9" * 5000 + b"]", "Exceeds the limit", id="a number of 5000 digits"),
        pytest.param(b"[]", "'first'", id="too few arguments"),
        pytest.param(b"[1, 2, 3]", "it takes 2 positional arguments, 3 were given", id="too many arguments"),
        pytest.param(b'{"first": 1, "third": 3}', "'third'", id="an unknown argument"),
    ],
)
def test_a_body_that_cannot_be_used_is_400_and_says_why(
    send: Callable[..., tuple[int, str]], body: bytes, says: str
) -> None:
    status, message = send(body)
    assert (status, says in message) == (400, True), message
    assert send(b'["fine"]') == (200, "fine!")


@pytest.mark.parametrize("framing", [(), ("-H", "Transfer-Encoding: chunked"), ("-H", "Expect:")])
def test_a_body_over_six_megabytes_is_413(
    send: Callable[..., tuple[int, str]], framing: tuple[str, ...]
) -> None:
    status, message = send(json.dumps(["x" * 7 * MEGABYTE]).encode(), *JSON, *framing)
    assert status == 413
    assert "6291456 bytes" in message
    assert send(b'["fine"]') == (200, "fine!")


def test_a_body_of_some_megabytes_is_fine(send: Callable[..., tuple[int, str]]) -> None:
    status, result = send(json.dumps(["x" * 3 * MEGABYTE, ""]).encode())
    assert (status, len(result)) == (200, 3 * MEGABYTE)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('["Grüße"]'.encode(), "application/json; charset=utf-8"),
        ('["Grüße"]'.encode("latin-1"), "application/json; charset=iso-8859-1"),
        ('["Grüße"]'.encode("utf-16"), "application/json; charset=utf-16"),
        ('["Grüße"]'.encode(), "application/octet-stream"),
        ('["Grüße"]'.encode(), "image/png"),
        ('["Grüße"]'.encode(), "application/x-www-form-urlencoded"),
        ('["Grüße"]'.encode(), "application/json; charset=klingon"),
        (rb'["Gr\u00fc\u00dfe"]', "text/plain"),
    ],
)
def test_charset_and_type_of_the_content(
    send: Callable[..., tuple[int, str]], body: bytes, content_type: str
) -> None:
    assert send(body, "-H", f"Content-Type: {content_type}") == (200, "Grüße!")


def test_query_path_and_chunks_make_no_difference(url: str, send: Callable[..., tuple[int, str]]) -> None:
    body = b'{"first": "a", "second": "b"}'
    for to in (url, f"{url}?first=x&y=%FF&z", f"{url}some/path"):
        assert send(body, *JSON, to=to) == (200, "ab")
    assert send(body, *JSON, "-H", "Transfer-Encoding: chunked") == (200, "ab")


@pytest.mark.parametrize("body", [b"not gzip at all", gzip.compress(b'["fine"]')], ids=["broken", "sound"])
def test_a_compressed_body_arrives_as_it_was_sent_and_is_no_json(
    send: Callable[..., tuple[int, str]], body: bytes
) -> None:
    status, message = send(body, *JSON, "-H", "Content-Encoding: gzip")
    assert status == 400
    assert "The body is not valid" in message


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_a_hint(url: str, method: str) -> None:
    status, answer = curl("-X", method, url)
    assert (status, answer["code"]) == (405, 405)
    assert f"Method {method} is not allowed" in answer["body"]
    assert "POST a JSON array" in answer["body"]


def test_head_has_the_headers_alone(url: str) -> None:
    status, headers = headers_of("--head", url)
    assert status == 405
    assert headers["allow"] == "POST, OPTIONS"


def test_a_browser_may_ask_and_then_call(url: str) -> None:
    status, headers = headers_of(
        *("-X", "OPTIONS", "-H", "Origin: https://example.org"),
        *("-H", "Access-Control-Request-Method: POST", url),
    )
    assert status == 204
    assert headers["access-control-allow-origin"] == "*"
    assert "POST" in headers["access-control-allow-methods"]
    status, headers = headers_of(*JSON, "-H", "Origin: https://example.org", "-d", '["a"]', url)
    assert (status, headers["access-control-allow-origin"]) == (200, "*")


def test_a_client_that_leaves_in_the_middle_harms_nobody(
    send: Callable[..., tuple[int, str]], url: str
) -> None:
    gone = subprocess.run(
        ["curl", "--silent", "--max-time", "0.3", *JSON, "-H", "Content-Length: 1000", "-d", '["a', url],
        capture_output=True,
        check=False,
    )
    assert gone.returncode == 28, "curl gives up waiting"
    assert send(b'["fine"]') == (200, "fine!")


def headers_of(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The status and the headers, by lower-case name, of what curl gets."""
    done = subprocess.run(
        ["curl", "--silent", "--include", *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    head = done.stdout.partition("\n\n")[0]
    return int(head.split()[1]), {
        n.lower(): v for n, v in re.findall(r"^([\w-]+): (.*)$", head, re.MULTILINE)
    }
