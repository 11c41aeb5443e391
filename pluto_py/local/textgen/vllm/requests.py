"""vLLM's two bodies, decoded as leniently as pydantic does: numbers may be text, 2.0 may be 2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.local.textgen.engine import Message, Sampling

__all__ = ["Body", "MismatchError", "decode_body"]


class MismatchError(Exception):
    """The body is not of this kind."""


@dataclass(frozen=True)
class Body:
    """A chat request (`messages`) or a completion request (`prompts`); one of them is empty.

    `max_tokens` None is all that is left of the model's length. `top_logprobs` None: no log-probabilities.
    """

    messages: tuple[Message, ...] = ()
    prompts: tuple[str, ...] = ()
    model: str | None = None
    max_tokens: int | None = None
    n: int = 1
    stop: tuple[str, ...] = ()
    include_stop: bool = False
    stream: bool = False
    include_usage: bool = False
    echo: bool = False
    top_logprobs: int | None = None
    seed: int | None = None
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    repetition_penalty: float = 1.0
    guided: bool = False

    @property
    def is_chat(self) -> bool:
        """Whether it is a chat request."""
        return not self.prompts

    def sampling(self, seed: int) -> Sampling:
        """How tokens are chosen; greedy at temperature 0."""
        greedy = self.temperature == 0.0
        return Sampling(
            do_sample=not greedy,
            temperature=1.0 if greedy else self.temperature,
            top_k=self.top_k if self.top_k > 0 else None,
            top_p=self.top_p if self.top_p < 1.0 else None,
            repetition_penalty=self.repetition_penalty,
            frequency_penalty=self.frequency_penalty,
            presence_penalty=self.presence_penalty,
            seed=seed,
        )


def decode_body(value: Any) -> Body:
    """The request that a JSON value is.

    Raises:
        MismatchError: it is neither kind.
    """
    if not isinstance(value, dict):
        raise MismatchError
    if "messages" in value:
        return _chat(value)
    return _completion(value)


def _chat(value: Mapping[str, Any]) -> Body:
    messages = value["messages"]
    if not isinstance(messages, list):
        raise MismatchError
    shared = _shared(value)
    limit = _optional(value, "max_completion_tokens", _whole)
    wanted = _optional(value, "top_logprobs", _whole) or 0
    guided = _guided(value) or (bool(value.get("tools")) and value.get("tool_choice", "auto") != "none")
    return Body(
        messages=tuple(_message(message) for message in messages),
        max_tokens=limit if limit is not None else _optional(value, "max_tokens", _whole),
        top_logprobs=wanted if _flag(value, "logprobs") else None,
        guided=guided,
        **shared,
    )


def _completion(value: Mapping[str, Any]) -> Body:
    prompt = value.get("prompt")
    prompts = [prompt] if isinstance(prompt, str) else prompt
    if not isinstance(prompts, list) or not prompts or not all(isinstance(each, str) for each in prompts):
        raise MismatchError
    limit = _optional(value, "max_tokens", _whole)
    return Body(
        prompts=tuple(prompts),
        max_tokens=16 if limit is None else limit,  # OpenAI's default for completions, which vLLM keeps
        echo=_flag(value, "echo"),
        top_logprobs=_optional(value, "logprobs", _whole),
        guided=_guided(value),
        **_shared(value),
    )


def _shared(value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "model": _optional(value, "model", _text),
        "n": _optional(value, "n", _whole),
        "seed": _optional(value, "seed", _whole),
        "top_k": _optional(value, "top_k", _whole),
        **{name: _optional(value, name, _number) for name in _WEIGHTS},
    }
    stop = value.get("stop")
    options = value.get("stream_options")
    stream = _flag(value, "stream")
    if options is not None and (not stream or not isinstance(options, dict)):
        raise MismatchError
    return {
        **{name: each for name, each in found.items() if each is not None},
        "stop": () if stop is None else (stop,) if isinstance(stop, str) else _texts(stop),
        "include_stop": _flag(value, "include_stop_str_in_output"),
        "stream": stream,
        "include_usage": _flag(options or {}, "include_usage"),
    }


_WEIGHTS = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "repetition_penalty")


def _guided(value: Mapping[str, Any]) -> bool:
    """Whether the output must follow a grammar."""
    response_format = value.get("response_format")
    asked = isinstance(response_format, dict) and response_format.get("type") not in (None, "text")
    return asked or value.get("structured_outputs") is not None


def _message(value: Any) -> Message:
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        raise MismatchError
    content = value.get("content")
    if isinstance(content, list):
        content = "\n".join(_part(part) for part in content)
    if content is not None and not isinstance(content, str):
        raise MismatchError
    return Message(value["role"], content or "")


def _part(value: Any) -> str:
    text = value.get("text") if isinstance(value, dict) and value.get("type") == "text" else None
    if not isinstance(text, str):
        raise MismatchError
    return text


def _optional(value: Mapping[str, Any], name: str, decode: Callable[[Any], Any]) -> Any:
    return None if value.get(name) is None else decode(value[name])


def _flag(value: Mapping[str, Any], name: str) -> bool:
    flag = value.get(name)
    if flag not in (None, True, False):
        raise MismatchError
    return bool(flag)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise MismatchError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise MismatchError
    return tuple(_text(each) for each in value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise MismatchError
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise MismatchError from None


def _whole(value: Any) -> int:
    number = _number(value)
    if not number.is_integer():
        raise MismatchError
    return value if isinstance(value, int) else int(number)
