"""A chat template for engines that have none of their own to show."""

from __future__ import annotations

from collections.abc import Sequence

from pluto_py.local.textgen.engine import Message

__all__ = ["zephyr"]


def zephyr(messages: Sequence[Message]) -> str:
    """Zephyr's template, which TinyLlama uses: a marker for each role, `</s>` after each turn.

    A last turn of the assistant is continued, not followed by another.
    """
    turns = "".join(f"<|{message.role}|>\n{message.content}</s>\n" for message in messages)
    if messages and messages[-1].role == "assistant":
        return turns.removesuffix("</s>\n").rstrip()
    return f"{turns}<|assistant|>\n"
