"""The door between the contracts and whatever makes text.

An engine turns a prompt into tokens, one at a time, and knows nothing of HTTP, stop sequences or token
limits: `generation` counts, stops and assembles, so that every engine stops in the same way.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

__all__ = [
    "Engine",
    "EngineError",
    "FinishReason",
    "GenerationError",
    "Message",
    "Sampling",
    "Task",
    "TemplateError",
    "Token",
]

FinishReason = Literal["length", "eos_token", "stop_sequence"]


class EngineError(Exception):
    """The engine cannot be made ready: its directory, server or library is missing. The text says why."""


class GenerationError(Exception):
    """The engine broke while it made text; the message is for the caller of the endpoint."""


class TemplateError(Exception):
    """The engine has no chat template, or its template refuses the conversation."""


@dataclass(frozen=True)
class Message:
    """One turn. `role` is `"system"`, `"user"`, `"assistant"` or another that the template knows."""

    role: str
    content: str


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen. The defaults are greedy decoding.

    `do_sample` False means the most probable token each time, whatever the other values say. `seed` is always
    set, so that a generation can be repeated. Units: `temperature` divides logits, `top_p` and `typical_p`
    are probability mass in (0, 1), penalties as in Hugging Face's `generate` (repetition) and OpenAI's API
    (the others).
    """

    do_sample: bool = False
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    typical_p: float | None = None
    repetition_penalty: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Task:
    """One generation.

    `text` is the prompt after templating and truncation, `ids` its tokens. `messages` is the conversation
    that the prompt was templated from, for engines that template by themselves; empty otherwise.
    `max_new_tokens` and `stop` bound the work: an engine may end early by them, and need not.
    """

    text: str
    ids: tuple[int, ...]
    max_new_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    messages: tuple[Message, ...] = ()
    stop: tuple[str, ...] = ()
    top_n: int = 0


@dataclass(frozen=True)
class Token:
    """One generated token.

    `text` is what it adds to the output (empty while a character is incomplete), `logprob` the natural
    logarithm of its probability, `special` whether it is markup that no reader should see. `top` are the most
    probable tokens at this place, if the task asked for them. `finish` is set on the last token of an engine
    that ends by itself.
    """

    id: int
    text: str
    logprob: float
    special: bool = False
    top: tuple[Token, ...] = ()
    finish: FinishReason | None = None


class Engine(Protocol):
    """What makes text. Its methods are called on the event loop's thread and must not block it for long."""

    @property
    def name(self) -> str:
        """What it is, for people: `"pluto/builtin-responder"`, a directory, a URL."""
        ...

    @property
    def max_positions(self) -> int | None:
        """How many tokens, prompt and output together, it can hold; None if it sets no limit."""
        ...

    @property
    def deterministic(self) -> bool:
        """Whether it repeats itself; then a missing seed is derived from the request instead of drawn."""
        ...

    async def prepare(self) -> None:
        """Load what is loaded lazily; called before every request, quick after the first.

        Raises:
            GenerationError: it cannot be loaded.
        """
        ...

    def encode(self, text: str, *, add_special_tokens: bool) -> Sequence[int]:
        """The prompt's tokens."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens, special ones included."""
        ...

    def apply_chat_template(self, messages: Sequence[Message]) -> str:
        """The prompt that continues a conversation with the assistant's turn.

        Raises:
            TemplateError: there is no template, or it refuses these messages.
        """
        ...

    async def score(self, ids: Sequence[int]) -> Sequence[float | None]:
        """Each prompt token's log-probability after those before it; None for the first."""
        ...

    def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        """Tokens as they are made; closing the generator ends the work.

        The last token carries `finish`, unless the caller closes the generator before.

        Raises:
            GenerationError: the engine broke.
        """
        ...

    async def close(self) -> None:
        """Let go of memory, threads and connections."""
        ...
