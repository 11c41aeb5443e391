"""The three bodies of `/invocations`, decoded: `{"inputs"}`, `{"messages"}`, `{"prompt"}`.

Which one a body is, is decided as the router does it: the first whose every known member has the right type,
in the order generate, chat, completion. Members that none knows are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.local.textgen.engine import Message
from pluto_py.local.textgen.tgi.fields import (
    MismatchError,
    boolean,
    f32,
    i32,
    list_of,
    object_fields,
    optional,
    string,
    u32,
    u64,
)

__all__ = ["Body", "ChatBody", "CompletionBody", "GenerateBody", "Parameters", "decode_body"]


@dataclass(frozen=True)
class Parameters:
    """`parameters` of a generate body, by the router's names and defaults."""

    best_of: int | None = None
    temperature: float | None = None
    repetition_penalty: float | None = None
    frequency_penalty: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    typical_p: float | None = None
    do_sample: bool = False
    max_new_tokens: int | None = None
    return_full_text: bool | None = None
    stop: tuple[str, ...] = ()
    truncate: int | None = None
    watermark: bool = False
    details: bool = False
    decoder_input_details: bool = False
    seed: int | None = None
    top_n_tokens: int | None = None
    grammar: Mapping[str, Any] | None = None
    adapter_id: str | None = None


@dataclass(frozen=True)
class GenerateBody:
    """`{"inputs": …, "parameters": {…}, "stream": …}`. Without `parameters`, sampling is on."""

    inputs: str
    parameters: Parameters = Parameters(do_sample=True)
    stream: bool = False


@dataclass(frozen=True)
class ChatBody:
    """`{"messages": […], …}`; tools and formats are kept as they came, to be refused or passed on."""

    messages: tuple[Message, ...]
    model: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] | None = None
    stream: bool = False
    include_usage: bool = False
    logprobs: bool | None = None
    top_logprobs: int | None = None
    tools: tuple[Any, ...] | None = None
    tool_choice: Any = None
    response_format: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class CompletionBody:
    """`{"prompt": …, …}`; `prompts` has one entry for each prompt."""

    prompts: tuple[str, ...]
    model: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    repetition_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] | None = None
    stream: bool = False
    suffix: str | None = None


Body = GenerateBody | ChatBody | CompletionBody


def decode_body(value: Any, *, generates: bool, chats: bool) -> Body:
    """The body that a JSON value is, among those that this container takes.

    Raises:
        MismatchError: it is none of them; the text is the router's, which names no member where several kinds
        were tried.
    """
    if not chats:
        return _generate(value)
    kinds: list[Callable[[Any], Body]] = [_generate, _chat, _completion] if generates else [_chat]
    reasons = []
    for decode in kinds:
        body = _attempt(decode, value)
        if not isinstance(body, MismatchError):
            return body
        reasons.append(body)
    if len(reasons) == 1:
        raise reasons[0]
    raise MismatchError("data did not match any variant of untagged enum SagemakerRequest") from reasons[0]


def _attempt(decode: Callable[[Any], Body], value: Any) -> Body | MismatchError:
    try:
        return decode(value)
    except MismatchError as mismatch:
        return mismatch


def _grammar(value: Any) -> Mapping[str, Any]:
    fields = object_fields(value, {"type": string})
    if fields.get("type") not in ("json", "json_object", "json_schema", "regex") or "value" not in value:
        raise MismatchError("data did not match any variant of untagged enum GrammarType")
    return dict(value)


_PARAMETERS = {
    "best_of": optional(u64),
    "temperature": optional(f32),
    "repetition_penalty": optional(f32),
    "frequency_penalty": optional(f32),
    "top_k": optional(i32),
    "top_p": optional(f32),
    "typical_p": optional(f32),
    "do_sample": boolean,
    "max_new_tokens": optional(u32),
    "return_full_text": optional(boolean),
    "stop": list_of(string),
    "truncate": optional(u64),
    "watermark": boolean,
    "details": boolean,
    "decoder_input_details": boolean,
    "seed": optional(u64),
    "top_n_tokens": optional(u32),
    "grammar": optional(_grammar),
    "adapter_id": optional(string),
}


def _parameters(value: Any) -> Parameters:
    return Parameters(**object_fields(value, _PARAMETERS))


def _generate(value: Any) -> GenerateBody:
    fields = object_fields(value, {"inputs": string, "parameters": _parameters, "stream": boolean})
    _require(fields, "inputs")
    return GenerateBody(**fields)


def _content(value: Any) -> str:
    """A message's content: text, or parts of text and images (which become Markdown, as in the router)."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise MismatchError("data did not match any variant of untagged enum MessageContent")
    return "".join(_part(part) for part in value)


def _part(value: Any) -> str:
    fields = object_fields(value, {"type": string})
    if fields.get("type") == "text":
        return str(_require(object_fields(value, {"text": string}), "text"))
    if fields.get("type") == "image_url":
        image = _require(
            object_fields(value, {"image_url": lambda url: object_fields(url, {"url": string})}), "image_url"
        )
        return f"![]({_require(image, 'url')})"
    raise MismatchError(f"unknown variant `{fields.get('type')}`, expected `text` or `image_url`")


def _message(value: Any) -> Message:
    role = str(_require(object_fields(value, {"role": string}), "role"))
    if "tool_calls" in value and not isinstance(value.get("content"), (str, list)):
        calls = object_fields(value, {"tool_calls": list_of(lambda call: call)})["tool_calls"]
        return Message(role, json.dumps(calls, separators=(",", ":"), ensure_ascii=False))
    return Message(role, str(_require(object_fields(value, {"content": _content}), "content")))


_SHARED_OPENAI = {
    "model": optional(string),
    "max_tokens": optional(u32),
    "temperature": optional(f32),
    "top_p": optional(f32),
    "frequency_penalty": optional(f32),
    "seed": optional(u64),
    "stop": optional(list_of(string)),
    "stream": boolean,
}
_CHAT = {
    **_SHARED_OPENAI,
    "messages": list_of(_message),
    "max_completion_tokens": optional(u32),
    "presence_penalty": optional(f32),
    "logprobs": optional(boolean),
    "top_logprobs": optional(u32),
    "tools": optional(list_of(lambda tool: tool)),
    "tool_choice": lambda choice: choice,
    "response_format": optional(_grammar),
    "stream_options": lambda value: object_fields(value, {"include_usage": boolean}),
}


def _chat(value: Any) -> ChatBody:
    fields = object_fields(value, _CHAT)
    _require(fields, "messages")
    if "max_completion_tokens" in fields:
        if "max_tokens" in fields:
            raise MismatchError("duplicate field `max_tokens`")
        fields["max_tokens"] = fields.pop("max_completion_tokens")
    include_usage = fields.pop("stream_options", {}).get("include_usage", False)
    return ChatBody(include_usage=include_usage, **fields)


def _prompts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and not value:
        raise MismatchError("Empty array detected. Do not use an empty array for the prompt.")
    return (string(value),) if isinstance(value, str) else list_of(string)(value)


_COMPLETION = {
    **_SHARED_OPENAI,
    "prompt": _prompts,
    "repetition_penalty": optional(f32),
    "suffix": optional(string),
}


def _completion(value: Any) -> CompletionBody:
    fields = object_fields(value, _COMPLETION)
    _require(fields, "prompt")
    return CompletionBody(prompts=fields.pop("prompt"), **fields)


def _require(fields: Mapping[str, Any], name: str) -> Any:
    if name not in fields:
        raise MismatchError(f"missing field `{name}`")
    return fields[name]
