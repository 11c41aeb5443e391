"""Answers to `{"inputs": …}`: an array of one object, or a stream of one event a token."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

from pluto_py.local.textgen.container import JSON, SSE, Reply, dumps
from pluto_py.local.textgen.engine import Task, Token
from pluto_py.local.textgen.generation import IncompleteGenerationError, Step
from pluto_py.local.textgen.tgi.errors import FAILURES, TgiError
from pluto_py.local.textgen.tgi.inference import Inference, Output, token_json
from pluto_py.local.textgen.tgi.requests import GenerateBody

__all__ = ["generate"]


async def generate(inference: Inference, body: GenerateBody) -> Reply:
    """The reply to one generate body.

    Raises:
        TgiError, GenerationError, IncompleteGenerationError: for a body that does not ask for a stream; a
        stream carries
            its error as an event, with status 200, as the container's does.
    """
    if body.stream:
        return Reply(200, SSE, stream=_events(inference, body))
    count = body.parameters.best_of or 1
    if count > 1:
        best, others = await inference.best_of(body.inputs, body.parameters, count)
    else:
        best, others = await inference.generate(body.inputs, body.parameters), []
    answer: dict[str, Any] = {"generated_text": _full_text(body, best.generated.text)}
    if body.parameters.details or body.parameters.decoder_input_details:
        answer["details"] = _details(body, best, others if count > 1 else None)
    return Reply(200, JSON, dumps([answer]))


async def _events(inference: Inference, body: GenerateBody) -> AsyncGenerator[bytes, None]:
    prefix = inference.settings.event_prefix
    try:
        async with aclosing(inference.stream(body.inputs, body.parameters)) as steps:
            async for task, step in steps:
                yield prefix + dumps(_event(body, task, step)) + b"\n\n"
    except IncompleteGenerationError:
        broken = TgiError(500, "Incomplete generation stream", "incomplete_generation_stream")
        yield prefix + inference.failed(broken).body() + b"\n\n"
    except FAILURES as error:
        yield prefix + inference.failed(error).body() + b"\n\n"


def _event(body: GenerateBody, task: Task, step: Step) -> dict[str, Any]:
    event: dict[str, Any] = {"index": step.index, "token": token_json(step.token)}
    if step.token.top:
        event["top_tokens"] = [token_json(token) for token in step.token.top]
    event["generated_text"] = event["details"] = None
    if step.generated is not None:
        event["generated_text"] = _full_text(body, step.generated.text)
        if body.parameters.details:
            event["details"] = {
                "finish_reason": step.generated.finish_reason,
                "generated_tokens": len(step.generated.tokens),
                "seed": Output(task, step.generated).seed,
                "input_length": len(task.ids),
            }
    return event


def _full_text(body: GenerateBody, text: str) -> str:
    return body.inputs + text if body.parameters.return_full_text else text


def _details(body: GenerateBody, output: Output, others: Iterable[Output] | None) -> dict[str, Any]:
    details = _sequence(output)
    if others is not None:
        top_tokens = details.pop("top_tokens", None)
        details["best_of_sequences"] = [
            {"generated_text": _full_text(body, other.generated.text), **_sequence(other)} for other in others
        ]
        if top_tokens is not None:
            details["top_tokens"] = top_tokens
    return details


def _sequence(output: Output) -> dict[str, Any]:
    tokens = output.generated.tokens
    sequence: dict[str, Any] = {
        "finish_reason": output.generated.finish_reason,
        "generated_tokens": len(tokens),
        "seed": output.seed,
        "prefill": list(output.prefill),
        "tokens": [token_json(token) for token in tokens],
    }
    if output.task.top_n:
        sequence["top_tokens"] = [_top(token) for token in tokens]
    return sequence


def _top(token: Token) -> list[dict[str, Any]]:
    return [token_json(each) for each in token.top]
