"""Invoking: limits, errors as SageMaker tells them, streams; through boto3."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import closing
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer
from botocore.exceptions import ClientError, EventStreamError
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.errors import PlutoError
from pluto_py.local.sagemaker import eventstream
from pluto_py.local.sagemaker.parts import parse_parts
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.textgen.engine import GenerationError, Task, Token
from pluto_py.local.textgen.responder import Responder

from .conftest import LocalSageMaker, Start


@pytest.fixture
def chat(local: LocalSageMaker) -> Any:
    """A runtime client, with an endpoint `chat` in service."""
    assert local.deploy() == "InService"
    return local.client("sagemaker-runtime")


def invoke(client: Any, body: Any, **more: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.invoke_endpoint(EndpointName="chat", ContentType="application/json", Body=raw, **more)


def stream(client: Any, body: Any, **more: Any) -> Any:
    return client.invoke_endpoint_with_response_stream(
        EndpointName="chat", ContentType="application/json", Body=json.dumps(body).encode(), **more
    )


def joined(answer: Any) -> bytes:
    return b"".join(event["PayloadPart"]["Bytes"] for event in answer["Body"])


def test_the_containers_answer_is_passed_on(chat: Any) -> None:
    answer = invoke(chat, {"inputs": "hello"})
    assert answer["ContentType"] == "application/json"
    assert answer["InvokedProductionVariant"] == "AllTraffic"
    assert json.loads(answer["Body"].read())[0]["generated_text"].startswith(
        "This is Pluto's built-in responder"
    )


def test_the_containers_stream_is_collected_where_no_stream_is_asked_for(chat: Any) -> None:
    answer = invoke(chat, {"inputs": "hello", "stream": True})
    assert answer["ContentType"] == "text/event-stream"
    assert answer["Body"].read().count(b"data: ") > 5


def test_a_containers_error_is_a_model_error(chat: Any) -> None:
    with pytest.raises(chat.exceptions.ModelError) as refused:
        invoke(chat, {"inputs": ""})
    told = refused.value.response
    original = '{"error":"Input validation error: `inputs` cannot be empty","error_type":"validation"}'
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert told["OriginalStatusCode"] == 422
    assert told["OriginalMessage"] == original
    assert told["LogStreamArn"].endswith(":log-group:/aws/sagemaker/Endpoints/chat")
    assert told["Error"]["Message"].startswith(
        f'Received client error (422) from primary with message "{original}". See '
    )
    assert "in account 000000000000 for more information." in told["Error"]["Message"]


def test_without_a_content_type_the_container_refuses(local: LocalSageMaker) -> None:
    local.deploy()
    client = local.client("sagemaker-runtime")
    with pytest.raises(client.exceptions.ModelError, match=r"Received client error \(415\)"):
        client.invoke_endpoint(EndpointName="chat", Body=b'{"inputs": "hello"}')


def test_an_unknown_endpoint(chat: Any) -> None:
    for operation in (chat.invoke_endpoint, chat.invoke_endpoint_with_response_stream):
        with pytest.raises(ClientError) as refused:
            operation(EndpointName="other", Body=b"{}")
        assert refused.value.response["Error"] == {
            "Code": "ValidationError",
            "Message": "Endpoint other of account 000000000000 not found.",
        }
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_bodies_up_to_the_limit_and_not_beyond(start: Start) -> None:
    local = start()
    local.deploy(environment={"HF_MODEL_ID": "a", "PAYLOAD_LIMIT": "10000000"})
    client = local.client("sagemaker-runtime")
    frame = len(json.dumps({"nothing": ""}))
    with pytest.raises(client.exceptions.ModelError, match="did not match any variant"):
        invoke(client, {"nothing": "a" * (6_291_456 - frame)})
    with pytest.raises(ClientError) as refused:
        invoke(client, {"nothing": "a" * (6_291_457 - frame)})
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_what_takes_too_long_is_cut_off(start: Start) -> None:
    local = start(invocation_s=0.3, tokens_per_second=5.0)
    local.deploy()
    client = local.client("sagemaker-runtime")
    begun = time.monotonic()
    with pytest.raises(client.exceptions.ModelError) as refused:
        invoke(client, {"inputs": "hello"})
    assert time.monotonic() - begun < 2
    assert refused.value.response["OriginalStatusCode"] == 0
    assert "Your invocation timed out" in refused.value.response["OriginalMessage"]


def test_a_stream_comes_in_parts_as_the_container_writes_them(chat: Any) -> None:
    answer = stream(chat, {"inputs": "hello", "stream": True})
    assert answer["ContentType"] == "text/event-stream"
    assert answer["InvokedProductionVariant"] == "AllTraffic"
    parts = [event["PayloadPart"]["Bytes"] for event in answer["Body"]]
    assert all(part.startswith(b"data: {") and part.endswith(b"}\n\n") for part in parts)


def test_a_stream_of_an_answer_that_is_whole(chat: Any) -> None:
    answer = stream(chat, {"inputs": "hello"})
    assert answer["ContentType"] == "application/json"
    assert json.loads(joined(answer))[0]["generated_text"]


def test_a_stream_comes_as_it_is_made(start: Start) -> None:
    local = start(tokens_per_second=20.0)
    local.deploy()
    body = {"inputs": "hello", "stream": True, "parameters": {"max_new_tokens": 6}}
    begun = time.monotonic()
    times = [time.monotonic() - begun for _ in stream(local.client("sagemaker-runtime"), body)["Body"]]
    assert len(times) == 6
    assert times[0] < 0.15 < times[-1] - times[0]


def test_a_refusal_before_the_stream_is_an_error_and_not_a_stream(chat: Any) -> None:
    with pytest.raises(chat.exceptions.ModelError) as refused:
        stream(chat, {"inputs": 5})
    assert refused.value.response["OriginalStatusCode"] == 422


@pytest.mark.parametrize("parts", ["bytes:1", "bytes:7", "bytes:100000", "ragged", "ragged:3"])
def test_any_cut_gives_the_same_bytes(start: Start, parts: str) -> None:
    local = start(parts=parts)
    local.deploy()
    client = local.client("sagemaker-runtime")
    body = {"inputs": "grüße 🚀", "stream": True, "parameters": {"seed": 1, "max_new_tokens": 20}}
    assert joined(stream(client, body)) == invoke(client, body)["Body"].read()


class Failing(Responder):
    def __init__(self, error: Exception):
        super().__init__()
        self._error = error

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        yield Token(1000, "first", -1.0)
        raise self._error


def install(local: LocalSageMaker, engine: Responder) -> Any:
    """Deploy `chat` over an engine of the test's own."""
    assert local.service is not None
    local.service._fleet._engine = engine
    assert local.deploy() == "InService"
    return local.client("sagemaker-runtime")


