"""Calling a model: requests, answers, streams and errors, over HTTP with real boto3."""

from __future__ import annotations

import json
import struct
import zlib

import pytest
from botocore.exceptions import ClientError

from pluto_py import ArgumentError, EndpointError, PlutoError, SageMaker

model = SageMaker("llm", model_id="a/b")


@pytest.fixture(autouse=True)
def deployed(granted):
    granted({"SageMaker/llm": {"endpoint_name": "llm-1", "endpoint_url": "http://x/"}})


def frame(payload: bytes, **headers: str) -> bytes:
    """One message of AWS's event stream encoding."""
    headers = headers or {"event-type": "PayloadPart", "message-type": "event"}
    encoded = b"".join(
        struct.pack("!B", len(k) + 1) + b":" + k.encode() + b"\x07" + struct.pack("!H", len(v)) + v.encode()
        for k, v in headers.items()
    )
    prelude = struct.pack("!II", 16 + len(encoded) + len(payload), len(encoded))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + encoded + payload
    return message + struct.pack("!I", zlib.crc32(message))


def token(text: str, *, special: bool = False, generated: str | None = None) -> bytes:
    """One event of the text-generation container's stream, as older images write it."""
    event = {
        "token": {"id": 1, "text": text, "logprob": 0.0, "special": special},
        "generated_text": generated,
    }
    return b"data:" + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"


HELLO = token("Grüße") + token(" 🌍") + token("</s>", special=True, generated="Grüße 🌍")


class TestInvoke:
    def test_the_payload_goes_to_the_endpoint_as_json(self, server):
        server.answer({"ok": [1, None]})
        assert model.invoke({"inputs": "hé"}) == {"ok": [1, None]}
        (request,) = server.requests
        assert request.path == "/endpoints/llm-1/invocations"
        assert request.headers["content-type"] == "application/json"
        assert request.json == {"inputs": "hé"}

    def test_an_answer_that_is_not_json_is_an_error(self, server):
        server.answer(b"<html>")
        with pytest.raises(EndpointError, match="the answer is not JSON"):
            model.invoke({})

    @pytest.mark.parametrize("payload", [{"x": b"bytes"}, {"x": float("nan")}, {"x": object()}])
    def test_what_json_cannot_say_is_refused_here(self, server, payload):
        server.answer({})
        with pytest.raises(ArgumentError, match="cannot be sent as JSON"):
            model.invoke(payload)
        assert server.requests == []

    def test_a_payload_that_is_no_dict_is_refused_here(self, server):
        with pytest.raises(ArgumentError, match="must be a dict, not str"):
            model.invoke("hello")  # type: ignore[arg-type]

    def test_more_than_sagemaker_takes_is_refused_here(self, server):
        with pytest.raises(ArgumentError, match="SageMaker takes 6291456 at most"):
            model.invoke({"inputs": "x" * 6_291_456})
        assert server.requests == []


class TestGenerate:
    def test_prompt_and_parameters_are_the_containers(self, server):
        server.answer([{"generated_text": "Paris."}])
        assert model.generate("The capital of France is", max_new_tokens=5, stop=["."]) == "Paris."
        assert server.requests[0].json == {
            "inputs": "The capital of France is",
            "parameters": {
                "return_full_text": False,
                "max_new_tokens": 5,
                "stop": [
                    ".",
                ],
            },
        }

    def test_some_containers_answer_without_the_list(self, server):
        server.answer({"generated_text": "Paris."})
        assert model.generate("x") == "Paris."

    @pytest.mark.parametrize("answer", [[], {}, [{}], "text", [{"generated_text": 5}], None])
    def test_another_contract_is_named(self, server, answer):
        server.answer(answer)
        with pytest.raises(EndpointError, match="no `generated_text`; use `invoke`"):
            model.generate("x")


