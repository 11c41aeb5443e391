"""Answers to `{"prompt": …}`: OpenAI's text completion, as the router writes it. Each prompt is a choice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from typing import Any

from pluto_py.local.textgen.container import JSON, SSE, Reply, dumps
from pluto_py.local.textgen.tgi.chat import openai_finish_reason, usage
from pluto_py.local.textgen.tgi.errors import FAILURES, TgiError
from pluto_py.local.textgen.tgi.inference import Inference
from pluto_py.local.textgen.tgi.requests import CompletionBody, Parameters

__all__ = ["complete"]


async def complete(inference: Inference, body: CompletionBody) -> Reply:
    """The reply to one completion body.

    Raises:
        TgiError, GenerationError, IncompleteGenerationError: a suffix or too many prompts always; the others
        where no
            stream is asked for.
    """
    _check(inference, body)
    parameters = _parameters(body)
    if body.stream:
        return Reply(200, SSE, stream=_events(inference, body, parameters))
    outputs = await asyncio.gather(*(inference.generate(prompt, parameters) for prompt in body.prompts))
    choices = [
        {
            "index": index,
            "text": output.generated.text,
            "logprobs": None,
            "finish_reason": openai_finish_reason(output.generated.finish_reason),
        }
        for index, output in enumerate(outputs)
    ]
    counts = usage(
        sum(len(output.task.ids) for output in outputs),
        sum(len(output.generated.tokens) for output in outputs),
    )
    return Reply(200, JSON, dumps(_envelope(inference, choices) | {"usage": counts}))


async def _events(
    inference: Inference, body: CompletionBody, parameters: Parameters
) -> AsyncGenerator[bytes, None]:
    """One event of each prompt in turn, as long as any of them has more."""
    prefix = inference.settings.event_prefix
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(aclosing(_choice_events(inference, index, prompt, parameters)))
            for index, prompt in enumerate(body.prompts)
        ]
        while streams:
            for stream in list(streams):
                event = await anext(stream, None)
                if event is None:
                    streams.remove(stream)
                else:
                    yield prefix + event + b"\n\n"
    yield prefix + b"[DONE]\n\n"


async def _choice_events(
    inference: Inference, index: int, prompt: str, parameters: Parameters
) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(inference.stream(prompt, parameters)) as steps:
            async for task, step in steps:
                choice = {"index": index, "text": step.token.text, "logprobs": None, "finish_reason": ""}
                if step.generated is None:
                    yield dumps(_envelope(inference, [choice]))
                else:
                    choice["finish_reason"] = step.generated.finish_reason
                    counts = usage(len(task.ids), len(step.generated.tokens))
                    yield dumps(_envelope(inference, [choice]) | {"usage": counts})
    except FAILURES as error:
        yield inference.failed(error).openai_event()


def _check(inference: Inference, body: CompletionBody) -> None:
    if body.suffix is not None:
        raise TgiError(
            422,
            "Suffix is not supported and can be achieved by preprocessing the prompt.",
            "suffix not supported",
        )
    limit = inference.settings.max_client_batch_size
    if len(body.prompts) > limit:
        raise TgiError(
            422, f"Number of prompts exceeds the maximum allowed batch size of {limit}", "batch size exceeded"
        )


def _parameters(body: CompletionBody) -> Parameters:
    greedy = body.temperature == 0.0
    return Parameters(
        temperature=None if greedy else body.temperature,
        repetition_penalty=body.repetition_penalty,
        frequency_penalty=body.frequency_penalty,
        top_p=body.top_p,
        do_sample=not greedy,
        max_new_tokens=body.max_tokens,
        stop=body.stop or (),
        details=True,
        seed=body.seed,
    )


def _envelope(inference: Inference, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "object": "text_completion",
        "id": "",
        "created": int(time.time()),
        "model": inference.settings.model_id,
        "system_fingerprint": inference.settings.fingerprint,
        "choices": choices,
    }
