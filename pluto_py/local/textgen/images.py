"""Which container an image holds, and starting it over an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pluto_py.local.textgen.container import Container, ContainerError, Log
from pluto_py.local.textgen.engine import Engine
from pluto_py.local.textgen.tgi import settings as tgi
from pluto_py.local.textgen.tgi.server import TgiContainer
from pluto_py.local.textgen.vllm import settings as vllm
from pluto_py.local.textgen.vllm.server import VllmContainer

__all__ = ["ImageKind", "image_kind", "start_container"]

ImageKind = Literal["tgi", "vllm"]


def image_kind(image: str, environment: Mapping[str, str]) -> ImageKind | None:
    """The contract that an image speaks, by its repository's name, else by variables that only one reads.

    None if neither tells: then it is no text-generation container that is known here.
    """
    repository = image.rsplit("/", 1)[-1].lower()
    if "vllm" in repository or any(name.startswith("SM_VLLM_") for name in environment):
        return "vllm"
    if "tgi" in repository or "text-generation" in repository or "HF_MODEL_ID" in environment:
        return "tgi"
    return None


def start_container(image: str, environment: Mapping[str, str], engine: Engine, log: Log) -> Container:
    """Start the container of an image.

    Raises:
        ContainerError: it would not start with this environment, or nothing here stands in for this image.
    """
    kind = image_kind(image, environment)
    if kind == "tgi":
        return TgiContainer(tgi.read_settings(image, environment, engine.max_positions), engine, log)
    if kind == "vllm":
        return VllmContainer(vllm.read_settings(environment, engine.max_positions), engine, log)
    raise ContainerError(
        f"The local platform stands in for text-generation containers (TGI, vLLM); {image} is neither, "
        "by its name and by its environment (HF_MODEL_ID, SM_VLLM_*)."
    )
