"""Running an engine until a stop, by the text-generation container's rules.

After each token, in this order: the limit of new tokens (`length`), the end-of-sequence token (`eos_token`),
a stop sequence at the end of the output (`stop_sequence`). A stop sequence stays in the text. The order and
the `$`-like match of stops are those of TGI's `StoppingCriteria`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from pluto_py.local.textgen.engine import Engine, FinishReason, Task, Token

__all__ = ["Generated", "IncompleteGenerationError", "Step", "collect", "encode", "run"]

_LONG_PROMPT = 50_000
"""Characters from which a prompt is tokenized off the event loop's thread."""


class IncompleteGenerationError(Exception):
    """The engine's tokens ended without a reason."""


@dataclass(frozen=True)
class Generated:
    """A whole output: its text without special tokens, why it ended, and its tokens with special ones."""

    text: str
    finish_reason: FinishReason
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Step:
    """One token, counted from 1; `generated` is set on the last."""

    index: int
    token: Token
    generated: Generated | None = None


async def run(engine: Engine, task: Task) -> AsyncGenerator[Step, None]:
    """Generate until a stop. Closing it ends the engine's work.

    Raises:
        GenerationError: the engine broke.
        IncompleteGenerationError: it ended without a reason.
    """
    stops = StopSequences(task.stop)
    made: list[Token] = []
    async with aclosing(engine.generate(task)) as stream:
        async for token in stream:
            made.append(token)
            reason = _finish(token, len(made), task.max_new_tokens, stops)
            if reason is not None:
                text = "".join(each.text for each in made if not each.special)
                yield Step(len(made), token, Generated(text, reason, tuple(made)))
                return
            yield Step(len(made), token)
    raise IncompleteGenerationError


async def collect(engine: Engine, task: Task) -> Generated:
    """Generate to the end; raises what `run` raises."""
    async with aclosing(run(engine, task)) as steps:
        async for step in steps:
            if step.generated is not None:
                return step.generated
    raise IncompleteGenerationError


async def encode(engine: Engine, text: str, *, add_special_tokens: bool) -> Sequence[int]:
    """The tokens of a prompt of any length, without blocking the event loop."""
    if len(text) < _LONG_PROMPT:
        return engine.encode(text, add_special_tokens=add_special_tokens)
    return await asyncio.to_thread(engine.encode, text, add_special_tokens=add_special_tokens)


class StopSequences:
    """Whether an output that grows token by token ends with one of some sequences.

    As a regular expression's `$`, a single newline after the sequence does not hide it. A sequence that ends
    inside a token does not match, as in the container.
    """

    def __init__(self, sequences: Sequence[str]):
        self._endings = tuple(ending for stop in sequences for ending in (stop, stop + "\n"))
        self._keep = max(map(len, self._endings), default=0)
        self._tail = ""

    def push(self, text: str) -> bool:
        """Add a token's text; whether the output now ends with a stop sequence."""
        if not self._endings:
            return False
        output = self._tail + text
        self._tail = output[-self._keep :]
        return output.endswith(self._endings)


def _finish(token: Token, count: int, limit: int, stops: StopSequences) -> FinishReason | None:
    stopped = stops.push(token.text)
    if count >= limit:
        return "length"
    if token.finish is not None:
        return token.finish
    return "stop_sequence" if stopped else None
