"""Pages of events, and the tokens between them.

A token names the last (or first) event that was shown, by time and position, so it stays right while events
are added and old files go. Sizes are CloudWatch's: at most 10,000 events and 1 MiB of messages, 26 bytes
each extra.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pluto_py.local.logs.events import LogEvent

__all__ = ["Page", "TokenError", "after", "page"]

_MOST_EVENTS = 10_000
_MOST_BYTES = 1024 * 1024
_EVENT_OVERHEAD = 26
_TOKEN = re.compile(r"([fb])/(-?\d+)/(\d+)")
_START = "f/-1/0"


class TokenError(Exception):
    """A token that was not given out here."""


@dataclass(frozen=True)
class Page:
    """Some events, oldest first, and the tokens for what lies before and behind."""

    events: Sequence[LogEvent]
    forward: str
    backward: str


def page(events: Sequence[LogEvent], *, limit: int | None, from_head: bool, token: str | None) -> Page:
    """One page of a stream's events (sorted by `key`); an exhausted direction repeats its token."""
    keys = [event.key for event in events]
    direction, key = _parse(token) if token else ("f" if from_head else "b", None)
    count = min(limit or _MOST_EVENTS, _MOST_EVENTS)
    if direction == "f":
        start = bisect_right(keys, key) if key is not None else 0
        chosen = _within_size(events[start : start + count])
    else:
        end = bisect_left(keys, key) if key is not None else len(events)
        chosen = _within_size(events[max(0, end - count) : end][::-1])[::-1]
    if not chosen:
        stay = key if key is not None else (-1, 0)
        return Page((), _token("f", stay), _token("b", stay))
    return Page(chosen, _token("f", chosen[-1].key), _token("b", chosen[0].key))


def after(
    events: Sequence[LogEvent], *, limit: int | None, token: str | None
) -> tuple[Sequence[LogEvent], str | None]:
    """One page of a filter's events (sorted by `key`), and the token of the next one if there are more."""
    found = page(events, limit=limit, from_head=True, token=token or _START)
    if found.events and found.events[-1].key != events[-1].key:
        return found.events, found.forward
    return found.events, None


def _within_size(events: Sequence[LogEvent]) -> Sequence[LogEvent]:
    size = 0
    for number, event in enumerate(events):
        size += len((event.message or "").encode("utf-8", "replace")) + _EVENT_OVERHEAD
        if size > _MOST_BYTES and number:
            return events[:number]
    return events


def _token(direction: str, key: tuple[int, int]) -> str:
    return f"{direction}/{key[0]}/{key[1]}"


def _parse(token: str) -> tuple[str, tuple[int, int]]:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise TokenError("The specified nextToken is invalid.")
    return match[1], (int(match[2]), int(match[3]))
