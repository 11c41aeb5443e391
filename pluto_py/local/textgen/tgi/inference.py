"""One model's requests: admitted up to a limit, checked, run, and assembled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any

from pluto_py.local.textgen.container import Log
from pluto_py.local.textgen.engine import Engine, Message, Task, Token
from pluto_py.local.textgen.generation import Generated, Step, collect, run
from pluto_py.local.textgen.tgi.errors import TgiError, ValidationError, as_tgi_error
from pluto_py.local.textgen.tgi.requests import Parameters
from pluto_py.local.textgen.tgi.settings import Settings
from pluto_py.local.textgen.tgi.validation import make_task, validate, validate_best_of

__all__ = ["Inference", "Output", "token_json"]


@dataclass(frozen=True)
class Output:
    """A finished generation with its task; `prefill` is the prompt's tokens as the wire shows them."""

    task: Task
    generated: Generated
    prefill: tuple[dict[str, Any], ...] = ()

    @property
    def seed(self) -> int | None:
        """The seed, which the container names only where it sampled."""
        return self.task.sampling.seed if self.task.sampling.do_sample else None

    @property
    def mean_logprob(self) -> float:
        """By which the best of several sequences is chosen."""
        return sum(token.logprob for token in self.generated.tokens) / len(self.generated.tokens)


class Inference:
    """One container's model. A request beyond `max_concurrent_requests` is refused, not queued."""

    def __init__(self, settings: Settings, engine: Engine, log: Log):
        self.settings = settings
        self.engine = engine
        self._log = log
        self._running = 0

    def failed(self, error: Exception) -> TgiError:
        """The container's error for one of `FAILURES`, after it is written into the log."""
        told = as_tgi_error(error)
        self._log(f"ERROR {told.status} {told.error_type}: {told.error}")
        return told

    async def generate(
        self,
        inputs: str,
        parameters: Parameters,
        *,
        messages: Sequence[Message] | None = None,
        sequence: int = 0,
    ) -> Output:
        """Generate to the end.

        Raises:
            TgiError: it was refused.
            GenerationError, IncompleteGenerationError: the engine's.
        """
        with self._admitted():
            validate(inputs, parameters, self.settings)
            await self.engine.prepare()
            task = await self._task(inputs, parameters, messages, sequence)
            prefill = await self._prefill(task) if parameters.decoder_input_details else ()
            return Output(task, await collect(self.engine, task), prefill)

    async def best_of(self, inputs: str, parameters: Parameters, count: int) -> tuple[Output, list[Output]]:
        """Generate several times; the output with the highest mean log-probability, and the others in order.

        Raises: what `generate` raises.
        """
        validate_best_of(count, self.settings)
        made = await asyncio.gather(
            *(self.generate(inputs, parameters, sequence=sequence) for sequence in range(count))
        )
        best = max(made, key=lambda output: output.mean_logprob)
        return best, [output for output in made if output is not best]

    async def stream(
        self, inputs: str, parameters: Parameters, *, messages: Sequence[Message] | None = None
    ) -> AsyncGenerator[tuple[Task, Step], None]:
        """Generate step by step; raises what `generate` raises, from the first step on."""
        if parameters.best_of not in (None, 1):
            raise ValidationError("`best_of` != 1 is not supported when streaming tokens")
        if parameters.decoder_input_details:
            raise ValidationError("`decoder_input_details` == true is not supported when streaming tokens")
        with self._admitted():
            validate(inputs, parameters, self.settings)
            await self.engine.prepare()
            task = await self._task(inputs, parameters, messages, 0)
            async with aclosing(run(self.engine, task)) as steps:
                async for step in steps:
                    yield task, step

    async def _task(
        self, inputs: str, parameters: Parameters, messages: Sequence[Message] | None, sequence: int
    ) -> Task:
        return await make_task(
            inputs, parameters, self.settings, self.engine, messages=messages, sequence=sequence
        )

    async def _prefill(self, task: Task) -> tuple[dict[str, Any], ...]:
        if not self.settings.prefill_logprobs:
            return ()
        logprobs = await self.engine.score(task.ids)
        return tuple(
            {"id": token, "text": self.engine.decode([token]), "logprob": logprob}
            for token, logprob in zip(task.ids, logprobs, strict=True)
        )

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        if self._running >= self.settings.max_concurrent_requests:
            raise TgiError(429, "Model is overloaded", "overloaded")
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1


def token_json(token: Token) -> dict[str, Any]:
    """A token as the wire shows it."""
    return {"id": token.id, "text": token.text, "logprob": token.logprob, "special": token.special}
