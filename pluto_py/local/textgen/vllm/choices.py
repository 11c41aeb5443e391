"""Generating one choice: checked, run, and cut before its stop string."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from pluto_py.local.textgen.engine import Engine, Task, TemplateError, Token
from pluto_py.local.textgen.generation import encode, run
from pluto_py.local.textgen.vllm.errors import bad_request
from pluto_py.local.textgen.vllm.requests import Body
from pluto_py.local.textgen.vllm.settings import Settings

__all__ = ["Piece", "check", "generate", "make_tasks"]


@dataclass(frozen=True)
class Piece:
    """What a token adds to a choice once it is known to be no part of a stop string.

    `tokens` may be empty or several. On the last piece, `finish_reason` is `"stop"` or `"length"`, and
    `stop_reason` the stop string that was met, if one was.
    """

    text: str
    tokens: tuple[Token, ...]
    finish_reason: str | None = None
    stop_reason: str | None = None


def check(body: Body) -> None:
    """Check everything that needs no tokens.

    Raises:
        VllmError: the first check that fails.
    """
    if body.n < 1:
        raise bad_request(f"n must be at least 1, got {body.n}.")
    for name in ("presence_penalty", "frequency_penalty"):
        value = getattr(body, name)
        if not -2.0 <= value <= 2.0:
            raise bad_request(f"{name} must be in [-2, 2], got {value}.")
    if body.repetition_penalty <= 0.0:
        raise bad_request(f"repetition_penalty must be greater than zero, got {body.repetition_penalty}.")
    if body.temperature < 0.0:
        raise bad_request(f"temperature must be non-negative, got {body.temperature}.", "temperature")
    if not 0.0 < body.top_p <= 1.0:
        raise bad_request(f"top_p must be in (0, 1], got {body.top_p}.", "top_p")
    if body.top_k < -1:
        raise bad_request(f"top_k must be 0 (disable), or at least 1, got {body.top_k}.")
    if body.max_tokens is not None and body.max_tokens < 1:
        raise bad_request(f"max_tokens must be at least 1, got {body.max_tokens}.", "max_tokens")
    if "" in body.stop:
        raise bad_request("stop cannot contain an empty string.")
    if body.guided:
        raise bad_request("The local platform does not guide outputs by tools, formats or grammars.")


async def make_tasks(body: Body, settings: Settings, engine: Engine) -> list[Task]:
    """One task a choice: `n` for each prompt, in the order of the choices.

    Raises:
        VllmError: the template refuses the conversation, or there are too many tokens.
    """
    try:
        texts = [engine.apply_chat_template(body.messages)] if body.is_chat else list(body.prompts)
    except TemplateError as error:
        raise bad_request(str(error)) from error
    return [
        await _task(body, settings, engine, text, index)
        for prompt, text in enumerate(texts)
        for index in range(prompt * body.n, (prompt + 1) * body.n)
    ]


async def _task(body: Body, settings: Settings, engine: Engine, text: str, index: int) -> Task:
    ids = tuple(await encode(engine, text, add_special_tokens=not body.is_chat))
    left = settings.max_model_len - len(ids)
    if left < 1:
        raise bad_request(
            f"This model's maximum context length is {settings.max_model_len} tokens. However, your request "
            f"has {len(ids)} input tokens. Please reduce the length of the input messages.",
            "input_tokens",
        )
    if body.max_tokens is not None and body.max_tokens > left:
        raise bad_request(
            f"'max_tokens' or 'max_completion_tokens' is too large: {body.max_tokens}. This model's maximum "
            f"context length is {settings.max_model_len} tokens and your request has {len(ids)} input tokens "
            f"({body.max_tokens} > {settings.max_model_len} - {len(ids)}).",
            "max_tokens",
        )
    return Task(
        text=text,
        ids=ids,
        max_new_tokens=body.max_tokens or left,
        sampling=body.sampling(_seed(body, engine, text, index)),
        messages=body.messages,
        top_n=body.top_logprobs or 0,
    )


def _seed(body: Body, engine: Engine, text: str, index: int) -> int:
    """The seed asked for, another for each choice; else a drawn one, or one from the request."""
    if body.seed is not None:
        return (body.seed + index) % 2**64
    if not engine.deterministic:
        return secrets.randbits(64)
    content = f"{index}\0{body!r}\0{text}".encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")


async def generate(engine: Engine, task: Task, body: Body) -> AsyncGenerator[Piece, None]:
    """The pieces of a choice; raises what `generation.run` raises."""
    held = Held(body.stop, include=body.include_stop)
    async with aclosing(run(engine, task)) as steps:
        async for step in steps:
            piece = held.push(step.token)
            if piece.finish_reason is not None:
                yield piece
                return
            if step.generated is not None:
                rest = held.rest()
                reason = "length" if step.generated.finish_reason == "length" else "stop"
                yield Piece(piece.text + rest.text, piece.tokens + rest.tokens, reason)
                return
            if piece.tokens:
                yield piece


class Held:
    """Holds tokens back as long as they may be the beginning of a stop string."""

    def __init__(self, stops: Sequence[str], *, include: bool):
        self._stops = stops
        self._include = include
        self._text = ""
        self._tokens: tuple[Token, ...] = ()

    def push(self, token: Token) -> Piece:
        """Add a token; the piece that is free then."""
        self._text += "" if token.special else token.text
        self._tokens += (token,)
        met = [(at, stop) for stop in self._stops if (at := self._text.find(stop)) >= 0]
        if met:
            at, stop = min(met)
            text = self._text[: at + len(stop) * self._include]
            return Piece(text, self._tokens, "stop", stop)
        keep = max((_overlap(self._text, stop) for stop in self._stops), default=0)
        if keep:
            return Piece("", ())
        return self.rest()

    def rest(self) -> Piece:
        """Everything that is held."""
        piece = Piece(self._text, self._tokens)
        self._text, self._tokens = "", ()
        return piece


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of `text` that `stop` begins with."""
    return next(
        (size for size in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:size])), 0
    )
