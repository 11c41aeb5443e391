"""What a TGI container takes from its image's tag and its environment.

Defaults and limits are those of the launcher's arguments and of the image's SageMaker entry script, 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.local.textgen.container import ContainerError
from pluto_py.local.textgen.environment import Environment

__all__ = ["QUANTIZATIONS", "Settings", "read_settings"]

QUANTIZATIONS = (
    "awq",
    "compressed-tensors",
    "eetq",
    "exl2",
    "gptq",
    "marlin",
    "bitsandbytes",
    "bitsandbytes-nf4",
    "bitsandbytes-fp4",
    "fp8",
)
_VERSION_TAG = re.compile(r"tgi(\d+)\.(\d+)(?:\.(\d+))?")
_LATEST = (3, 3, 6)
"""The last version that AWS has an image of; assumed where a tag names none."""

_MESSAGES_ON_INVOCATIONS = (2, 3, 0)
"""From here on `/invocations` takes every kind of body; before, `MESSAGES_API_ENABLED` chose between two."""
_WHOLE_BUDGET_BY_DEFAULT = (3, 0, 0)
"""From here on a request without `max_new_tokens` may use all that is left; before, it got 100 tokens."""
_GENEROUS_LIMITS = (2, 0, 0)
"""From here on limits default to the model's positions (taken as 4,096); before, to 1,024 and 2,048."""


@dataclass(frozen=True)
class Settings:
    """One container. Lengths are in tokens, `payload_limit` in bytes.

    `generates` and `chats` say which kinds of body `/invocations` takes (completions go with both);
    `default_max_new_tokens` None means all that `max_total_tokens` leaves.
    """

    model_id: str
    version: tuple[int, int, int] = _LATEST
    max_input_tokens: int = 4095
    max_total_tokens: int = 4096
    default_max_new_tokens: int | None = None
    max_concurrent_requests: int = 128
    max_stop_sequences: int = 4
    max_best_of: int = 2
    max_top_n_tokens: int = 5
    max_client_batch_size: int = 4
    payload_limit: int = 2_000_000
    generates: bool = True
    chats: bool = True
    prefill_logprobs: bool = False
    event_prefix: bytes = b"data: "

    @property
    def fingerprint(self) -> str:
        """`system_fingerprint` of OpenAI-style answers."""
        return "{}.{}.{}-local".format(*self.version)


def read_settings(image: str, variables: Mapping[str, str], max_positions: int | None) -> Settings:
    """The settings of a container.

    `max_positions` is the engine's own limit; None if it sets none.

    Raises:
        ContainerError: the launcher would refuse this environment.
    """
    environment = Environment(variables)
    version = _version(image)
    model_id = environment.text("HF_MODEL_ID")
    if model_id is None:
        raise ContainerError("HF_MODEL_ID must be set")
    environment.choice("HF_MODEL_QUANTIZE", QUANTIZATIONS)
    environment.choice("QUANTIZE", QUANTIZATIONS)
    environment.choice("DTYPE", ("float16", "bfloat16"))
    _check_shards(environment)
    max_input, max_total = _limits(environment, version, max_positions)
    everything = version >= _MESSAGES_ON_INVOCATIONS
    messages_only = not everything and environment.flag("MESSAGES_API_ENABLED")
    return Settings(
        model_id=model_id,
        version=version,
        max_input_tokens=max_input,
        max_total_tokens=max_total,
        default_max_new_tokens=None if version >= _WHOLE_BUDGET_BY_DEFAULT else 100,
        max_concurrent_requests=_count(environment, "MAX_CONCURRENT_REQUESTS", 128),
        max_stop_sequences=_count(environment, "MAX_STOP_SEQUENCES", 4),
        max_best_of=_count(environment, "MAX_BEST_OF", 2),
        max_top_n_tokens=_count(environment, "MAX_TOP_N_TOKENS", 5),
        max_client_batch_size=_count(environment, "MAX_CLIENT_BATCH_SIZE", 4),
        payload_limit=_count(environment, "PAYLOAD_LIMIT", 2_000_000),
        generates=not messages_only,
        chats=everything or messages_only,
        prefill_logprobs=version < (3, 0, 0) or environment.flag("ENABLE_PREFILL_LOGPROBS"),
        event_prefix=b"data: " if version >= (2, 0, 0) else b"data:",
    )


def _version(image: str) -> tuple[int, int, int]:
    found = _VERSION_TAG.search(image.rsplit("/", 1)[-1])
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else _LATEST


def _count(environment: Environment, name: str, default: int) -> int:
    value = environment.count(name)
    return default if value is None else value


def _check_shards(environment: Environment) -> None:
    shards = environment.count("SM_NUM_GPUS")
    if shards == 0:
        raise _invalid_argument("`num_shard` must be > 0")


def _limits(
    environment: Environment, version: tuple[int, int, int], max_positions: int | None
) -> tuple[int, int]:
    """The limits of input and of input plus output."""
    newer, older = environment.count("MAX_INPUT_TOKENS"), environment.count("MAX_INPUT_LENGTH")
    if newer is not None and older is not None:
        raise _invalid_argument(
            f"Both `max_input_tokens` ({newer}) and `max_input_length` ({older}) are set. Please define only "
            "`max_input_tokens` as `max_input_length is deprecated for naming consistency."
        )
    max_input, max_total = newer if newer is not None else older, environment.count("MAX_TOTAL_TOKENS")
    if max_total is None:
        usual = 4096 if version >= _GENEROUS_LIMITS else 2048
        max_total = min(usual, max_positions or usual)
        if max_input is not None:
            max_total = max(max_total, max_input + 1)
    if max_input is None:
        max_input = min(max_total - 1, max_total - 1 if version >= _GENEROUS_LIMITS else 1024)
    if max_input >= max_total:
        raise _invalid_argument(f"`max_input_tokens`({max_input}) must be < `max_total_tokens`({max_total})")
    return max_input, max_total


def _invalid_argument(reason: str) -> ContainerError:
    return ContainerError(f'Error: ArgumentValidation("{reason}")')
