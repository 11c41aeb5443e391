"""Sets of data that grow without end are cut short.

Only plain data is: whatever can be called, or holds something that can, is finite by the way it is named (see
`state.heap`), and dropping any of it would lose a grant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from deducer.values.atoms import Const, Unknown, carried, unknown
from deducer.values.base import HeapObject, Value, Values, union

__all__ = ["LIMIT", "STATE_LIMIT", "join", "join_into", "settle", "widen"]

K = TypeVar("K")
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


def join(known: Values, values: Values, limit: int = LIMIT) -> Values:
    """Both sets, cut short; `known` itself when nothing is added.

    An unknown may be any constant: where one is known already, constants add nothing. Without this, a set would
    be cut short and grow again for ever.
    """
    if any(isinstance(value, Unknown) for value in known):
        values = tuple(value for value in values if not isinstance(value, Const))
    joined = union(known, values)
    return joined if joined is known else widen(joined, limit)


def join_into(target: dict[K, Values], source: Mapping[K, Values]) -> bool:
    """Join the sets of `source` into those of `target`, key by key; whether that changed anything."""
    changed = False
    for key, values in source.items():
        known = target.get(key)
        joined = values if known is None else join(known, values)
        if joined is not known:
            target[key] = joined
            changed = True
    return changed


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
