"""Where each token of a parsed module stands, without a position for every node.

libcst's own position provider renders the whole tree again, several times slower than parsing. The lowering
visits a tree in source order, so it is enough to walk along the text with it: the next leaf (a name, a
number, a string) is found by skipping whitespace, comments, punctuation and keywords. Where punctuation
itself begins a node, or would be taken for another node's, the lowering says so by `symbol`.
"""

from __future__ import annotations

import keyword
import re

__all__ = ["Cursor"]

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"(?:[^\w\"'#]|#[^\n]*)*")
_SKIPPABLE_WORDS = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
_GAPS_BEFORE: dict[str, re.Pattern[str]] = {}


def _gap_before(symbol: str) -> re.Pattern[str]:
    pattern = _GAPS_BEFORE.get(symbol)
    if pattern is None:
        pattern = re.compile(rf"(?:[^\w\"'#{re.escape(symbol[0])}]|#[^\n]*)*")
        _GAPS_BEFORE[symbol] = pattern
    return pattern


class Cursor:
    """A place in `text` that only moves forward; every method returns the 0-based offset of what it found.

    When a token is not where it should be, the cursor stays and `lost` counts it: a position is then that of
    an earlier token, which is a blemish in a message and nothing worse.
    """

    __slots__ = ("lost", "offset", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0
        self.lost = 0

    def leaf(self, token: str) -> int:
        """Pass the next name, keyword, number or string that is written `token`."""
        text = self.text
        at = self.offset
        lead = 1 if token[0] == "." else 0  # `.5`: the gap has already swallowed the point
        wanted = token[lead:]
        while True:
            at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # the pattern matches the empty string
            if text.startswith(wanted, at):
                end = at + len(wanted)
                if not (wanted[-1].isalnum() or wanted[-1] == "_") or not _is_word(text, end):
                    self.offset = end
                    return at - lead
            word = _WORD.match(text, at)
            if word is None or word.group() not in _SKIPPABLE_WORDS:
                self.lost += 1
                return self.offset
            at = word.end()

    def symbol(self, symbol: str) -> int:
        """Pass the next occurrence of a piece of punctuation."""
        text = self.text
        at = self.offset
        gap = _gap_before(symbol)
        while True:
            at = gap.match(text, at).end()  # type: ignore[union-attr]  # the pattern matches the empty string
            if text.startswith(symbol, at):
                self.offset = at + len(symbol)
                return at
            if at < len(text) and text[at] == symbol[0]:
                at += 1
                continue
            word = _WORD.match(text, at)
            if word is None or word.group() not in _SKIPPABLE_WORDS:
                self.lost += 1
                return self.offset
            at = word.end()

    def advance(self, count: int) -> None:
        """Pass `count` characters of literal text inside a formatted string."""
        self.offset += count


def _is_word(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")
