"""A container as a whole: starting, overload, broken engines, readers that go away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from pluto_py.local.textgen.container import ContainerError
from pluto_py.local.textgen.engine import GenerationError, Task, TemplateError, Token
from pluto_py.local.textgen.images import start_container
from pluto_py.local.textgen.responder import Responder

from .conftest import TGI, TGI_1, Serve, Server

UNSTARTABLE: dict[str, tuple[dict[str, str], str]] = {
    "no model": ({"HF_MODEL_ID": ""}, "HF_MODEL_ID must be set"),
    "quantize": (
        {"HF_MODEL_QUANTIZE": "int3"},
        "error: invalid value 'int3' for 'HF_MODEL_QUANTIZE' [possible values: awq, ",
    ),
    "dtype": ({"DTYPE": "float64"}, "error: invalid value 'float64' for 'DTYPE'"),
    "no number": ({"MAX_TOTAL_TOKENS": "many"}, "error: invalid value 'many' for 'MAX_TOTAL_TOKENS'"),
    "below 0": ({"MAX_CONCURRENT_REQUESTS": "-1"}, "error: invalid value '-1' for 'MAX_CONCURRENT_REQUESTS'"),
    "limits crossed": (
        {"MAX_INPUT_TOKENS": "2048", "MAX_TOTAL_TOKENS": "2048"},
        "`max_input_tokens`(2048) must be < `max_total_tokens`(2048)",
    ),
    "both names of a limit": (
        {"MAX_INPUT_TOKENS": "1", "MAX_INPUT_LENGTH": "2"},
        "Both `max_input_tokens` (1) and `max_input_length` (2) are set.",
    ),
    "no shards": ({"SM_NUM_GPUS": "0"}, "`num_shard` must be > 0"),
    "no flag": ({"ENABLE_PREFILL_LOGPROBS": "maybe"}, "was not a boolean"),
}


@pytest.mark.parametrize(("environment", "reason"), UNSTARTABLE.values(), ids=UNSTARTABLE)
def test_an_environment_that_the_launcher_refuses(
    serve: Serve, environment: dict[str, str], reason: str
) -> None:
    with pytest.raises(ContainerError) as refused:
        serve(**environment)
    assert reason in str(refused.value)


@pytest.mark.parametrize("value", ["awq", "bitsandbytes-nf4", "fp8"])
def test_known_quantizations_start(serve: Serve, value: str) -> None:
    assert serve(HF_MODEL_QUANTIZE=value).generate().status == 200


def test_an_image_that_makes_no_text(serve: Serve) -> None:
    with pytest.raises(ContainerError, match="xgboost:1 is neither"):
        start_container("1.dkr.ecr.us-east-1.amazonaws.com/xgboost:1", {}, Responder(), print)


def test_limits_of_older_versions_are_smaller(serve: Serve) -> None:
    assert "must be <= 2048" in serve(TGI_1).generate(max_new_tokens=3000).text
    assert "must have less than 1024 tokens" in serve(TGI_1).generate("word " * 1500, max_new_tokens=1).text


def test_a_tag_without_a_version_is_the_last(serve: Serve) -> None:
    answer = serve(TGI.format("latest")).post({"messages": [{"role": "user", "content": "hi"}]})
    assert answer.json["system_fingerprint"] == "3.3.6-local"


class Gated(Responder):
    """Says nothing before its gate is open; knows how many of its generations are under way."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.arrivals = asyncio.Semaphore(0)
        self.running = 0

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        self.running += 1
        self.arrivals.release()
        try:
            yield Token(1000, "first", -1.0)
            await self.gate.wait()
            async for token in super().generate(task):
                yield token
        finally:
            self.running -= 1


BODY = json.dumps({"inputs": "hello"}).encode()
STREAM = json.dumps({"inputs": "hello", "stream": True}).encode()


