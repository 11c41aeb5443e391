"""Lists, tuples, sets and dictionaries."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Mapping as ReadOnly
from typing import Any

from deducer.values.base import NOTHING, HeapObject, Values, flatten, union

__all__ = ["Mapping", "Sequence"]


class Sequence(HeapObject):
    """A list, tuple, set, frozenset or deque (`kind`).

    `items` are the elements one by one while they are known; None once only their union is (`rest`). With
    `items` known, `rest` are elements that may further be in it.
    """

    __slots__ = ("items", "kind", "rest")
    fixed_parts = ("items", "kind")
    set_parts = ("rest",)

    def __init__(self, kind: str, items: list[Values] | None, rest: Values = NOTHING) -> None:
        self.kind = kind
        self.items = items
        self.rest = rest

    @property
    def exact(self) -> list[Values] | None:
        """The elements, if they are all there is."""
        return None if self.rest else self.items

    @property
    def sort(self) -> str:
        """Lists and tuples are told apart."""
        return self.kind

    def contents(self) -> Values:
        """Every element."""
        return union(flatten(self.items or ()), self.rest)

    def absorb(self, other: HeapObject) -> bool:
        """Elements stay apart while both have as many; else only their union is known."""
        theirs = getattr(other, "items", None)
        if self.items is not None and theirs is not None and len(self.items) == len(theirs):
            joined = [union(mine, their) for mine, their in zip(self.items, theirs, strict=True)]
            changed = any(a is not b for a, b in zip(joined, self.items, strict=True))
            self.items = joined
            return super().absorb(other) or changed
        rest = union(self.contents(), other.contents())
        changed = self.items is not None or len(rest) != len(self.rest)
        self.items, self.rest = None, rest
        self.multi = self.multi or getattr(other, "multi", False)
        return changed


class Mapping(HeapObject):
    """A dictionary; `rest` are values under keys that could not be told, `other_keys` such keys' own values.

    Keys are plain constants, tuples of them, or the value itself for keys that are objects of the app.
    `factory` makes missing values (`defaultdict`). `optional` are keys that may also be absent.
    """

    __slots__ = ("factory", "items", "optional", "other_keys", "rest")
    fixed_parts = ("optional",)
    set_parts = ("factory", "other_keys", "rest")
    table_parts = ("items",)

    def __init__(
        self,
        items: ReadOnly[Any, Values] | None = None,
        rest: Values = NOTHING,
        other_keys: Values = NOTHING,
        factory: Values = NOTHING,
    ) -> None:
        self.items: dict[Hashable, Values] = dict(items) if items else {}
        self.rest = rest
        self.other_keys = other_keys
        self.factory = factory
        self.optional: frozenset[Hashable] = frozenset()

    def values(self) -> Values:
        """All values under any key."""
        return union(flatten(self.items.values()), self.rest)

    def absorb(self, other: HeapObject) -> bool:
        """A key that only one of them has becomes optional."""
        assert isinstance(other, Mapping)  # noqa: S101  # objects are joined by class
        optional = self.optional | other.optional | (self.items.keys() ^ other.items.keys())
        changed = optional != self.optional
        self.optional = optional
        return super().absorb(other) or changed
