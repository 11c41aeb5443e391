"""TGI's answers to requests that it refuses: statuses, texts and the order of its checks."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import TGI_1, Serve, Server

INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "temperature 0": ({"temperature": 0}, "`temperature` must be strictly positive"),
    "temperature below 0": ({"temperature": -0.5}, "`temperature` must be strictly positive"),
    "temperature that is 0 in 32 bits": ({"temperature": 1e-50}, "`temperature` must be strictly positive"),
    "repetition_penalty 0": ({"repetition_penalty": 0}, "`repetition_penalty` must be strictly positive"),
    "frequency_penalty": ({"frequency_penalty": 2.5}, "`frequency_penalty` must be >= -2.0 and <= 2.0"),
    "top_p 0": ({"top_p": 0}, "`top_p` must be > 0.0 and < 1.0"),
    "top_p 1": ({"top_p": 1.0}, "`top_p` must be > 0.0 and < 1.0"),
    "typical_p 1": ({"typical_p": 1}, "`typical_p` must be > 0.0 and < 1.0"),
    "top_k 0": ({"top_k": 0}, "`top_k` must be strictly positive"),
    "top_k below 0": ({"top_k": -1}, "`top_k` must be strictly positive"),
    "no new tokens": ({"max_new_tokens": 0}, "`max_new_tokens` must be strictly positive"),
    "five stops": ({"stop": list("abcde")}, "`stop` supports up to 4 stop sequences. Given: 5"),
    "top_n_tokens": ({"top_n_tokens": 6}, "`top_n_tokens` must be >= 0 and <= 5. Given: 6"),
    "truncate 0": ({"truncate": 0}, "`truncate` must be strictly positive and less than 4095. Given: 0"),
    "truncate over the limit": (
        {"truncate": 5000},
        "`truncate` must be strictly positive and less than 4095. Given: 5000",
    ),
    "best_of without sampling": ({"best_of": 2}, "you must use sampling when `best_of` is > 1"),
    "best_of with a seed": (
        {"best_of": 2, "do_sample": True, "seed": 1},
        "`seed` must not be set when `best_of` > 1",
    ),
    "best_of over the limit": ({"best_of": 3, "do_sample": True}, "`best_of` must be > 0 and <= 2. Given: 3"),
    "too many tokens": (
        {"max_new_tokens": 4096},
        "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3 `inputs` tokens and 4096 `max_new_tokens`",
    ),
    "grammar": ({"grammar": {"type": "json", "value": {}}}, "grammar is not supported"),
}


@pytest.mark.parametrize(("parameters", "reason"), INVALID.values(), ids=INVALID)
def test_invalid_parameters(server: Server, parameters: dict[str, Any], reason: str) -> None:
    answer = server.generate("hello", **parameters)
    assert answer.status == 422
    assert answer.content_type == "application/json"
    assert answer.json == {"error": f"Input validation error: {reason}", "error_type": "validation"}


@pytest.mark.parametrize(("parameters", "reason"), INVALID.values(), ids=INVALID)
def test_the_same_in_a_stream_is_an_event_after_status_200(
    server: Server, parameters: dict[str, Any], reason: str
) -> None:
    answer = server.post({"inputs": "hello", "parameters": parameters, "stream": True})
    assert (answer.status, answer.content_type) == (200, "text/event-stream")
    if "best_of" in parameters:
        reason = "`best_of` != 1 is not supported when streaming tokens"
    assert answer.events == [{"error": f"Input validation error: {reason}", "error_type": "validation"}]


def test_empty_inputs(server: Server) -> None:
    assert server.generate("").json["error"] == "Input validation error: `inputs` cannot be empty"


def test_an_input_beyond_the_limit(serve: Serve) -> None:
    server = serve(MAX_INPUT_TOKENS="8", MAX_TOTAL_TOKENS="100")
    answer = server.generate("one two three four five six seven eight", max_new_tokens=4)
    assert answer.json["error"].startswith(
        "Input validation error: `inputs` must have less than 8 tokens. Given: "
    )


def test_limits_come_from_the_environment(serve: Serve) -> None:
    server = serve(MAX_INPUT_LENGTH="10", MAX_TOTAL_TOKENS="20", MAX_STOP_SEQUENCES="1", MAX_BEST_OF="1")
    assert "must be <= 20. Given: 3 `inputs`" in server.generate(max_new_tokens=18).text
    assert "supports up to 1 stop sequences" in server.generate(stop=["a", "b"]).text
    assert "`best_of` != 1 is not allowed" in server.generate(best_of=2, do_sample=True).text
    assert server.generate(max_new_tokens=17).status == 200


def test_decoder_input_details_can_not_be_streamed(server: Server) -> None:
    body = {"inputs": "hello", "parameters": {"decoder_input_details": True}, "stream": True}
    reason = "`decoder_input_details` == true is not supported when streaming tokens"
    assert server.post(body).events[0]["error"] == f"Input validation error: {reason}"


ACCEPTED: dict[str, dict[str, Any]] = {
    "unknown parameters": {"beam_width": 3, "nonsense": {"a": [1]}},
    "nulls where the router has options": {
        "temperature": None,
        "top_k": None,
        "seed": None,
        "max_new_tokens": None,
    },
    "watermark": {"watermark": True},
    "temperature barely above 0": {"temperature": 1e-10},
    "everything at once": {
        "best_of": 1,
        "temperature": 0.7,
        "repetition_penalty": 1.1,
        "frequency_penalty": -2,
        "top_k": 10,
        "top_p": 0.9,
        "typical_p": 0.9,
        "do_sample": True,
        "max_new_tokens": 20,
        "return_full_text": False,
        "stop": ["\n\n"],
        "truncate": 100,
        "watermark": False,
        "details": True,
        "decoder_input_details": True,
        "seed": 2**64 - 1,
        "top_n_tokens": 5,
        "adapter_id": "a",
    },
}


@pytest.mark.parametrize("parameters", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(server: Server, parameters: dict[str, Any]) -> None:
    assert server.generate("hello", **parameters).status == 200


NO_REQUEST = {
    "no known member": {"question": "hello"},
    "inputs of the wrong type": {"inputs": ["hello"]},
    "a string for a number": {"inputs": "a", "parameters": {"temperature": "hot"}},
    "a fraction for a whole number": {"inputs": "a", "parameters": {"max_new_tokens": 20.0}},
    "less than no tokens": {"inputs": "a", "parameters": {"max_new_tokens": -1}},
    "a boolean for a number": {"inputs": "a", "parameters": {"seed": True}},
    "one stop without a list": {"inputs": "a", "parameters": {"stop": "x"}},
    "null for a flag": {"inputs": "a", "parameters": {"details": None}},
    "null for the parameters": {"inputs": "a", "parameters": None},
    "a message without content": {"messages": [{"role": "user"}]},
    "messages of the wrong type": {"messages": "hello"},
    "no prompts": {"prompt": []},
    "an array": [1, 2],
    "a string": "hello",
}


@pytest.mark.parametrize("body", NO_REQUEST.values(), ids=NO_REQUEST)
def test_a_body_that_is_none_of_the_three_kinds(server: Server, body: Any) -> None:
    answer = server.post(body)
    assert answer.status == 422
    assert answer.content_type.startswith("text/plain")
    assert answer.text == (
        "Failed to deserialize the JSON body into the target type: "
        "data did not match any variant of untagged enum SagemakerRequest"
    )


def test_the_log_says_what_the_answer_does_not(server: Server) -> None:
    server.post({"inputs": "a", "parameters": {"max_new_tokens": -1}})
    assert any("max_new_tokens: invalid value: integer `-1`, expected u32" in line for line in server.lines)


def test_an_older_container_names_the_member(serve: Serve) -> None:
    server = serve(TGI_1)
    assert "missing field `inputs`" in server.post({"messages": [{"role": "user", "content": "a"}]}).text
    assert "parameters: top_k: invalid type: string" in server.generate("a", top_k="x").text


MALFORMED = {
    "nothing": (b"", "EOF while parsing a value at line 1 column 1"),
    "half": (b'{"inputs": ', "EOF while parsing a value at line 1 column 12"),
    "no JSON": (b"hello", "expected value at line 1 column 1"),
    "NaN": (b'{"inputs": "a", "parameters": {"top_p": NaN}}', "expected value, found NaN"),
    "not UTF-8": (b'{"inputs": "\xff"}', "invalid unicode code point"),
    "half a pair": (b'{"inputs": "\\ud800"}', "lone leading surrogate in hex escape"),
    "too deep": (b"[" * 200_000, "recursion limit exceeded"),
}


@pytest.mark.parametrize(("body", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_json(server: Server, body: bytes, reason: str) -> None:
    answer = server.post(body)
    assert answer.status == 400
    assert answer.text == f"Failed to parse the request body as JSON: {reason}"


@pytest.mark.parametrize("content_type", [None, "application/octet-stream", "text/plain"])
def test_another_content_type(server: Server, content_type: str | None) -> None:
    answer = server.post({"inputs": "hello"}, content_type)
    assert (answer.status, answer.text) == (415, "Expected request with `Content-Type: application/json`")


def test_json_with_a_charset_is_json(server: Server) -> None:
    assert server.post({"inputs": "hello"}, "application/json; charset=utf-8").status == 200


def test_a_body_over_the_containers_own_limit(serve: Serve) -> None:
    answer = serve(PAYLOAD_LIMIT="100").generate("a" * 100)
    assert (answer.status, answer.text) == (413, "Failed to buffer the request body: length limit exceeded")
