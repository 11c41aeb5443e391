"""The built-in engine: deterministic text that says what it is, so that an app runs with no model at all.

It says that it is not a model, what it was asked, and the sentence of the prompt that comes nearest to the
question. The same prompt, parameters and seed give the same text on every machine. Its probabilities are
those of something that is never in doubt: every log-probability is 0.0. Temperature, penalties and the other
weights of sampling are accepted and change nothing but, with sampling on, the closing sentence, which the
seed picks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from pluto_py.local.textgen import tokens
from pluto_py.local.textgen.engine import Message, Task, Token
from pluto_py.local.textgen.prompts import nearest_sentence, read_question
from pluto_py.local.textgen.templates import zephyr

__all__ = ["Responder", "answer"]

_QUOTED_CHARACTERS = 200
_TOKENS_BETWEEN_PAUSES = 64
"""How many tokens are made before the event loop gets a turn (a token takes about a microsecond)."""

_CLOSINGS = (
    "Set `llm` under [tool.pluto.local] in pyproject.toml to talk to a real model.",
    "A real model answers here once `llm` is set under [tool.pluto.local].",
    "To hear a real model, set `llm` under [tool.pluto.local] in pyproject.toml.",
    "With `llm` set under [tool.pluto.local], a real model would answer.",
)


class Responder:
    """See the module. `seconds_per_token` slows it down to a model's pace; 0 is as fast as it goes."""

    name = "pluto/builtin-responder"
    max_positions = None
    deterministic = True

    def __init__(self, seconds_per_token: float = 0.0):
        self._seconds_per_token = seconds_per_token

    async def prepare(self) -> None:
        """Nothing is loaded."""

    def encode(self, text: str, *, add_special_tokens: bool) -> Sequence[int]:
        """Tokens of the tokenizer without a vocabulary, after `<s>` if special tokens are wanted."""
        return [tokens.BOS, *tokens.encode(text)] if add_special_tokens else tokens.encode(text)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens."""
        return tokens.decode(ids)

    def apply_chat_template(self, messages: Sequence[Message]) -> str:
        """Zephyr's template."""
        return zephyr(messages)

    async def score(self, ids: Sequence[int]) -> Sequence[float | None]:
        """None for the first token, 0.0 for the others."""
        return [None, *([0.0] * (len(ids) - 1))][: len(ids)]

    async def generate(self, task: Task) -> AsyncGenerator[Token, None]:
        """The answer's tokens, then `</s>`."""
        text = answer(task.text, task.sampling.seed if task.sampling.do_sample else None)
        for count, piece in enumerate(tokens.encode(text), 1):
            yield _sure(Token(piece, tokens.decode([piece]), 0.0), task.top_n)
            if self._seconds_per_token or count % _TOKENS_BETWEEN_PAUSES == 0:
                await asyncio.sleep(self._seconds_per_token)
        end = Token(tokens.EOS, tokens.decode([tokens.EOS]), 0.0, special=True)
        yield Token(
            end.id, end.text, end.logprob, special=True, top=(end,) * bool(task.top_n), finish="eos_token"
        )

    async def close(self) -> None:
        """Nothing is held."""


def answer(prompt: str, seed: int | None) -> str:
    """The responder's text for a prompt. `seed` picks the closing sentence; None picks the first."""
    question = read_question(prompt)
    sentences = ["This is Pluto's built-in responder, not a language model."]
    if question.text:
        sentences.append(f'You asked: "{_shortened(question.text)}"')
        nearest = nearest_sentence(question)
        if nearest is not None:
            sentences.append(f'Nearest in the prompt: "{_shortened(nearest)}"')
    sentences.append(_CLOSINGS[(seed or 0) % len(_CLOSINGS)])
    return " ".join(sentences)


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARACTERS else f"{text[: _QUOTED_CHARACTERS - 1].rstrip()}…"


def _sure(token: Token, top_n: int) -> Token:
    """The token with itself as its only alternative, if alternatives were asked for."""
    return token if not top_n else Token(token.id, token.text, token.logprob, top=(token,))
