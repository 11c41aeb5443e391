"""One generation of a transformers model, token by token. Everything here runs on the engine's own thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pluto_py.local.textgen.engine import Sampling, Task, Token

__all__ = ["Decoding", "LoadedModel"]

_UNFINISHED = "\N{REPLACEMENT CHARACTER}"
"""How the beginning of a character of several tokens is decoded."""


@dataclass(frozen=True)
class LoadedModel:
    """The libraries, and a model with its tokenizer. Untyped: both libraries are optional."""

    torch: Any
    transformers: Any
    model: Any
    tokenizer: Any

    def end_tokens(self) -> frozenset[int]:
        """The tokens that end a sequence."""
        configured = self.model.generation_config.eos_token_id
        ends = configured if isinstance(configured, list) else [configured]
        return frozenset(token for token in (*ends, self.tokenizer.eos_token_id) if token is not None)

    def score(self, ids: Sequence[int]) -> list[float | None]:
        """The log-probability of each token after those before it; None for the first."""
        with self.torch.inference_mode():
            prompt = self.torch.tensor([ids], device=self.model.device)
            logprobs = self.torch.log_softmax(self.model(input_ids=prompt).logits[0, :-1].float(), -1)
            chosen = logprobs.gather(1, prompt[0, 1:, None])[:, 0]
        return [None, *chosen.tolist()]


class Decoding:
    """The state between two tokens: the cache, what was said, what of it was shown.

    The order of what shapes the probabilities (penalties, temperature, top-k, top-p, typical) is the
    container's, and so are the log-probabilities: those of the shaped distribution.
    """

    def __init__(self, loaded: LoadedModel, task: Task):
        self._loaded = loaded
        self._task = task
        self._ends = loaded.end_tokens()
        self._special = frozenset(loaded.tokenizer.all_special_ids)
        self._device = loaded.model.device
        self._next = loaded.torch.tensor([task.ids], device=self._device)
        self._cache: Any = None
        self._made: list[int] = []
        self._shown_from = self._shown_to = 0
        self._shapers = _shapers(loaded, task.sampling)
        self._random = loaded.torch.Generator(device=self._device)
        self._random.manual_seed(task.sampling.seed % 2**63)

    def step(self) -> Token:
        """The next token."""
        torch = self._loaded.torch
        with torch.inference_mode():
            output = self._loaded.model(input_ids=self._next, past_key_values=self._cache, use_cache=True)
            self._cache = output.past_key_values
            scores = self._shaped(output.logits[:, -1].float())
            logprobs = torch.log_softmax(scores, -1)
            chosen = self._choose(logprobs)
            self._next = torch.tensor([[chosen]], device=self._device)
        self._made.append(chosen)
        text = self._new_text()
        finish = "eos_token" if chosen in self._ends else None
        return self._token(chosen, float(logprobs[chosen]), text, self._top(logprobs), finish)

    def _shaped(self, scores: Any) -> Any:
        """The scores of one token after everything that shapes them; the libraries' shapers want a batch."""
        scores = self._penalized(scores)
        if not self._shapers:
            return scores[0]
        seen = self._loaded.torch.tensor([[*self._task.ids, *self._made]], device=self._device)
        return self._shapers(seen, scores)[0]

    def _choose(self, logprobs: Any) -> int:
        if not self._task.sampling.do_sample:
            return int(logprobs.argmax())
        return int(self._loaded.torch.multinomial(logprobs.exp(), 1, generator=self._random))

    def _penalized(self, scores: Any) -> Any:
        """OpenAI's two penalties, over what was generated so far."""
        sampling = self._task.sampling
        if not self._made or not (sampling.frequency_penalty or sampling.presence_penalty):
            return scores
        made = self._loaded.torch.tensor(self._made, device=scores.device)
        tokens, counts = made.unique(return_counts=True)
        scores = scores.clone()
        scores[0, tokens] -= sampling.frequency_penalty * counts + sampling.presence_penalty
        return scores

    def _top(self, logprobs: Any) -> tuple[Token, ...]:
        if not self._task.top_n:
            return ()
        values, ids = logprobs.topk(min(self._task.top_n, logprobs.numel()))
        decode = self._loaded.tokenizer.decode
        return tuple(
            self._token(token, value, decode([token]))
            for value, token in zip(values.tolist(), ids.tolist(), strict=True)
        )

    def _token(
        self, token: int, logprob: float, text: str, top: tuple[Token, ...] = (), finish: Any = None
    ) -> Token:
        special = token in self._special
        shown = self._loaded.tokenizer.decode([token]) if special else text
        return Token(token, shown, round(logprob, 7), special=special, top=top, finish=finish)

    def _new_text(self) -> str:
        """What the last token adds to the text; nothing while a character is unfinished.

        The tokens before are decoded with it, since tokenizers may join or space tokens by their neighbours.
        """
        decode = self._loaded.tokenizer.decode
        before = decode(self._made[self._shown_from : self._shown_to])
        now = decode(self._made[self._shown_from :])
        if len(now) <= len(before) or now.endswith(_UNFINISHED):
            return ""
        self._shown_from, self._shown_to = self._shown_to, len(self._made)
        return str(now[len(before) :])


def _shapers(loaded: LoadedModel, sampling: Sampling) -> Any:
    """What turns the model's scores into those that are chosen from: a callable of ids and scores."""
    library = loaded.transformers
    shapers = library.LogitsProcessorList()
    if sampling.repetition_penalty != 1.0:
        shapers.append(library.RepetitionPenaltyLogitsProcessor(sampling.repetition_penalty))
    if not sampling.do_sample:
        return shapers
    if sampling.temperature != 1.0:
        shapers.append(library.TemperatureLogitsWarper(sampling.temperature))
    if sampling.top_k is not None:
        shapers.append(library.TopKLogitsWarper(sampling.top_k))
    if sampling.top_p is not None:
        shapers.append(library.TopPLogitsWarper(sampling.top_p))
    if sampling.typical_p is not None:
        shapers.append(library.TypicalLogitsWarper(sampling.typical_p))
    return shapers
