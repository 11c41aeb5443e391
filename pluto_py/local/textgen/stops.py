"""Where stop sequences end in a text that comes in pieces, for engines that get text and not tokens."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["StopEnds"]


class StopEnds:
    """Cuts pieces of text so that every stop sequence in the whole ends where a piece ends."""

    def __init__(self, stops: Sequence[str]):
        self._stops = [stop for stop in stops if stop]
        self._keep = max(map(len, self._stops), default=1) - 1
        self._tail = ""

    def cut(self, piece: str) -> list[str]:
        """The next piece in parts; joined they give it back."""
        text = self._tail + piece
        start = len(self._tail)
        ends = sorted({end for stop in self._stops for end in _ends(text, stop) if start < end < len(text)})
        self._tail = text[len(text) - self._keep :] if self._keep else ""
        bounds = [start, *ends, len(text)]
        parts = [text[begin:end] for begin, end in pairwise(bounds)]
        return [part for part in parts if part]


def _ends(text: str, stop: str) -> list[int]:
    found, at = [], text.find(stop)
    while at >= 0:
        found.append(at + len(stop))
        at = text.find(stop, at + 1)
    return found
