"""A model's folder: what is refused before anything is loaded, and why. Needs no model library."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pluto_py.local.textgen.engine import EngineError
from pluto_py.local.textgen.model_directory import read_model_directory
from pluto_py.local.textgen.opening import open_engine

COMPLETE: dict[str, Any] = {
    "config.json": {"architectures": ["LlamaForCausalLM"], "max_position_embeddings": 2048},
    "model.safetensors": "",
    "tokenizer.json": "{}",
}
INDEX = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no config": ({"config.json": None}, "is not a model's directory: it has no config.json"),
    "a broken config": ({"config.json": "{"}, "cannot be read: "),
    "a config of another kind": ({"config.json": []}, "is not a JSON object"),
    "another model": (
        {"config.json": {"architectures": ["BertForMaskedLM"]}},
        "is not a causal language model, but BertForMaskedLM",
    ),
    "no weights": ({"model.safetensors": None}, "has no weights"),
    "a shard missing": (
        {"model.safetensors": None, "model.safetensors.index.json": INDEX, "model-1.safetensors": ""},
        "is incomplete: model-2.safetensors is missing",
    ),
    "GGUF": ({"model.safetensors": None, "model.gguf": ""}, "holds GGUF files"),
    "no tokenizer": ({"tokenizer.json": None}, "has no tokenizer"),
}


def write(folder: Path, changes: dict[str, Any]) -> Path:
    for name, content in {**COMPLETE, **changes}.items():
        if content is not None:
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(("changes", "reason"), REFUSED.values(), ids=REFUSED)
def test_folders_that_are_refused(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(EngineError) as refused:
        open_engine(str(write(tmp_path, changes)))
    assert reason in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="there is no such directory"):
        open_engine(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("config", "positions"),
    [
        ({"max_position_embeddings": 2048}, 2048),
        ({"n_positions": 1024}, 1024),
        ({"text_config": {"max_position_embeddings": 8192}}, 8192),
        ({}, None),
    ],
)
def test_the_models_length_is_read(tmp_path: Path, config: dict[str, Any], positions: int | None) -> None:
    assert read_model_directory(write(tmp_path, {"config.json": config})).max_positions == positions


def test_shards_are_weights(tmp_path: Path) -> None:
    shards = {"model-1.safetensors": "", "model-2.safetensors": "", "model.safetensors.index.json": INDEX}
    assert read_model_directory(write(tmp_path, {"model.safetensors": None, **shards})).path == tmp_path


@pytest.mark.skipif(find_spec("transformers") is not None, reason="the extra local-llm is installed")
def test_without_the_libraries_it_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"needs .*transformers: pip install 'pluto-py\[local-llm\]' adds"):
        open_engine(str(write(tmp_path, {})))
