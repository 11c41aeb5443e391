"""Answers to `{"messages": …}` and `{"prompt": …}`."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import TGI_1, Serve, Server

HELLO = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "hello"}]


def test_a_chat_is_templated_and_answered(server: Server) -> None:
    answer = server.post({"messages": HELLO}).json
    assert list(answer) == ["object", "id", "created", "model", "system_fingerprint", "choices", "usage"]
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "tiny/llama"
    assert answer["system_fingerprint"] == "3.3.6-local"
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["logprobs"] is None
    assert choice["message"]["role"] == "assistant"
    assert 'You asked: "hello"' in choice["message"]["content"]
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_a_chat_names_the_model_that_it_was_asked_for(server: Server) -> None:
    assert server.post({"messages": HELLO, "model": "tgi"}).json["model"] == "tiny/llama"
    assert server.post({"messages": HELLO, "model": "other"}).json["model"] == "other"


@pytest.mark.parametrize("member", ["max_tokens", "max_completion_tokens"])
def test_a_chat_ends_at_its_limit(server: Server, member: str) -> None:
    answer = server.post({"messages": HELLO, member: 4}).json
    assert answer["usage"]["completion_tokens"] == 4
    assert answer["choices"][0]["finish_reason"] == "length"


def test_a_chat_at_temperature_0_is_greedy(server: Server) -> None:
    said = {server.post({"messages": HELLO, "temperature": 0.0, "seed": seed}).text for seed in range(4)}
    assert len({text.split('"choices"')[1] for text in said}) == 1


def test_a_chat_with_logprobs(server: Server) -> None:
    body = {"messages": HELLO, "max_tokens": 1, "logprobs": True, "top_logprobs": 1}
    assert server.post(body).json["choices"][0]["logprobs"] == {
        "content": [{"token": "This", "logprob": 0.0, "top_logprobs": [{"token": "This", "logprob": 0.0}]}]
    }


CONTENTS: dict[str, Any] = {
    "text": "hello",
    "parts": [{"type": "text", "text": "hel"}, {"type": "text", "text": "lo"}],
    "an image": [
        {"type": "text", "text": "hello"},
        {"type": "image_url", "image_url": {"url": "http://127.0.0.1/x.png"}},
    ],
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_content_may_have_parts(server: Server, content: Any) -> None:
    answer = server.post({"messages": [{"role": "user", "content": content}]})
    assert "hello" in answer.json["choices"][0]["message"]["content"]


def test_earlier_tool_calls_are_part_of_the_conversation(server: Server) -> None:
    call = {"id": "0", "type": "function", "function": {"name": "f", "arguments": {}}}
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "user", "content": "hello"},
    ]
    assert server.post({"messages": messages}).status == 200


def test_a_chat_stream_ends_with_done(server: Server) -> None:
    answer = server.post({"messages": HELLO, "stream": True})
    assert answer.content_type == "text/event-stream"
    *chunks, done = answer.events
    assert done == "[DONE]"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert all(chunk["usage"] is None for chunk in chunks)
    said = "".join(chunk["choices"][0]["delta"]["content"] for chunk in chunks)
    assert said.startswith("This is Pluto's built-in responder")
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[-2:]] == [None, "stop"]


def test_a_chat_stream_tells_usage_if_asked(server: Server) -> None:
    body = {"messages": HELLO, "stream": True, "stream_options": {"include_usage": True}, "max_tokens": 3}
    *_, usage, done = server.post(body).events
    assert done == "[DONE]"
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] == 3


def test_an_error_in_a_chat_stream_has_openais_shape(server: Server) -> None:
    error, done = server.post({"messages": HELLO, "stream": True, "top_p": 2}).events
    assert error == {
        "error": {
            "message": "Input validation error: `top_p` must be > 0.0 and < 1.0",
            "http_status_code": 422,
        }
    }
    assert done == "[DONE]"


TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
REFUSED = {
    "tools": ({"tools": [TOOL]}, "Input validation error: grammar is not supported"),
    "a format": (
        {"response_format": {"type": "json", "value": {}}},
        "Input validation error: grammar is not supported",
    ),
    "both": (
        {"tools": [TOOL], "response_format": {"type": "regex", "value": "a"}},
        "Tool error: Grammar and tools are mutually exclusive",
    ),
}


@pytest.mark.parametrize(("more", "error"), REFUSED.values(), ids=REFUSED)
def test_what_needs_guided_generation_is_refused(server: Server, more: dict[str, Any], error: str) -> None:
    answer = server.post({"messages": HELLO, **more})
    assert (answer.status, answer.json["error"]) == (422, error)


def test_tools_that_may_not_be_used_are_no_matter(server: Server) -> None:
    assert server.post({"messages": HELLO, "tools": [TOOL], "tool_choice": "none"}).status == 200


def test_a_completion(server: Server) -> None:
    answer = server.post({"prompt": "hello", "max_tokens": 2}).json
    assert answer["object"] == "text_completion"
    assert answer["choices"] == [{"index": 0, "text": "This is", "logprobs": None, "finish_reason": "length"}]
    assert answer["usage"] == {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def test_several_prompts_are_several_choices(server: Server) -> None:
    answer = server.post({"prompt": ["one", "two"]}).json
    assert [choice["index"] for choice in answer["choices"]] == [0, 1]
    assert ['"one"' in choice["text"] for choice in answer["choices"]] == [True, False]


def test_a_completion_stream(server: Server) -> None:
    *chunks, done = server.post({"prompt": ["one", "two"], "max_tokens": 2, "stream": True}).events
    assert done == "[DONE]"
    assert [chunk["choices"][0]["index"] for chunk in chunks] == [0, 1, 0, 1]
    assert "usage" not in chunks[0]
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"
    assert chunks[-1]["usage"]["completion_tokens"] == 2


def test_completions_that_are_refused(server: Server) -> None:
    suffix = server.post({"prompt": "a", "suffix": "b"})
    assert (suffix.status, suffix.json["error_type"]) == (422, "suffix not supported")
    many = server.post({"prompt": ["a"] * 5})
    assert many.json["error"] == "Number of prompts exceeds the maximum allowed batch size of 4"
    error, done = server.post({"prompt": "a", "top_p": 2, "stream": True}).events
    assert error["error"]["http_status_code"] == 422
    assert done == "[DONE]"


def test_an_older_container_chats_only_if_told_to(serve: Serve) -> None:
    assert serve(TGI_1).post({"messages": HELLO}).status == 422
    chatty = serve(TGI_1, MESSAGES_API_ENABLED="true")
    assert chatty.post({"messages": HELLO}).status == 200
    assert chatty.generate("hello").status == 422
