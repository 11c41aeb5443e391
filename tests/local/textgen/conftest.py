"""A TGI container over the built-in responder, spoken to as HTTP bodies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pluto_py.local.textgen.container import Container, Reply
from pluto_py.local.textgen.engine import Engine
from pluto_py.local.textgen.images import start_container
from pluto_py.local.textgen.responder import Responder

TGI = "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:{}"
TGI_3 = TGI.format("2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04")
TGI_1 = TGI.format("2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04")


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def events(self) -> list[Any]:
        """The JSON of a stream's events; `[DONE]` stays text."""
        blocks = self.text.split("\n\n")
        assert blocks[-1] == "", "a stream ends with an empty line"
        data = [block.removeprefix("data:").strip() for block in blocks[:-1]]
        return [each if each == "[DONE]" else json.loads(each) for each in data]


@dataclass
class Server:
    """A container, answering outside any event loop of the test."""

    container: Container
    lines: list[str] = field(default_factory=list)

    def post(self, body: Any, content_type: str | None = "application/json") -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return asyncio.run(self.answer(raw, content_type))

    async def answer(self, body: bytes, content_type: str | None = "application/json") -> Answer:
        return await whole(await self.container.invoke(body, content_type))

    def generate(self, inputs: str = "hello", **parameters: Any) -> Answer:
        return self.post({"inputs": inputs, "parameters": parameters})

    def text(self, inputs: str = "hello", **parameters: Any) -> str:
        answer = self.generate(inputs, **parameters)
        assert answer.status == 200, answer.text
        return str(answer.json[0]["generated_text"])


async def whole(reply: Reply) -> Answer:
    if reply.stream is None:
        return Answer(reply.status, reply.content_type, reply.body.decode())
    pieces = [piece async for piece in reply.stream]
    return Answer(reply.status, reply.content_type, b"".join(pieces).decode())


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Serve:
    """Starts a container; keywords are its environment beside `HF_MODEL_ID`."""

    def start(image: str = TGI_3, engine: Engine | None = None, **environment: str) -> Server:
        lines: list[str] = []
        variables = {"HF_MODEL_ID": "tiny/llama", **environment}
        container = start_container(image, variables, engine or Responder(), lines.append)
        return Server(container, lines)

    return start


@pytest.fixture
def server(serve: Serve) -> Server:
    """The last TGI that AWS has an image of."""
    return serve()