def test_overload_is_refused_and_passes(serve: Serve) -> None:
    async def scenario() -> None:
        engine = Gated()
        server = serve(engine=engine, MAX_CONCURRENT_REQUESTS="2")
        busy = [asyncio.create_task(server.answer(BODY)) for _ in range(2)]
        for _ in busy:
            await engine.arrivals.acquire()
        refused = await server.answer(BODY)
        assert refused.status == 429
        assert refused.json == {"error": "Model is overloaded", "error_type": "overloaded"}
        assert (await server.answer(STREAM)).events == [refused.json]
        engine.gate.set()
        assert {answer.status for answer in await asyncio.gather(*busy)} == {200}
        assert (await server.answer(BODY)).status == 200

    asyncio.run(scenario())


def test_a_reader_that_goes_away_ends_the_generation_and_frees_its_place(serve: Serve) -> None:
    async def scenario() -> None:
        engine = Gated()
        server = serve(engine=engine, MAX_CONCURRENT_REQUESTS="1")
        for body in (STREAM, _chat(stream=True), json.dumps({"prompt": "a", "stream": True}).encode()):
            reply = await server.container.invoke(body, "application/json")
            assert reply.stream is not None
            assert b"first" in await anext(reply.stream)
            assert engine.running == 1
            await reply.stream.aclose()
            assert engine.running == 0
        engine.gate.set()
        assert (await server.answer(BODY)).status == 200

    asyncio.run(scenario())


class Breaking(Responder):
    """Breaks after one token."""

    def __init__(self, error: Exception | None):
        super().__init__()
        self._error = error

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        yield Token(1000, "first", -1.0)
        if self._error is not None:
            raise self._error


BREAKS: dict[str, tuple[Exception | None, int, dict[str, str], dict[str, str]]] = {
    "the engine": (
        GenerationError("CUDA out of memory"),
        424,
        {"error": "Request failed during generation: CUDA out of memory", "error_type": "generation"},
        {"error": "Request failed during generation: CUDA out of memory", "error_type": "generation"},
    ),
    "the end": (
        None,
        500,
        {"error": "Incomplete generation", "error_type": "incomplete_generation"},
        {"error": "Incomplete generation stream", "error_type": "incomplete_generation_stream"},
    ),
}


@pytest.mark.parametrize(("error", "status", "whole_body", "event"), BREAKS.values(), ids=BREAKS)
def test_what_breaks(serve: Serve, error: Any, status: int, whole_body: Any, event: Any) -> None:
    server = serve(engine=Breaking(error))
    answer = server.generate()
    assert (answer.status, answer.json) == (status, whole_body)
    first, last = server.post({"inputs": "hello", "stream": True}).events
    assert first["token"]["text"] == "first"
    assert last == event


class Untemplated(Responder):
    def apply_chat_template(self, messages: Any) -> str:
        raise TemplateError("template not found")


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_without_a_chat_template(serve: Serve, stream: bool) -> None:
    answer = serve(engine=Untemplated()).post(json.loads(_chat(stream=stream)))
    assert answer.status == 422
    assert answer.json == {"error": "Template error: template not found", "error_type": "template_error"}


def test_requests_are_logged(server: Server) -> None:
    server.generate()
    server.generate(top_k=0)
    server.post({"inputs": "hello", "parameters": {"top_k": 0}, "stream": True})
    answered, refused, streaming, refused_in_stream = server.lines
    assert answered.startswith("INFO 200 answered after ")
    assert refused == "ERROR 422 validation: Input validation error: `top_k` must be strictly positive"
    assert streaming.startswith("INFO 200 streaming after ")
    assert refused_in_stream == refused


def test_many_requests_at_once(server: Server) -> None:
    async def scenario() -> None:
        answers = await asyncio.gather(*(server.answer(STREAM if n % 2 else BODY) for n in range(100)))
        assert {answer.status for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 2

    asyncio.run(scenario())


def _chat(*, stream: bool) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": "hello"}], "stream": stream}).encode()
