"""From the setting `llm` to an engine."""

from __future__ import annotations

from pathlib import Path

from pluto_py.local.textgen.engine import Engine
from pluto_py.local.textgen.responder import Responder

__all__ = ["open_engine"]


def open_engine(llm: str | None, tokens_per_second: float | None = None) -> Engine:
    """The engine that `[tool.pluto.local] llm` asks for: None or `"builtin"` is the built-in responder.

    `tokens_per_second` slows the responder down. What is costly (a model's weights) is not loaded yet.

    Raises:
        EngineError: it cannot work; the text says why.
    """
    if llm is None or llm in ("", "builtin"):
        return Responder(1.0 / tokens_per_second if tokens_per_second else 0.0)
    if "://" in llm:
        from pluto_py.local.textgen.openai import OpenAiEngine

        return OpenAiEngine(llm)
    from pluto_py.local.textgen.transformers_engine import TransformersEngine

    return TransformersEngine(Path(llm).expanduser())
