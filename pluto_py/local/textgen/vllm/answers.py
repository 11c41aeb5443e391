"""What vLLM writes: OpenAI's objects with its own members, whole and in chunks."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from pluto_py.local.textgen.engine import Token
from pluto_py.local.textgen.vllm.choices import Piece
from pluto_py.local.textgen.vllm.requests import Body

__all__ = ["Writer"]


class Writer:
    """Writes the answer to one request. Its id and time are the same in every chunk."""

    def __init__(self, body: Body, model: str):
        self._body = body
        self._model = model
        self._id = f"{'chatcmpl' if body.is_chat else 'cmpl'}-{uuid.uuid4().hex}"
        self._created = int(time.time())

    def whole(self, choices: Sequence[Sequence[Piece]], prompt_tokens: int) -> dict[str, Any]:
        """The answer that does not stream; `choices` are each choice's pieces."""
        kind = "chat.completion" if self._body.is_chat else "text_completion"
        completion_tokens = sum(len(piece.tokens) for pieces in choices for piece in pieces)
        return {
            **self._head(kind),
            "choices": [self._choice(index, pieces) for index, pieces in enumerate(choices)],
            "service_tier": None,
            "system_fingerprint": None,
            "usage": usage(prompt_tokens, completion_tokens),
            "prompt_logprobs": None,
            "kv_transfer_params": None,
        }

    def opening(self, index: int) -> dict[str, Any]:
        """The first chunk of a chat's choice, which names the role."""
        delta = {"role": "assistant", "content": ""}
        return self._chunk({"index": index, "delta": delta, "logprobs": None, "finish_reason": None})

    def piece(self, index: int, piece: Piece) -> dict[str, Any]:
        """The chunk of a piece."""
        content = {"delta": {"content": piece.text}} if self._body.is_chat else {"text": piece.text}
        ending: dict[str, Any] = {"finish_reason": piece.finish_reason}
        if piece.finish_reason is not None or not self._body.is_chat:
            ending["stop_reason"] = piece.stop_reason
        return self._chunk({"index": index, **content, "logprobs": self._logprobs(piece.tokens), **ending})

    def closing(self, prompt_tokens: int, completion_tokens: int) -> dict[str, Any]:
        """The chunk after the last piece that tells usage."""
        return {
            **self._head(self._chunk_kind),
            "choices": [],
            "usage": usage(prompt_tokens, completion_tokens),
        }

    @property
    def _chunk_kind(self) -> str:
        return "chat.completion.chunk" if self._body.is_chat else "text_completion"

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": self._model}

    def _chunk(self, choice: dict[str, Any]) -> dict[str, Any]:
        return {**self._head(self._chunk_kind), "choices": [choice]}

    def _choice(self, index: int, pieces: Sequence[Piece]) -> dict[str, Any]:
        text = "".join(piece.text for piece in pieces)
        tokens = [token for piece in pieces for token in piece.tokens]
        ending = {
            "logprobs": self._logprobs(tokens),
            "finish_reason": pieces[-1].finish_reason,
            "stop_reason": pieces[-1].stop_reason,
            "token_ids": None,
        }
        if self._body.is_chat:
            return {"index": index, "message": _message(text), **ending}
        echoed = self._body.prompts[index // self._body.n] if self._body.echo else ""
        return {
            "index": index,
            "text": echoed + text,
            **ending,
            "prompt_logprobs": None,
            "prompt_token_ids": None,
        }

    def _logprobs(self, tokens: Sequence[Token]) -> dict[str, Any] | None:
        if self._body.top_logprobs is None:
            return None
        if self._body.is_chat:
            return {"content": [_logprob(token, token.top) for token in tokens]}
        starts = [0, *accumulate(len(token.text) for token in tokens)]
        return {
            "text_offset": starts[: len(tokens)],
            "token_logprobs": [token.logprob for token in tokens],
            "tokens": [token.text for token in tokens],
            "top_logprobs": [{top.text: top.logprob for top in token.top or (token,)} for token in tokens],
        }


def usage(prompt_tokens: int, completion_tokens: int) -> dict[str, Any]:
    """How many tokens went in and came out."""
    return {
        "prompt_tokens": prompt_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "completion_tokens": completion_tokens,
        "prompt_tokens_details": None,
    }


def _message(text: str) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": None,
        "audio": None,
        "function_call": None,
        "tool_calls": [],
        "reasoning": None,
    }


def _logprob(token: Token, top: Sequence[Token] = ()) -> dict[str, Any]:
    own = {"token": token.text, "logprob": token.logprob, "bytes": list(token.text.encode())}
    return {**own, "top_logprobs": [_without_top(_logprob(each)) for each in top]}


def _without_top(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name != "top_logprobs"}
