"""An engine that is a local model, run by Hugging Face's transformers (the extra `local-llm`).

The folder is checked when the engine is opened; libraries and weights are loaded at the first request. All of
the model's work is done on one thread of its own, a token at a time, so that generations that run at once
take turns and a stopped one costs no more than the token it was at.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from pluto_py.local.textgen.decoding import Decoding, LoadedModel
from pluto_py.local.textgen.engine import EngineError, GenerationError, Message, Task, TemplateError, Token
from pluto_py.local.textgen.model_directory import ModelDirectory, read_model_directory

__all__ = ["TransformersEngine"]

T = TypeVar("T")
_logger = logging.getLogger(__name__)
_LIBRARIES = ("torch", "transformers")


class TransformersEngine:
    """See the module.

    Raises:
        EngineError: the folder is incomplete or of another kind, or the libraries are not installed.
    """

    deterministic = False

    def __init__(self, path: Path):
        self._directory: ModelDirectory = read_model_directory(path)
        missing = [name for name in _LIBRARIES if find_spec(name) is None]
        if missing:
            raise EngineError(
                f"llm = '{path}' needs {' and '.join(missing)}: pip install 'pluto-py[local-llm]' adds them."
            )
        self.name = str(path)
        self.max_positions = self._directory.max_positions
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local model")
        self._loading = asyncio.Lock()
        self._model: LoadedModel | None = None

    async def prepare(self) -> None:
        """Load the model, once."""
        async with self._loading:
            if self._model is None:
                begun = time.perf_counter()
                _logger.info("loading %s", self.name)
                self._model = await self._run(lambda: _load(self._directory.path))
                _logger.info("loaded %s in %.1f s", self.name, time.perf_counter() - begun)

    def encode(self, text: str, *, add_special_tokens: bool) -> Sequence[int]:
        """The prompt's tokens."""
        ids: list[int] = self._loaded.tokenizer(text, add_special_tokens=add_special_tokens).input_ids
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens, special ones included."""
        return str(self._loaded.tokenizer.decode(list(ids)))

    def apply_chat_template(self, messages: Sequence[Message]) -> str:
        """The tokenizer's own template."""
        tokenizer = self._loaded.tokenizer
        if tokenizer.chat_template is None:
            raise TemplateError("template not found")
        turns = [{"role": message.role, "content": message.content} for message in messages]
        try:
            text = str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
        except Exception as error:
            raise TemplateError(str(error)) from error
        return _continued(text, messages)

    async def score(self, ids: Sequence[int]) -> Sequence[float | None]:
        """Each prompt token's log-probability after those before it."""
        return await self._run(lambda: self._loaded.score(ids))

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        """The model's tokens."""
        decoding = await self._run(lambda: Decoding(self._loaded, task))
        while True:
            token = await self._run(decoding.step)
            yield token
            if token.finish is not None:
                return

    async def close(self) -> None:
        """Let go of the model."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._model = None

    @property
    def _loaded(self) -> LoadedModel:
        if self._model is None:
            raise GenerationError(f"{self.name} is not loaded")
        return self._model

    async def _run(self, work: Callable[[], T]) -> T:
        """Do the model's work on its thread; what it raises (out of memory) is a `GenerationError`."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, work)
        except GenerationError:
            raise
        except Exception as error:
            _logger.exception("%s failed", self.name)
            raise GenerationError(f"{type(error).__name__}: {error}") from error


def _load(path: Path) -> LoadedModel:
    torch, transformers = import_module("torch"), import_module("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(path, local_files_only=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(path, dtype="auto", local_files_only=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return LoadedModel(torch, transformers, model.to(device).eval(), tokenizer)


def _continued(text: str, messages: Sequence[Message]) -> str:
    """A last turn of the assistant is continued: what the template put after it is cut off."""
    if not messages or messages[-1].role != "assistant":
        return text
    at = text.rfind(messages[-1].content)
    return text if at < 0 else text[: at + len(messages[-1].content)].rstrip()
