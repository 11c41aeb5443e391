"""What a prompt asks: the last thing a person said in it, and what else it holds.

Models see one string; the built-in responder reads it as a person would, by the markup of the common chat
templates and by the labels of plain prompts (`Question: …`, `Human: …`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Question", "nearest_sentence", "read_question"]


@dataclass(frozen=True)
class Question:
    """`text` is what was asked last, on one line; `context` the prompt without it and without markup."""

    text: str
    context: str


# One pattern a family of templates. Each captures the words of a user's turn.
_USER_TURNS = (
    # Zephyr, TinyLlama, Phi-3: <|user|> … </s> or <|end|>
    re.compile(r"<\|user\|>\s*(.*?)(?=</s>|<\|end\|>|<\|assistant\|>|<\|system\|>|\Z)", re.DOTALL),
    # ChatML (Qwen, Yi): <|im_start|>user … <|im_end|>
    re.compile(r"<\|im_start\|>user\s*(.*?)(?=<\|im_end\|>|\Z)", re.DOTALL),
    # Llama 3
    re.compile(r"<\|start_header_id\|>user<\|end_header_id\|>\s*(.*?)(?=<\|eot_id\|>|\Z)", re.DOTALL),
    # Gemma
    re.compile(r"<start_of_turn>user\s*(.*?)(?=<end_of_turn>|\Z)", re.DOTALL),
    # Llama 2, Mistral: [INST] <<SYS>> … <</SYS>> … [/INST]
    re.compile(r"\[INST\]\s*(?:<<SYS>>.*?<</SYS>>)?\s*(.*?)(?=\[/INST\]|\Z)", re.DOTALL),
)
_LABELLED = re.compile(
    r"^[ \t#*]*(?:question|query|human|user|q|input|instruction)\s*:[ \t]*(\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(r"<\|[^|>\s]*\|>|</?s>|\[/?INST\]|<<?/?SYS>>?|<(?:start|end)_of_turn>")
_CUE = re.compile(r"^[ \t#*]*(?:[A-Za-z]+ ){0,2}[A-Za-z]+[ \t]*:[ \t]*$")
"""A line that only asks for the answer: `Answer:`, `Helpful Answer:`, `Assistant:`."""

_STEM = 6
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about am an and are as at be been but by can could did do does for from had has have how i
        if in into is it its me my no not of on or our so than that the their them then there they
        this to up us was we were what when where which who whom whose why will with would you your
        """,
    )
)


def read_question(prompt: str) -> Question:
    """The last user turn of a templated prompt, else its last labelled line, else its last telling line.

    Within a user turn that itself is a prompt (documents, then `Question: …`), the labelled line is meant.
    """
    turn = _last_user_turn(prompt)
    said = turn if turn is not None else prompt
    labelled = _LABELLED.findall(said)
    line = labelled[-1] if labelled else _last_line(said) if turn is None else said
    text = " ".join(_MARKUP.sub(" ", line).split())
    context = _MARKUP.sub("\n", prompt.replace(line, "\n"))
    return Question(text, context)


def nearest_sentence(question: Question) -> str | None:
    """The sentence of the context that shares most uncommon words with the question, if any does."""
    wanted = _uncommon_words(question.text)
    best, best_score = None, 0
    for sentence in _SENTENCE.split(question.context):
        score = len(wanted & _uncommon_words(sentence))
        if score > best_score:
            best, best_score = " ".join(sentence.split()), score
    return best


def _last_user_turn(prompt: str) -> str | None:
    turns = [match for pattern in _USER_TURNS for match in pattern.finditer(prompt)]
    said = [turn for turn in turns if turn[1].strip()]
    return max(said, key=lambda turn: turn.start())[1] if said else None


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if _MARKUP.sub("", line).strip()]
    telling = [line for line in lines if not _CUE.match(line)]
    return (telling or lines or [""])[-1]


def _uncommon_words(text: str) -> set[str]:
    """Words by their beginnings, so that "hospital" and "hospitalized" meet."""
    return {word[:_STEM] for word in map(str.lower, _WORD.findall(text)) if word not in _COMMON_WORDS}
