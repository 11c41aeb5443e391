"""The engine that is another server, against servers of OpenAI's API that are real but for their model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.local.textgen.engine import EngineError
from pluto_py.local.textgen.events import read_events
from pluto_py.local.textgen.openai import OpenAiEngine
from pluto_py.local.textgen.opening import open_engine
from pluto_py.local.textgen.responder import Responder
from pluto_py.local.textgen.stops import StopEnds

from .conftest import Answer, Serve, Server

SAID = ["Hello", " from", " the other", " server", ", which knows", " nothing", "."]


@dataclass
class Upstream:
    """An OpenAI-compatible server; `said` are its chunks, `seen` the requests that it got."""

    said: list[str] = field(default_factory=lambda: list(SAID))
    finish: str | None = "stop"
    serves_completions: bool = True
    models: Any = field(default_factory=lambda: {"data": [{"id": "tiny"}]})
    status: int = 200
    raw: bytes | None = None
    seen: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    cut_off: asyncio.Event = field(default_factory=asyncio.Event)
    endless: bool = False

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        if request.path == "/v1/models":
            return web.json_response(self.models)
        self.seen.append((request.path, await request.json()))
        if request.path == "/v1/completions" and not self.serves_completions:
            return web.json_response({"error": "no such route"}, status=404)
        if self.status != 200:
            return web.json_response({"error": {"message": "overloaded"}}, status=self.status)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await self._write(request, response)
        except ConnectionResetError:
            self.cut_off.set()
        return response

    async def _write(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        if self.raw is not None:
            await response.write(self.raw)
            return
        chat = request.path.endswith("/chat/completions")
        while True:
            for text in self.said:
                part = {"delta": {"content": text}} if chat else {"text": text}
                await response.write(_event({"choices": [{"index": 0, **part, "finish_reason": None}]}))
                await asyncio.sleep(0.001 if self.endless else 0)
            if not self.endless:
                break
        if self.finish is not None:
            last = {"delta": {}} if chat else {"text": ""}
            await response.write(_event({"choices": [{"index": 0, **last, "finish_reason": self.finish}]}))
            await response.write(_event({"choices": [], "usage": {}}) + b"data: [DONE]\n\n")


def _event(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


Scenario = Callable[[Upstream, Server], Awaitable[None]]


def against(
    upstream_of: Callable[[], Upstream], serve: Serve, scenario: Scenario, fragment: str = ""
) -> None:
    """Run a scenario with a TGI container over the engine over an upstream server."""

    async def run() -> None:
        upstream = upstream_of()
        runner = web.ServerRunner(web.Server(upstream.handle), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        engine = OpenAiEngine(f"http://127.0.0.1:{runner.addresses[0][1]}/v1/{fragment}")
        try:
            await scenario(upstream, serve(engine=engine))
        finally:
            await engine.close()
            await runner.cleanup()

    asyncio.run(run())


async def generate(server: Server, inputs: str = "hello", stream: bool = False, **parameters: Any) -> Answer:
    body = {"inputs": inputs, "parameters": {"details": True, **parameters}, "stream": stream}
    return await server.answer(json.dumps(body).encode())


def test_a_prompt_is_completed(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        answer = (await generate(server, max_new_tokens=50, temperature=0.5, seed=7, top_p=0.9)).json[0]
        assert answer["generated_text"] == "".join(SAID)
        assert answer["details"]["finish_reason"] == "eos_token"
        ((path, request),) = upstream.seen
        assert path == "/v1/completions"
        assert request == {
            "prompt": "hello",
            "model": "tiny",
            "max_tokens": 50,
            "temperature": 0.5,
            "top_p": pytest.approx(0.9),
            "seed": 7,
            "stream": True,
        }

    against(Upstream, serve, scenario)


def test_a_conversation_is_handed_on_as_one(serve: Serve) -> None:
    messages = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "hello"}]

    async def scenario(upstream: Upstream, server: Server) -> None:
        body = {"messages": messages, "temperature": 0.0}
        answer = await server.answer(json.dumps(body).encode())
        assert answer.json["choices"][0]["message"]["content"] == "".join(SAID)
        ((path, request),) = upstream.seen
        assert path == "/v1/chat/completions"
        assert request["messages"] == messages
        assert request["temperature"] == 0.0

    against(Upstream, serve, scenario)


def test_a_server_without_completions_gets_a_user_turn(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        for _ in range(2):
            assert (await generate(server)).json[0]["generated_text"] == "".join(SAID)
        paths = [path for path, _ in upstream.seen]
        assert paths == ["/v1/completions", "/v1/chat/completions", "/v1/chat/completions"]
        assert upstream.seen[1][1]["messages"] == [{"role": "user", "content": "hello"}]

    against(lambda: Upstream(serves_completions=False), serve, scenario)


def test_a_fragment_names_the_model(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        await generate(server)
        assert upstream.seen[0][1]["model"] == "llama3.2"

    against(Upstream, serve, scenario, fragment="#llama3.2")


def test_its_length_is_told(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        details = (await generate(server)).json[0]["details"]
        assert details["finish_reason"] == "length"

    against(lambda: Upstream(finish="length"), serve, scenario)


def test_it_streams(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        *events, last = (await generate(server, stream=True)).events
        assert "".join(event["token"]["text"] for event in events) == last["generated_text"] == "".join(SAID)

    against(Upstream, serve, scenario)


@pytest.mark.parametrize("stop", ["which", "other ser", "hich kn", "H"])
def test_stop_sequences_end_it_wherever_chunks_end(serve: Serve, stop: str) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        answer = (await generate(server, stop=[stop])).json[0]
        whole = "".join(SAID)
        assert answer["generated_text"] == whole[: whole.index(stop) + len(stop)]
        assert answer["details"]["finish_reason"] == "stop_sequence"
        assert "stop" not in upstream.seen[0][1]

    against(Upstream, serve, scenario)


def test_a_reader_that_goes_away_ends_the_request(serve: Serve) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        body = json.dumps({"inputs": "hello", "stream": True}).encode()
        reply = await server.container.invoke(body, "application/json")
        assert reply.stream is not None
        await anext(reply.stream)
        await reply.stream.aclose()
        await asyncio.wait_for(upstream.cut_off.wait(), 5)

    against(lambda: Upstream(endless=True), serve, scenario)


def test_a_key_is_sent_if_there_is_one(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(upstream: Upstream, server: Server) -> None:
        await generate(server)
        monkeypatch.setenv("PLUTO_LOCAL_LLM_API_KEY", "sk-1")
        await generate(server)
        told = [headers.get("Authorization") for headers in upstream.headers]
        assert told == [None, None, "Bearer sk-1"]

    against(Upstream, serve, scenario)


BROKEN: dict[str, tuple[Callable[[], Upstream], str]] = {
    "an error": (lambda: Upstream(status=503), 'answered 503: {"error": {"message": "overloaded"}}'),
    "no stream": (lambda: Upstream(raw=b"data: <html>\n\n"), "sent no readable stream: no JSON: b'<html>'"),
    "no object": (lambda: Upstream(raw=b"data: [1]\n\n"), "sent no readable stream: no JSON object"),
    "an error in the stream": (lambda: Upstream(raw=_event({"error": "lost"})), ": lost"),
    "an early end": (lambda: Upstream(finish=None), "ended its answer early"),
    "nothing at all": (lambda: Upstream(raw=b""), "ended its answer early"),
    "no models": (lambda: Upstream(models={"data": []}), "/models lists no model"),
    "other models": (lambda: Upstream(models=[1]), "/models lists no model"),
}


@pytest.mark.parametrize(("upstream", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_is_a_generation_error(
    serve: Serve, upstream: Callable[[], Upstream], reason: str
) -> None:
    async def scenario(_: Upstream, server: Server) -> None:
        answer = await generate(server)
        assert answer.status == 424
        assert answer.json["error_type"] == "generation"
        assert reason in answer.json["error"]

    against(upstream, serve, scenario)


def test_a_server_that_is_not_there(serve: Serve, unused_tcp_port: int) -> None:
    async def scenario() -> None:
        engine = OpenAiEngine(f"http://127.0.0.1:{unused_tcp_port}/v1")
        try:
            answer = await generate(serve(engine=engine))
            assert answer.status == 424
            assert f"http://127.0.0.1:{unused_tcp_port}/v1 cannot be reached: " in answer.json["error"]
        finally:
            await engine.close()

    asyncio.run(scenario())


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("url", ["ftp://host/v1", "http://", "https:///v1"])
def test_what_is_no_servers_url(url: str) -> None:
    with pytest.raises(EngineError, match="is not a server's URL"):
        open_engine(url)


def test_the_setting_chooses_the_engine() -> None:
    assert isinstance(open_engine(None), Responder)
    assert isinstance(open_engine("builtin"), Responder)
    assert isinstance(open_engine("http://127.0.0.1:1/v1"), OpenAiEngine)


TEXT = st.text("ab ", max_size=40)


@given(TEXT, st.lists(st.text("ab ", min_size=1, max_size=4), max_size=3), st.integers(1, 7))
def test_every_stop_ends_where_a_piece_ends(text: str, stops: list[str], size: int) -> None:
    ends = StopEnds(stops)
    pieces = [piece for at in range(0, len(text), size) for piece in ends.cut(text[at : at + size])]
    assert "".join(pieces) == text
    bounds = {len("".join(pieces[:count])) for count in range(len(pieces) + 1)}
    for stop in stops:
        expected = {at + len(stop) for at in range(len(text)) if text.startswith(stop, at)}
        assert expected <= bounds


@given(st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=5)), max_size=5), st.integers(1, 30))
def test_events_are_read_however_they_arrive(values: list[dict[str, str]], size: int) -> None:
    wire = (
        b": comment\r\n" + b"".join(map(_event, values)) + b"data: [DONE]\n\n" + _event({"after": "the end"})
    )

    async def chunks():  # type: ignore[no-untyped-def]
        for at in range(0, len(wire), size):
            yield wire[at : at + size]

    async def read() -> list[dict[str, Any]]:
        return [event async for event in read_events(chunks())]

    assert asyncio.run(read()) == values
