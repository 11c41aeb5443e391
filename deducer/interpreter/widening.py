"""Sets of data that grow without end are cut short.

Only plain data is: whatever can be called, or holds something that can, is finite by the way it is named (see
`state.heap`), and dropping any of it would lose a grant.
"""

from __future__ import annotations

from deducer.values.atoms import Const, Unknown, carried, unknown
from deducer.values.base import Value, Values

__all__ = ["LIMIT", "STATE_LIMIT", "widen"]

LIMIT = 24
"""Up to this many constants are told apart. Generous for dispatch tables, small enough to keep sets cheap."""

STATE_LIMIT = 6
"""The same for state that changes while a handler runs, such as counters: fewer, because each costs a round."""


def widen(values: Values, limit: int = LIMIT) -> Values:
    """The same set, or one in which a single unknown stands for its data."""
    if len(values) <= limit:
        return values
    data: list[Value] = []
    rest: list[Value] = []
    for value in values:
        (data if isinstance(value, (Const, Unknown)) else rest).append(value)
    if len(data) <= limit:
        return values
    return (*rest, *unknown("one of many values", None, carried(data)))
