"""The vLLM container: OpenAI's bodies, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.local.textgen.container import ContainerError
from pluto_py.local.textgen.engine import GenerationError, Token
from pluto_py.local.textgen.images import image_kind
from pluto_py.local.textgen.responder import Responder
from pluto_py.local.textgen.vllm.choices import Held

from .conftest import TGI_3, Serve, Server

VLLM = "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:server-sagemaker-cuda-v1"
HELLO = [{"role": "user", "content": "hello"}]
SAYS = "This is Pluto's built-in responder, not a language model."


@pytest.fixture
def vllm(serve: Serve) -> Server:
    return serve(VLLM, SM_VLLM_MODEL="tiny/llama")


def test_images_and_environments_that_mean_vllm() -> None:
    assert image_kind(VLLM, {}) == "vllm"
    assert image_kind("1.dkr.ecr.us-east-1.amazonaws.com/mine:1", {"SM_VLLM_MODEL": "a"}) == "vllm"
    assert image_kind(TGI_3, {}) == "tgi"
    assert image_kind("1.dkr.ecr.us-east-1.amazonaws.com/mine:1", {"HF_MODEL_ID": "a"}) == "tgi"


def test_there_is_no_inputs_here(vllm: Server) -> None:
    answer = vllm.post({"inputs": "hello"})
    assert answer.status == 400
    assert answer.json == {
        "error": {
            "message": (
                "Cannot find suitable handler for request. "
                "Expected one of: ['ChatCompletionRequest', 'CompletionRequest']"
            ),
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        }
    }


def test_a_chat(vllm: Server) -> None:
    answer = vllm.post({"messages": HELLO}).json
    assert answer["id"].startswith("chatcmpl-")
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "tiny/llama"
    (choice,) = answer["choices"]
    assert choice["message"]["role"] == "assistant"
    assert choice["message"]["content"].startswith(SAYS)
    assert (choice["finish_reason"], choice["stop_reason"], choice["logprobs"]) == ("stop", None, None)
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_a_chat_stream(vllm: Server) -> None:
    body = {"messages": HELLO, "stream": True, "stream_options": {"include_usage": True}, "temperature": 0}
    answer = vllm.post(body)
    assert answer.content_type == "text/event-stream"
    first, *pieces, usage, done = answer.events
    assert done == "[DONE]"
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert {piece["object"] for piece in pieces} == {"chat.completion.chunk"}
    assert len({piece["id"] for piece in [first, *pieces, usage]}) == 1
    said = "".join(piece["choices"][0]["delta"]["content"] for piece in pieces)
    whole = vllm.post({"messages": HELLO, "temperature": 0}).json
    assert said == whole["choices"][0]["message"]["content"]
    assert pieces[-1]["choices"][0]["finish_reason"] == "stop"
    assert usage["choices"] == []
    assert usage["usage"] == whole["usage"]


def test_a_completion_is_short_unless_asked(vllm: Server) -> None:
    answer = vllm.post({"prompt": "hello"}).json
    assert answer["id"].startswith("cmpl-")
    assert answer["object"] == "text_completion"
    assert answer["usage"]["completion_tokens"] == 16
    assert answer["choices"][0]["finish_reason"] == "length"
    assert SAYS.startswith(answer["choices"][0]["text"])


def test_a_completion_stream(vllm: Server) -> None:
    *pieces, done = vllm.post({"prompt": "hello", "stream": True}).events
    assert done == "[DONE]"
    assert SAYS.startswith("".join(piece["choices"][0]["text"] for piece in pieces))
    assert pieces[-1]["choices"][0]["finish_reason"] == "length"


def test_a_prompt_can_be_echoed(vllm: Server) -> None:
    answer = vllm.post({"prompt": ["one ", "two "], "echo": True, "max_tokens": 1}).json
    assert [choice["text"] for choice in answer["choices"]] == ["one This", "two This"]


def test_several_choices(vllm: Server) -> None:
    answer = vllm.post({"messages": HELLO, "n": 3, "seed": 1}).json
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in answer["choices"]}) == 3
    events = vllm.post({"messages": HELLO, "n": 2, "stream": True, "max_tokens": 1}).events
    assert [event["choices"][0]["index"] for event in events[:-1]] == [0, 0, 1, 1]


def test_logprobs(vllm: Server) -> None:
    chat = vllm.post({"messages": HELLO, "logprobs": True, "top_logprobs": 1, "max_tokens": 1}).json
    (content,) = chat["choices"][0]["logprobs"]["content"]
    assert content == {
        "token": "This",
        "logprob": 0.0,
        "bytes": list(b"This"),
        "top_logprobs": [{"token": "This", "logprob": 0.0, "bytes": list(b"This")}],
    }
    completion = vllm.post({"prompt": "hello", "logprobs": 1, "max_tokens": 2}).json
    assert completion["choices"][0]["logprobs"] == {
        "text_offset": [0, 4],
        "token_logprobs": [0.0, 0.0],
        "tokens": ["This", " is"],
        "top_logprobs": [{"This": 0.0}, {" is": 0.0}],
    }


STOPS = {
    "across tokens": ("built-in res", "This is Pluto's "),
    "inside a token": ("uilt", "This is Pluto's b"),
    "the first of several": (["not", "Pluto"], "This is "),
}


@pytest.mark.parametrize(("stop", "expected"), STOPS.values(), ids=STOPS)
def test_stop_strings_are_cut_off(vllm: Server, stop: Any, expected: str) -> None:
    (choice,) = vllm.post({"messages": HELLO, "stop": stop}).json["choices"]
    assert choice["message"]["content"] == expected
    assert choice["finish_reason"] == "stop"
    assert choice["stop_reason"] in stop
    *events, _ = vllm.post({"messages": HELLO, "stop": stop, "stream": True}).events
    assert "".join(event["choices"][0]["delta"]["content"] for event in events) == expected
    assert events[-1]["choices"][0]["stop_reason"] == choice["stop_reason"]


def test_stop_strings_can_be_kept(vllm: Server) -> None:
    body = {"prompt": "hello", "stop": "Pluto", "include_stop_str_in_output": True}
    assert vllm.post(body).json["choices"][0]["text"] == "This is Pluto"


@given(
    st.text("ab", max_size=30), st.lists(st.text("ab", min_size=1, max_size=3), max_size=3), st.integers(1, 4)
)
def test_what_is_held_back_comes_out_or_is_a_stop(text: str, stops: list[str], size: int) -> None:
    held, said, met = Held(stops, include=False), "", None
    for at in range(0, len(text), size):
        piece = held.push(Token(1, text[at : at + size], 0.0))
        said += piece.text
        if piece.finish_reason:
            met = piece.stop_reason
            break
    else:
        said += held.rest().text
    starts = [text.find(stop) for stop in stops if stop in text]
    if met is None:
        assert not starts
        assert said == text
    else:
        assert text.startswith(said + met)
        assert not any(stop in said for stop in stops)


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "temperature": ({"temperature": -1}, "temperature must be non-negative, got -1.0."),
    "top_p": ({"top_p": 0}, "top_p must be in (0, 1], got 0.0."),
    "top_k": ({"top_k": -2}, "top_k must be 0 (disable), or at least 1, got -2."),
    "penalty": ({"presence_penalty": 3}, "presence_penalty must be in [-2, 2], got 3.0."),
    "repetition": ({"repetition_penalty": 0}, "repetition_penalty must be greater than zero, got 0.0."),
    "n": ({"n": 0}, "n must be at least 1, got 0."),
    "no tokens": ({"max_tokens": 0}, "max_tokens must be at least 1, got 0."),
    "too many tokens": (
        {"max_completion_tokens": 9999},
        "'max_tokens' or 'max_completion_tokens' is too large: 9999.",
    ),
    "an empty stop": ({"stop": ""}, "stop cannot contain an empty string."),
    "tools": ({"tools": [{"type": "function"}]}, "does not guide outputs"),
    "a format": ({"response_format": {"type": "json_object"}}, "does not guide outputs"),
}


@pytest.mark.parametrize(("more", "message"), INVALID.values(), ids=INVALID)
@pytest.mark.parametrize("stream", [False, True])
def test_invalid_parameters(vllm: Server, more: dict[str, Any], message: str, stream: bool) -> None:
    answer = vllm.post({"messages": HELLO, "stream": stream, **more})
    assert answer.status == 400
    assert message in answer.json["error"]["message"]
    assert answer.json["error"]["type"] == "BadRequestError"


NO_REQUEST: dict[str, Any] = {
    "an array": [],
    "messages that are text": {"messages": "hello"},
    "a message without a role": {"messages": [{"content": "a"}]},
    "an image": {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
    "no prompt": {"prompt": []},
    "a fraction of a token": {"messages": HELLO, "max_tokens": 1.5},
    "text for a number": {"messages": HELLO, "temperature": "hot"},
    "stream options without a stream": {"messages": HELLO, "stream_options": {"include_usage": True}},
    "a flag that is none": {"messages": HELLO, "stream": "maybe"},
    "stops that are numbers": {"messages": HELLO, "stop": [1]},
}


@pytest.mark.parametrize("body", NO_REQUEST.values(), ids=NO_REQUEST)
def test_bodies_of_no_kind(vllm: Server, body: Any) -> None:
    assert "Cannot find suitable handler" in vllm.post(body).json["error"]["message"]


def test_numbers_may_be_text(vllm: Server) -> None:
    answer = vllm.post({"messages": HELLO, "max_tokens": "3", "temperature": "0.5", "n": 1.0})
    assert answer.json["usage"]["completion_tokens"] == 3


def test_unknown_members_are_ignored(vllm: Server) -> None:
    content = [{"type": "text", "text": "hello"}]
    answer = vllm.post({"messages": [{"role": "user", "content": content}], "user": "me", "nonsense": 1})
    assert answer.status == 200


def test_malformed_bodies(vllm: Server) -> None:
    assert vllm.post(b"{").json["error"]["message"].startswith("JSON decode error: ")
    assert vllm.post(b"\xff").status == vllm.post(b'"\\ud800"').status == 400
    answer = vllm.post({"messages": HELLO}, "text/plain")
    assert answer.json["error"]["message"] == "Unsupported Media Type: Only 'application/json' is allowed"


def test_the_model_is_called_by_its_names(serve: Serve) -> None:
    server = serve(VLLM, SM_VLLM_MODEL="a/b", SM_VLLM_SERVED_MODEL_NAME="one two")
    assert server.post({"messages": HELLO, "model": "two"}).json["model"] == "two"
    assert server.post({"messages": HELLO}).json["model"] == "one"
    answer = server.post({"messages": HELLO, "model": "a/b"})
    assert (answer.status, answer.json["error"]["message"]) == (404, "The model `a/b` does not exist.")


def test_the_context_has_a_length(serve: Serve) -> None:
    server = serve(VLLM, SM_VLLM_MAX_MODEL_LEN="20")
    assert server.post({"prompt": "a", "max_tokens": 18}).status == 200
    assert "is too large: 19." in server.post({"prompt": "a", "max_tokens": 19}).text
    long = server.post({"prompt": "word " * 30}).json["error"]["message"]
    assert long.startswith("This model's maximum context length is 20 tokens.")


class Short(Responder):
    max_positions = 100


UNSTARTABLE = {
    "dtype": {"SM_VLLM_DTYPE": "int3"},
    "no shards": {"SM_VLLM_TENSOR_PARALLEL_SIZE": "0"},
    "no length": {"SM_VLLM_MAX_MODEL_LEN": "0"},
    "more than the model has": {"SM_VLLM_MAX_MODEL_LEN": "101"},
}


@pytest.mark.parametrize("environment", UNSTARTABLE.values(), ids=UNSTARTABLE)
def test_environments_that_do_not_start(serve: Serve, environment: dict[str, str]) -> None:
    with pytest.raises(ContainerError):
        serve(VLLM, Short(), **environment)


class Breaking(Responder):
    async def generate(self, task):  # type: ignore[no-untyped-def]
        yield Token(1000, "first", 0.0)
        raise GenerationError("out of memory")


def test_a_broken_engine(serve: Serve) -> None:
    server = serve(VLLM, Breaking())
    answer = server.post({"messages": HELLO})
    assert (answer.status, answer.json["error"]["message"]) == (500, "out of memory")
    *_, error, done = server.post({"messages": HELLO, "stream": True}).events
    assert error["error"]["type"] == "InternalServerError"
    assert done == "[DONE]"
    assert server.lines[0] == "ERROR 500 InternalServerError: out of memory"
