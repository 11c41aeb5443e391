"""An engine that is another server: anything with an OpenAI-compatible API.

`llm = "http://127.0.0.1:11434/v1"` names its base URL; a fragment (`…/v1#llama3.2`) names the model, else it
is the first that `/models` lists. Conversations go to `/chat/completions`, plain prompts to `/completions`,
or where that is not served, as one user turn to the former.

What the server does not tell is made up for: tokens are counted with the tokenizer without a vocabulary, and
every log-probability is 0.0. Stop sequences are watched for here, since the container keeps them in its text
and OpenAI's API does not; the request is dropped when one is met.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import urldefrag, urlsplit

import aiohttp

from pluto_py.local.textgen import tokens
from pluto_py.local.textgen.engine import EngineError, GenerationError, Message, Task, Token
from pluto_py.local.textgen.events import BrokenStreamError, read_events
from pluto_py.local.textgen.stops import StopEnds
from pluto_py.local.textgen.templates import zephyr

__all__ = ["OpenAiEngine"]

_API_KEY = "PLUTO_LOCAL_LLM_API_KEY"
_CONNECT_S = 5.0
_SHOWN_CHARACTERS = 300
_NOT_SERVED = (404, 405, 501)


class OpenAiEngine:
    """See the module. Nothing is sent before the first request, so the server may be started later.

    Raises:
        EngineError: `url` is no HTTP URL.
    """

    max_positions = None
    deterministic = False

    def __init__(self, url: str):
        base, self._model = urldefrag(url)
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EngineError(f"llm = '{url}' is not a server's URL: it needs http(s):// and a host.")
        self.name = base.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._completes = True

    async def prepare(self) -> None:
        """Learn the model's name."""
        if self._model:
            return
        async with self._open("GET", "/models") as response:
            answer = await self._json(response)
        try:
            self._model = str(answer["data"][0]["id"])
        except (KeyError, IndexError, TypeError):
            raise GenerationError(
                f"{self.name}/models lists no model; name one: llm = '{self.name}#MODEL'"
            ) from None

    def encode(self, text: str, *, add_special_tokens: bool) -> Sequence[int]:
        """An estimate of the server's own tokens."""
        return [tokens.BOS, *tokens.encode(text)] if add_special_tokens else tokens.encode(text)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of estimated tokens."""
        return tokens.decode(ids)

    def apply_chat_template(self, messages: Sequence[Message]) -> str:
        """What the tokens of a conversation are counted by; the server templates by itself."""
        return zephyr(messages)

    async def score(self, ids: Sequence[int]) -> Sequence[float | None]:
        """None for the first token, 0.0 for the others: the server does not tell."""
        return [None, *([0.0] * (len(ids) - 1))][: len(ids)]

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        """The server's text in estimated tokens, with a boundary wherever a stop sequence ends."""
        ends = StopEnds(task.stop)
        finish = None
        async with aclosing(self._choices(task)) as choices:
            async for choice in choices:
                for piece in ends.cut(_text(choice)):
                    for each in tokens.encode(piece):
                        yield Token(each, tokens.decode([each]), 0.0)
                finish = choice.get("finish_reason") or finish
        if finish is None:
            raise GenerationError(f"{self.name} ended its answer early")
        text = "" if finish == "length" else tokens.decode([tokens.EOS])
        reason = "length" if finish == "length" else "eos_token"
        yield Token(tokens.EOS, text, 0.0, special=True, finish=reason)  # type: ignore[arg-type]

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _choices(self, task: Task) -> AsyncGenerator[Mapping[str, Any], None]:
        """The first choice of each event."""
        chats = bool(task.messages) or not self._completes
        path = "/chat/completions" if chats else "/completions"
        asked: dict[str, Any] = {"messages": _messages(task)} if chats else {"prompt": task.text}
        request = {**asked, **_parameters(task), "model": self._model, "stream": True}
        async with self._open("POST", path, request) as response:
            if response.status in _NOT_SERVED and not chats:
                self._completes = False
            else:
                await self._check(response)
                async for choice in self._events(response):
                    yield choice
                return
        async with aclosing(self._choices(task)) as choices:
            async for choice in choices:
                yield choice

    async def _events(self, response: aiohttp.ClientResponse) -> AsyncIterator[Mapping[str, Any]]:
        try:
            async for event in read_events(response.content.iter_any()):
                if "error" in event:
                    raise GenerationError(f"{self.name}: {event['error']}")
                for choice in event.get("choices") or ():
                    if choice.get("index", 0) == 0:
                        yield choice
        except (BrokenStreamError, aiohttp.ClientError, AttributeError) as error:
            raise GenerationError(f"{self.name} sent no readable stream: {error}") from error

    def _open(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> _Exchange:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        key = os.environ.get(_API_KEY)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        request = self._session.request(method, self.name + path, json=body, headers=headers)
        return _Exchange(self.name, request)

    async def _json(self, response: aiohttp.ClientResponse) -> Any:
        await self._check(response)
        try:
            return await response.json(content_type=None)
        except ValueError as error:
            raise GenerationError(f"{response.url} answered no JSON") from error

    async def _check(self, response: aiohttp.ClientResponse) -> None:
        if response.status >= 400:
            text = (await response.text(errors="replace"))[:_SHOWN_CHARACTERS]
            raise GenerationError(f"{response.url} answered {response.status}: {text}")


class _Exchange:
    """A request as a context manager whose failure to connect is a `GenerationError`."""

    def __init__(self, name: str, context: Any):
        self._name = name
        self._context = context

    async def __aenter__(self) -> aiohttp.ClientResponse:
        try:
            response: aiohttp.ClientResponse = await self._context.__aenter__()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise GenerationError(f"{self._name} cannot be reached: {error}") from error
        return response

    async def __aexit__(self, *exception: object) -> None:
        await self._context.__aexit__(*exception)


def _messages(task: Task) -> list[dict[str, str]]:
    messages = task.messages or (Message("user", task.text),)
    return [{"role": message.role, "content": message.content} for message in messages]


def _parameters(task: Task) -> dict[str, Any]:
    """What OpenAI's API knows of a task's sampling."""
    sampling = task.sampling
    parameters: dict[str, Any] = {
        "max_tokens": task.max_new_tokens,
        "temperature": sampling.temperature if sampling.do_sample else 0.0,
        "seed": sampling.seed % 2**63,
    }
    if sampling.do_sample and sampling.top_p is not None:
        parameters["top_p"] = sampling.top_p
    if sampling.frequency_penalty:
        parameters["frequency_penalty"] = sampling.frequency_penalty
    if sampling.presence_penalty:
        parameters["presence_penalty"] = sampling.presence_penalty
    return parameters


def _text(choice: Mapping[str, Any]) -> str:
    delta = choice.get("delta")
    text = delta.get("content") if isinstance(delta, dict) else choice.get("text")
    return text if isinstance(text, str) else ""
