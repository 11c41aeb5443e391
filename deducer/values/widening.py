"""Sets of data that grow without end are cut short.

Only plain data is: whatever can be called, or holds something that can, is finite by the way it is named (see
`state.heap`), and dropping any of it would lose a grant.
"""

from __future__ import annotations

from deducer.values.atoms import Const, Unknown, carried, unknown
from deducer.values.base import HeapObject, Value, Values

__all__ = ["LIMIT", "STATE_LIMIT", "settle", "widen"]

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


def settle(target: HeapObject) -> None:
    """Cut short all sets of an object that changes from one request to the next."""
    for name in target.set_parts:
        setattr(target, name, widen(getattr(target, name), STATE_LIMIT))
    for name in target.table_parts:
        table = getattr(target, name)
        for key, values in table.items():
            table[key] = widen(values, STATE_LIMIT)
    items = getattr(target, "items", None)
    if isinstance(items, list):
        items[:] = [widen(values, STATE_LIMIT) for values in items]
