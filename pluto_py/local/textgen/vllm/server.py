"""The vLLM container: a body in, a reply out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from pluto_py.local.textgen.container import JSON, SSE, Log, Reply, dumps
from pluto_py.local.textgen.engine import Engine, GenerationError, Task
from pluto_py.local.textgen.generation import IncompleteGenerationError
from pluto_py.local.textgen.json_body import read_json
from pluto_py.local.textgen.vllm.answers import Writer
from pluto_py.local.textgen.vllm.choices import Piece, check, generate, make_tasks
from pluto_py.local.textgen.vllm.errors import VllmError, bad_request
from pluto_py.local.textgen.vllm.requests import Body, MismatchError, decode_body
from pluto_py.local.textgen.vllm.settings import Settings

__all__ = ["VllmContainer"]

_KINDS = ["ChatCompletionRequest", "CompletionRequest"]


class VllmContainer:
    """One container over an engine; `log` gets a line for each request."""

    def __init__(self, settings: Settings, engine: Engine, log: Log):
        self._settings = settings
        self._engine = engine
        self._log = log

    async def invoke(self, body: bytes, content_type: str | None) -> Reply:
        """Answer one request; see `Container`."""
        started = time.perf_counter()
        try:
            reply = await self._answer(_read(body, content_type))
        except (VllmError, GenerationError, IncompleteGenerationError) as error:
            failed = _as_vllm_error(error)
            self._log(f"ERROR {failed.status} {failed.kind}: {failed}")
            return failed.reply()
        elapsed_ms = (time.perf_counter() - started) * 1000
        self._log(f"INFO 200 {'streaming' if reply.stream else 'answered'} after {elapsed_ms:.1f} ms")
        return reply

    async def _answer(self, body: Body) -> Reply:
        model = self._model(body.model)
        check(body)
        await self._engine.prepare()
        tasks = await make_tasks(body, self._settings, self._engine)
        writer = Writer(body, model)
        if body.stream:
            return Reply(200, SSE, stream=self._events(body, tasks, writer))
        choices = await asyncio.gather(*(self._pieces(task, body) for task in tasks))
        return Reply(200, JSON, dumps(writer.whole(choices, _prompt_tokens(body, tasks))))

    async def _pieces(self, task: Task, body: Body) -> list[Piece]:
        async with aclosing(generate(self._engine, task, body)) as pieces:
            return [piece async for piece in pieces]

    async def _events(self, body: Body, tasks: Sequence[Task], writer: Writer) -> AsyncGenerator[bytes, None]:
        """The choices one after the other; an error is an event, and the stream is done."""
        completion_tokens = 0
        try:
            for index, task in enumerate(tasks):
                if body.is_chat:
                    yield _event(writer.opening(index))
                async with aclosing(generate(self._engine, task, body)) as pieces:
                    async for piece in pieces:
                        completion_tokens += len(piece.tokens)
                        yield _event(writer.piece(index, piece))
            if body.include_usage:
                yield _event(writer.closing(_prompt_tokens(body, tasks), completion_tokens))
        except (GenerationError, IncompleteGenerationError) as error:
            yield _event(_as_vllm_error(error).body())
        yield b"data: [DONE]\n\n"

    def _model(self, name: str | None) -> str:
        if name and name not in self._settings.names:
            raise VllmError(404, f"The model `{name}` does not exist.", "NotFoundError", "model")
        return name or self._settings.names[0]


def _read(body: bytes, content_type: str | None) -> Body:
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise VllmError(400, "Unsupported Media Type: Only 'application/json' is allowed", "Bad Request")
    try:
        value = read_json(body)
    except (ValueError, RecursionError) as error:
        raise VllmError(400, f"JSON decode error: {error}", "Bad Request") from error
    try:
        return decode_body(value)
    except MismatchError as error:
        raise bad_request(f"Cannot find suitable handler for request. Expected one of: {_KINDS}") from error


def _prompt_tokens(body: Body, tasks: Sequence[Task]) -> int:
    """The prompts' tokens; those of a prompt with several choices count once."""
    return sum(len(task.ids) for task in tasks[:: body.n])


def _event(value: object) -> bytes:
    return b"data: " + dumps(value) + b"\n\n"


def _as_vllm_error(error: Exception) -> VllmError:
    if isinstance(error, VllmError):
        return error
    return VllmError(500, str(error) or "Incomplete generation", "InternalServerError")
