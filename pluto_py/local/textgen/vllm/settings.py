"""What a vLLM container takes from its environment: `SM_VLLM_<FLAG>` is the server's `--<flag>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.local.textgen.container import ContainerError
from pluto_py.local.textgen.environment import Environment

__all__ = ["Settings", "read_settings"]

_MODEL_DIRECTORY = "/opt/ml/model"
_USUAL_LENGTH = 4096
_DTYPES = ("auto", "half", "float16", "bfloat16", "float", "float32")


@dataclass(frozen=True)
class Settings:
    """One container.

    `names` are those that a request may call the model by; the first is the one that answers tell.
    `max_model_len` is the limit of prompt and output together, in tokens.
    """

    names: tuple[str, ...]
    max_model_len: int = _USUAL_LENGTH


def read_settings(variables: Mapping[str, str], max_positions: int | None) -> Settings:
    """The settings of a container.

    `max_positions` is the engine's own limit; None if it sets none.

    Raises:
        ContainerError: the server would not start with this environment.
    """
    environment = Environment(variables)
    model = environment.text("SM_VLLM_MODEL") or environment.text("HF_MODEL_ID") or _MODEL_DIRECTORY
    environment.choice("SM_VLLM_DTYPE", _DTYPES)
    if environment.count("SM_VLLM_TENSOR_PARALLEL_SIZE") == 0:
        raise ContainerError("vllm serve: error: argument --tensor-parallel-size: must be at least 1")
    length = environment.count("SM_VLLM_MAX_MODEL_LEN")
    if length is not None and max_positions is not None and length > max_positions:
        raise ContainerError(
            f"User-specified max_model_len ({length}) is greater than the derived max_model_len "
            f"({max_positions})."
        )
    if length == 0:
        raise ContainerError("vllm serve: error: argument --max-model-len: must be at least 1")
    served = environment.text("SM_VLLM_SERVED_MODEL_NAME")
    return Settings(tuple(served.split()) if served else (model,), length or max_positions or _USUAL_LENGTH)