class TestStreams:
    def test_events_arrive_as_they_are_written(self, server):
        server.stream(frame(HELLO))
        events = list(model.invoke_stream({"inputs": "x"}))
        assert [e["token"]["text"] for e in events] == ["Grüße", " 🌍", "</s>"]
        (request,) = server.requests
        assert request.path == "/endpoints/llm-1/invocations-response-stream"
        assert request.json == {"stream": True, "inputs": "x"}

    def test_generated_text_comes_piece_by_piece_without_special_tokens(self, server):
        server.stream(frame(HELLO))
        assert list(model.generate_stream("x", max_new_tokens=5)) == ["Grüße", " 🌍"]
        assert server.requests[0].json["parameters"] == {"return_full_text": False, "max_new_tokens": 5}

    @pytest.mark.parametrize("size", [1, 2, 7, 100])
    def test_parts_may_end_anywhere(self, server, size):
        parts = [frame(HELLO[i : i + size]) for i in range(0, len(HELLO), size)]
        server.stream(b"".join(parts))
        assert "".join(model.generate_stream("x")) == "Grüße 🌍"

    def test_frames_may_be_cut_too(self, server):
        content = frame(HELLO)
        server.stream(*(content[i : i + 5] for i in range(0, len(content), 5)))
        assert "".join(model.generate_stream("x")) == "Grüße 🌍"

    def test_done_ends_a_stream(self, server):
        server.stream(frame(b'data: {"a": 1}\n\ndata: [DONE]\n\ndata: {"b": 1}\n\n'))
        assert list(model.invoke_stream({})) == [{"a": 1}]

    @pytest.mark.parametrize("stop", ["close", "drop"])
    def test_a_consumer_may_stop_at_any_time_and_the_endpoint_notices(self, server, stop):
        server.stream(*[frame(token("a" * 65_536))] * 400)
        stream = model.generate_stream("x")
        next(stream)
        if stop == "close":
            stream.close()
        del stream
        assert server.hung_up.wait(5)
        server.answer([{"generated_text": "still fine"}])
        assert model.generate("x") == "still fine"

    def test_nothing_is_sent_before_the_first_event_is_wanted(self, server):
        server.stream(frame(HELLO))
        stream = model.invoke_stream({})
        assert server.requests == []
        next(stream)
        assert len(server.requests) == 1
        stream.close()

    def test_an_error_event_of_the_container_is_raised(self, server):
        server.stream(frame(token("a") + b'data:{"error": "CUDA died", "error_type": "generation"}\n\n'))
        stream = model.generate_stream("x")
        assert next(stream) == "a"
        with pytest.raises(EndpointError, match="CUDA died") as raised:
            next(stream)
        assert raised.value.type == "generation"

    def test_an_exception_in_the_stream_is_raised(self, server):
        body = json.dumps({"Message": "Model broke", "ErrorCode": "ModelInvocationTimeExceeded"}).encode()
        server.stream(
            frame(token("a")),
            frame(body, **{"exception-type": "ModelStreamError", "message-type": "exception"}),
        )
        stream = model.generate_stream("x")
        assert next(stream) == "a"
        with pytest.raises(EndpointError, match="ModelStreamError"):
            next(stream)

    def test_a_connection_that_breaks_off_is_an_error(self, server):
        server.stream(frame(token("a")), cut=True)
        stream = model.generate_stream("x")
        assert next(stream) == "a"
        with pytest.raises(EndpointError, match="the stream broke off"):
            next(stream)

    def test_a_stream_that_ends_too_early_is_an_error(self, server):
        server.stream(frame(token("a")))
        with pytest.raises(EndpointError, match="ended before its last token"):
            list(model.generate_stream("x"))

    @pytest.mark.parametrize("data", [b"data: {\n\n", b"data: [1]\n\n"])
    def test_events_that_are_no_json_objects_are_an_error(self, server, data):
        server.stream(frame(data))
        with pytest.raises(EndpointError, match="an event of the stream is not"):
            list(model.invoke_stream({}))


class TestErrors:
    def container_says(self, server, status: int, body: str) -> None:
        wrapped = {
            "OriginalStatusCode": status,
            "OriginalMessage": body,
            "LogStreamArn": "arn:…",
            "Message": "…",
        }
        server.answer(wrapped, 424, x_amzn_ErrorType="ModelError")

    def test_the_containers_own_error_is_unwrapped(self, server):
        self.container_says(
            server,
            422,
            '{"error": "Input validation error: `temperature` must be positive", "error_type": "validation"}',
        )
        with pytest.raises(EndpointError) as raised:
            model.generate("x", temperature=-1)
        error = raised.value
        assert (error.endpoint, error.status, error.type) == ("llm-1", 422, "validation")
        assert error.message == "Input validation error: `temperature` must be positive"
        assert str(error).startswith("Endpoint 'llm-1' failed (validation 422): Input validation error")
        assert isinstance(error, PlutoError)

    def test_an_overloaded_container_says_what_to_do(self, server):
        self.container_says(server, 429, '{"error": "Model is overloaded", "error_type": "overloaded"}')
        with pytest.raises(EndpointError, match="hint: The endpoint has too many requests"):
            model.generate("x")

    def test_a_containers_plain_text_is_shown(self, server):
        self.container_says(server, 500, "worker died")
        with pytest.raises(EndpointError, match=r"\(ModelError 500\): worker died"):
            model.invoke({})

    def test_an_endpoint_that_is_not_there(self, server):
        server.answer(
            {"message": "Endpoint llm-1 of account 1 not found."}, 400, x_amzn_ErrorType="ValidationError"
        )
        with pytest.raises(EndpointError, match="not found") as raised:
            model.invoke({})
        assert "deploy again" in (raised.value.hint or "")

    def test_a_refusal_by_iam_stays_what_it_is(self, server):
        server.answer({"message": "not authorized"}, 403, x_amzn_ErrorType="AccessDeniedException")
        with pytest.raises(ClientError, match="AccessDeniedException"):
            model.invoke({})

    def test_nobody_listens(self, server, monkeypatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        with pytest.raises(EndpointError, match="ConnectionError"):
            model.invoke({})


def test_the_name_is_there_for_libraries():
    assert (model.endpoint_name, model.endpoint_url) == ("llm-1", "http://x/")
