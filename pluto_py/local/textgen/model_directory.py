"""Whether a folder holds a causal language model that transformers can load, told without loading it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pluto_py.local.textgen.engine import EngineError

__all__ = ["ModelDirectory", "read_model_directory"]

_CAUSAL = ("ForCausalLM", "LMHeadModel")
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model")
_POSITIONS = ("max_position_embeddings", "n_positions", "n_ctx")


@dataclass(frozen=True)
class ModelDirectory:
    """A folder that is complete; `max_positions` is how many tokens its model can hold, if it says so."""

    path: Path
    max_positions: int | None


def read_model_directory(path: Path) -> ModelDirectory:
    """Check a folder.

    Raises:
        EngineError: something is missing, broken, or not of a causal language model.
    """
    if not path.is_dir():
        raise EngineError(f"llm = '{path}': there is no such directory.")
    config = _read_json(path / "config.json")
    names = config.get("architectures") or []
    if names and not any(str(name).endswith(_CAUSAL) for name in names):
        raise EngineError(f"llm = '{path}' is not a causal language model, but {', '.join(map(str, names))}.")
    _require_weights(path)
    if not any((path / name).is_file() for name in _TOKENIZERS):
        raise EngineError(f"llm = '{path}' has no tokenizer: none of {', '.join(_TOKENIZERS)} is there.")
    return ModelDirectory(path, _positions([config, config.get("text_config")]))


def _require_weights(path: Path) -> None:
    if any((path / name).is_file() for name in _WEIGHTS):
        return
    for name in _WEIGHTS:
        index = path / f"{name}.index.json"
        if index.is_file():
            shards = set(map(str, _read_json(index).get("weight_map", {}).values()))
            missing = sorted(shard for shard in shards if not (path / shard).is_file())
            if missing or not shards:
                raise EngineError(f"llm = '{path}' is incomplete: {', '.join(missing) or name} is missing.")
            return
    if any(path.glob("*.gguf")):
        raise EngineError(
            f"llm = '{path}' holds GGUF files, which need a server of their own: start one (llama.cpp, "
            "Ollama) and set llm to its URL."
        )
    raise EngineError(f"llm = '{path}' has no weights: neither {' nor '.join(_WEIGHTS)} is there.")


def _read_json(file: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise EngineError(
            f"llm = '{file.parent}' is not a model's directory: it has no {file.name}."
        ) from None
    except (OSError, ValueError) as error:
        raise EngineError(f"{file} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise EngineError(f"{file} is not a JSON object.")
    return value


def _positions(configs: Iterable[Any]) -> int | None:
    for config in configs:
        if isinstance(config, dict):
            for name in _POSITIONS:
                if isinstance(config.get(name), int):
                    return int(config[name])
    return None