def test_a_broken_container_ends_the_stream_with_an_exception(local: LocalSageMaker) -> None:
    client = install(local, Failing(RuntimeError("a bug")))
    with closing(stream(client, {"inputs": "hello", "stream": True})["Body"]) as body:
        events = iter(body)
        assert b'"first"' in next(events)["PayloadPart"]["Bytes"]
        with pytest.raises(EventStreamError) as broken:
            next(events)
    assert broken.value.response["Error"]["Code"] == "ModelStreamError"
    assert "closed before the response was complete" in str(broken.value)


def test_a_broken_engine_is_the_containers_to_tell(local: LocalSageMaker) -> None:
    client = install(local, Failing(GenerationError("out of memory")))
    text = joined(stream(client, {"inputs": "hello", "stream": True}))
    assert b"Request failed during generation: out of memory" in text
    with pytest.raises(client.exceptions.ModelError) as refused:
        invoke(client, {"inputs": "hello"})
    assert refused.value.response["OriginalStatusCode"] == 424


def test_a_broken_container_is_a_server_error_without_a_stream(local: LocalSageMaker) -> None:
    client = install(local, Failing(RuntimeError("a bug")))
    with pytest.raises(client.exceptions.ModelError) as refused:
        invoke(client, {"inputs": "hello"})
    assert refused.value.response["OriginalStatusCode"] == 500


def test_a_stream_that_takes_too_long_ends_with_an_exception(start: Start) -> None:
    local = start(invocation_s=0.4, tokens_per_second=10.0)
    local.deploy()
    answer = stream(local.client("sagemaker-runtime"), {"inputs": "hello", "stream": True})
    with closing(answer["Body"]) as events, pytest.raises(EventStreamError) as broken:
        list(events)
    assert broken.value.response["Error"]["Code"] == "ModelStreamError"
    assert "did not complete sending" in str(broken.value)


