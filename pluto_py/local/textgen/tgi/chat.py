"""Answers to `{"messages": …}`: OpenAI's chat completion, as the router writes it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

from pluto_py.local.textgen.container import JSON, SSE, Reply, dumps
from pluto_py.local.textgen.engine import Task, Token
from pluto_py.local.textgen.generation import Step
from pluto_py.local.textgen.tgi.errors import FAILURES, TgiError, ValidationError
from pluto_py.local.textgen.tgi.inference import Inference
from pluto_py.local.textgen.tgi.requests import ChatBody, Parameters

__all__ = ["chat", "openai_finish_reason", "usage"]


async def chat(inference: Inference, body: ChatBody) -> Reply:
    """The reply to one chat body.

    Raises:
        TgiError, GenerationError, TemplateError, IncompleteGenerationError: the template's and the tools'
        errors
            always; the others where no stream is asked for.
    """
    parameters = _parameters(body)
    await inference.engine.prepare()
    inputs = inference.engine.apply_chat_template(body.messages)
    envelope = _Envelope(inference, body)
    if body.stream:
        return Reply(200, SSE, stream=_events(inference, body, inputs, parameters, envelope))
    output = await inference.generate(inputs, parameters, messages=body.messages)
    tokens = output.generated.tokens
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": output.generated.text},
        "logprobs": _logprobs(tokens) if body.logprobs else None,
        "finish_reason": openai_finish_reason(output.generated.finish_reason),
    }
    answer = envelope.wrap("chat.completion", [choice], usage(len(output.task.ids), len(tokens)))
    return Reply(200, JSON, dumps(answer))


async def _events(
    inference: Inference, body: ChatBody, inputs: str, parameters: Parameters, envelope: _Envelope
) -> AsyncGenerator[bytes, None]:
    prefix = inference.settings.event_prefix
    try:
        async with aclosing(inference.stream(inputs, parameters, messages=body.messages)) as steps:
            async for task, step in steps:
                for event in _step_events(body, envelope, task, step):
                    yield prefix + dumps(event) + b"\n\n"
    except FAILURES as error:
        yield prefix + inference.failed(error).openai_event() + b"\n\n"
    yield prefix + b"[DONE]\n\n"


def _step_events(body: ChatBody, envelope: _Envelope, task: Task, step: Step) -> Iterable[dict[str, Any]]:
    token, done = step.token, step.generated
    choice = {
        "index": 0,
        "delta": {"role": "assistant", "content": "" if token.special else token.text},
        "logprobs": _logprobs([token]) if body.logprobs else None,
        "finish_reason": openai_finish_reason(done.finish_reason) if done else None,
    }
    yield envelope.wrap("chat.completion.chunk", [choice], None)
    if done is not None and body.include_usage:
        yield envelope.wrap("chat.completion.chunk", [], usage(len(task.ids), len(done.tokens)))


def _parameters(body: ChatBody) -> Parameters:
    """How the router translates a chat request: greedy only at temperature 0, and a penalty shifted by 2."""
    if body.response_format is not None and body.tools is not None:
        raise TgiError(422, "Tool error: Grammar and tools are mutually exclusive", "tool_error")
    if body.response_format is not None or (body.tools and body.tool_choice != "none"):
        raise ValidationError("grammar is not supported")
    greedy = body.temperature == 0.0
    return Parameters(
        temperature=None if greedy else body.temperature,
        repetition_penalty=None if body.presence_penalty is None else body.presence_penalty + 2.0,
        frequency_penalty=body.frequency_penalty,
        top_p=body.top_p,
        do_sample=not greedy,
        max_new_tokens=body.max_tokens,
        stop=body.stop or (),
        details=True,
        seed=body.seed,
        top_n_tokens=body.top_logprobs,
    )


class _Envelope:
    """The members around the choices."""

    def __init__(self, inference: Inference, body: ChatBody):
        self._model = inference.settings.model_id if body.model in (None, "tgi") else body.model
        self._fingerprint = inference.settings.fingerprint

    def wrap(self, kind: str, choices: list[Any], usage: dict[str, int] | None) -> dict[str, Any]:
        return {
            "object": kind,
            "id": "",
            "created": int(time.time()),
            "model": self._model,
            "system_fingerprint": self._fingerprint,
            "choices": choices,
            "usage": usage,
        }


def openai_finish_reason(reason: str) -> str:
    """OpenAI's word for the end of a sequence; the router keeps its own for the others."""
    return "stop" if reason == "eos_token" else reason


def usage(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    """How many tokens went in and came out."""
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def _logprobs(tokens: Iterable[Token]) -> dict[str, Any]:
    return {
        "content": [
            {
                "token": token.text,
                "logprob": token.logprob,
                "top_logprobs": [{"token": top.text, "logprob": top.logprob} for top in token.top],
            }
            for token in tokens
        ]
    }
