"""TGI's checks of a decoded request, in its order and with its words, and the task that passes them.

The container answers a failed check with status 422 and `{"error": "Input validation error: …", "error_type":
"validation"}`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace

from pluto_py.local.textgen.engine import Engine, Message, Sampling, Task
from pluto_py.local.textgen.generation import encode
from pluto_py.local.textgen.tgi.errors import ValidationError
from pluto_py.local.textgen.tgi.requests import Parameters
from pluto_py.local.textgen.tgi.settings import Settings

__all__ = ["make_task", "validate", "validate_best_of"]


def validate(inputs: str, parameters: Parameters, settings: Settings) -> None:
    """Check everything that needs no tokens.

    Raises:
        ValidationError: the first check that fails.
    """
    best_of = 1 if parameters.best_of is None else parameters.best_of
    if best_of > 1 and not _sampling_asked_for(parameters):
        raise ValidationError("you must use sampling when `best_of` is > 1")
    _check_weights(parameters)
    if parameters.max_new_tokens == 0:
        raise ValidationError("`max_new_tokens` must be strictly positive")
    if len(parameters.stop) > settings.max_stop_sequences:
        raise ValidationError(
            f"`stop` supports up to {settings.max_stop_sequences} stop sequences. "
            f"Given: {len(parameters.stop)}"
        )
    if parameters.seed is not None and best_of > 1:
        raise ValidationError("`seed` must not be set when `best_of` > 1")
    top_n = parameters.top_n_tokens
    if top_n is not None and top_n > settings.max_top_n_tokens:
        raise ValidationError(
            f"`top_n_tokens` must be >= 0 and <= {settings.max_top_n_tokens}. Given: {top_n}"
        )
    if not inputs:
        raise ValidationError("`inputs` cannot be empty")
    truncate = parameters.truncate
    if truncate is not None and not 0 < truncate <= settings.max_input_tokens:
        raise ValidationError(
            f"`truncate` must be strictly positive and less than {settings.max_input_tokens}. "
            f"Given: {truncate}"
        )
    if parameters.grammar is not None:
        raise ValidationError("grammar is not supported")


def _check_weights(parameters: Parameters) -> None:
    """The numbers that shape probabilities."""
    if parameters.temperature is not None and parameters.temperature <= 0.0:
        raise ValidationError("`temperature` must be strictly positive")
    if parameters.repetition_penalty is not None and parameters.repetition_penalty <= 0.0:
        raise ValidationError("`repetition_penalty` must be strictly positive")
    if parameters.frequency_penalty is not None and not -2.0 <= parameters.frequency_penalty <= 2.0:
        raise ValidationError("`frequency_penalty` must be >= -2.0 and <= 2.0")
    if parameters.top_p is not None and not 0.0 < parameters.top_p < 1.0:
        raise ValidationError("`top_p` must be > 0.0 and < 1.0")
    if parameters.typical_p is not None and not 0.0 < parameters.typical_p < 1.0:
        raise ValidationError("`typical_p` must be > 0.0 and < 1.0")
    if parameters.top_k is not None and parameters.top_k <= 0:
        raise ValidationError("`top_k` must be strictly positive")


def validate_best_of(best_of: int, settings: Settings) -> None:
    """Check how many sequences are asked for.

    Raises:
        ValidationError: too many, or more than one where only one is allowed.
    """
    if settings.max_best_of == 1 and best_of != 1:
        raise ValidationError("`best_of` != 1 is not allowed for this endpoint")
    if best_of > settings.max_best_of:
        raise ValidationError(f"`best_of` must be > 0 and <= {settings.max_best_of}. Given: {best_of}")


async def make_task(
    inputs: str,
    parameters: Parameters,
    settings: Settings,
    engine: Engine,
    *,
    messages: Sequence[Message] | None = None,
    sequence: int = 0,
) -> Task:
    """The task of a validated request.

    `messages` is the conversation that `inputs` was templated from (its special tokens are in it then), None
    for a plain prompt. `sequence` counts the generations of one request from 0.

    Raises:
        ValidationError: the prompt, or prompt and output together, have too many tokens.
    """
    ids = await encode(engine, inputs, add_special_tokens=messages is None)
    if parameters.truncate is not None and len(ids) > parameters.truncate:
        ids = ids[-parameters.truncate :]
        inputs = engine.decode(ids)
    asked = (
        settings.default_max_new_tokens if parameters.max_new_tokens is None else parameters.max_new_tokens
    )
    left = max(settings.max_total_tokens - len(ids), 0)
    max_new_tokens = left if asked is None else asked
    if len(ids) + max_new_tokens > settings.max_total_tokens:
        raise ValidationError(
            f"`inputs` tokens + `max_new_tokens` must be <= {settings.max_total_tokens}. "
            f"Given: {len(ids)} `inputs` tokens and {max_new_tokens} `max_new_tokens`"
        )
    if len(ids) > settings.max_input_tokens:
        raise ValidationError(
            f"`inputs` must have less than {settings.max_input_tokens} tokens. Given: {len(ids)}"
        )
    return Task(
        text=inputs,
        ids=tuple(ids),
        max_new_tokens=max_new_tokens,
        sampling=replace(_sampling(parameters), seed=_seed(inputs, parameters, engine, sequence)),
        messages=tuple(messages or ()),
        stop=parameters.stop,
        top_n=parameters.top_n_tokens or 0,
    )


def _sampling_asked_for(parameters: Parameters) -> bool:
    chosen = (parameters.temperature, parameters.top_k, parameters.top_p, parameters.typical_p)
    return parameters.do_sample or any(value is not None for value in chosen)


def _sampling(parameters: Parameters) -> Sampling:
    """How the container's chooser reads them: a temperature of exactly 1 does not turn sampling on."""
    temperature = 1.0 if parameters.temperature is None else parameters.temperature
    filters = (parameters.top_k, parameters.top_p, parameters.typical_p)
    return Sampling(
        do_sample=parameters.do_sample or temperature != 1.0 or any(value is not None for value in filters),
        temperature=temperature,
        top_k=parameters.top_k,
        top_p=parameters.top_p,
        typical_p=parameters.typical_p,
        repetition_penalty=1.0 if parameters.repetition_penalty is None else parameters.repetition_penalty,
        frequency_penalty=parameters.frequency_penalty or 0.0,
    )


def _seed(inputs: str, parameters: Parameters, engine: Engine, sequence: int) -> int:
    """The seed asked for; else a drawn one, or for an engine that repeats itself, one from the request."""
    if parameters.seed is not None:
        return parameters.seed
    if not engine.deterministic:
        return secrets.randbits(64)
    content = f"{sequence}\0{parameters!r}\0{inputs}".encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")