def test_a_defect_of_the_platform_ends_the_stream_with_another_exception(start: Start) -> None:
    local = start(parts="no such cut")
    local.deploy()
    answer = stream(local.client("sagemaker-runtime"), {"inputs": "hello", "stream": True})
    with closing(answer["Body"]) as events, pytest.raises(EventStreamError) as failed:
        list(events)
    assert failed.value.response["Error"]["Code"] == "InternalStreamFailure"


@pytest.mark.parametrize("header", ["InferenceComponentName", "TargetModel", "TargetContainerHostname"])
def test_headers_for_other_kinds_of_endpoints(chat: Any, header: str) -> None:
    with pytest.raises(ClientError, match=r"header is (not|only) allowed for"):
        invoke(chat, {"inputs": "hello"}, **{header: "other"})


class Endless(Responder):
    """Talks until nobody listens."""

    def __init__(self) -> None:
        super().__init__(seconds_per_token=0.001)
        self.talking = 0

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        self.talking += 1
        try:
            while True:
                async for token in super().generate(task):
                    yield Token(token.id, token.text, 0.0)
        finally:
            self.talking -= 1


def test_a_client_that_goes_away_ends_the_generation(local: LocalSageMaker) -> None:
    engine = Endless()
    client = install(local, engine)
    body = {"inputs": "hello", "stream": True, "parameters": {"max_new_tokens": 4000}}
    answer = stream(client, body)
    events = iter(answer["Body"])
    next(events)
    assert engine.talking == 1
    answer["Body"].close()
    deadline = time.monotonic() + 5
    while engine.talking and time.monotonic() < deadline:
        time.sleep(0.01)
    assert engine.talking == 0


def test_a_client_that_is_cut_off_does_no_harm(chat: Any, local: LocalSageMaker) -> None:
    host, port = local.endpoint_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(
            b"POST /endpoints/chat/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
        )
    assert invoke(chat, {"inputs": "hello"})


BYTES = st.lists(st.binary(max_size=40), max_size=20)


@given(BYTES, st.one_of(st.just("events"), st.integers(1, 50).map("bytes:{}".format), st.just("ragged:9")))
def test_cutting_loses_nothing_and_makes_no_empty_part(pieces: list[bytes], name: str) -> None:
    cutter = parse_parts(name)
    parts = [part for piece in pieces for part in cutter.push(piece)] + list(cutter.end())
    assert b"".join(parts) == b"".join(pieces)
    assert all(parts)


@pytest.mark.parametrize("name", ["", "event", "bytes", "bytes:0", "bytes:-1", "ragged:x", "events:1"])
def test_an_unknown_cut(name: str) -> None:
    with pytest.raises(ValueError, match="expected `events`"):
        parse_parts(name)


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50))
def test_frames_are_what_botocore_reads_however_they_arrive(payloads: list[bytes], size: int) -> None:
    wire = b"".join(map(eventstream.payload_part, payloads))
    wire += eventstream.exception("ModelStreamError", {"Message": "é", "ErrorCode": "StreamBroken"})
    buffer, read = EventStreamBuffer(), []
    for at in range(0, len(wire), size):
        buffer.add_data(wire[at : at + size])
        read += list(buffer)
    *parts, last = read
    assert [part.payload for part in parts] == payloads
    assert all(part.headers[":event-type"] == "PayloadPart" for part in parts)
    assert last.headers[":message-type"] == "exception"
    assert last.headers[":exception-type"] == "ModelStreamError"
    assert json.loads(last.payload) == {"Message": "é", "ErrorCode": "StreamBroken"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PLUTO_LOCAL_STREAM_PARTS", "halves", "PLUTO_LOCAL_STREAM_PARTS is not valid: expected `events`"),
        ("PLUTO_LOCAL_TOKENS_PER_SECOND", "fast", "must be a positive number, not 'fast'"),
        ("PLUTO_LOCAL_TOKENS_PER_SECOND", "0", "must be a positive number, not '0'"),
    ],
)
def test_settings_that_cannot_be(variable: str, value: str, message: str) -> None:
    with pytest.raises(PlutoError, match=re.escape(message)):
        SageMakerSettings.from_environment({variable: value})


def test_settings_come_from_the_environment() -> None:
    environment = {"PLUTO_LOCAL_STREAM_PARTS": "ragged:3", "PLUTO_LOCAL_TOKENS_PER_SECOND": "12.5"}
    settings = SageMakerSettings.from_environment(environment)
    assert (settings.parts, settings.tokens_per_second) == ("ragged:3", 12.5)
    assert SageMakerSettings.from_environment({}) == SageMakerSettings()
