"""Lists, tuples, sets and dictionaries."""

from __future__ import annotations

from collections.abc import Hashable

from deducer.values.base import NOTHING, HeapObject, Values, flatten, union

__all__ = ["Mapping", "Sequence"]


class Sequence(HeapObject):
    """A list, tuple, set, frozenset or deque (`kind`).

    `items` are the elements one by one while they are known; None once only their union is (`rest`). With `items`
    known, `rest` are elements that may further be in it.
    """

    __slots__ = ("items", "kind", "rest")

    def __init__(self, kind: str, items: list[Values] | None, rest: Values = NOTHING) -> None:
        self.kind = kind
        self.items = items
        self.rest = rest

    @property
    def exact(self) -> list[Values] | None:
        """The elements, if they are all there is."""
        return None if self.rest else self.items

    def contents(self) -> Values:
        return union(flatten(self.items or ()), self.rest)

    def clone(self) -> Sequence:
        copy = Sequence(self.kind, None if self.items is None else list(self.items), self.rest)
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Sequence)
        self.kind, self.rest, self.multi = other.kind, other.rest, other.multi
        self.items = None if other.items is None else list(other.items)

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Sequence)
        self.multi = self.multi or other.multi
        if self.items is not None and other.items is not None and len(self.items) == len(other.items):
            joined = [union(mine, theirs) for mine, theirs in zip(self.items, other.items, strict=True)]
            rest = union(self.rest, other.rest)
            changed = rest is not self.rest or any(a is not b for a, b in zip(joined, self.items, strict=True))
            self.items, self.rest = joined, rest
            return changed
        rest = union(self.contents(), other.contents())
        changed = self.items is not None or len(rest) != len(self.rest)
        self.items, self.rest = None, rest
        return changed


class Mapping(HeapObject):
    """A dictionary; `rest` are values under keys that could not be told, `other_keys` such keys' own values.

    Keys are plain constants, tuples of them, or the value itself for keys that are objects of the app.
    `factory` makes missing values (`defaultdict`). `optional` are keys that may also be absent.
    """

    __slots__ = ("factory", "items", "optional", "other_keys", "rest")

    def __init__(
        self,
        items: dict[Hashable, Values] | None = None,
        rest: Values = NOTHING,
        other_keys: Values = NOTHING,
        factory: Values = NOTHING,
    ) -> None:
        self.items: dict[Hashable, Values] = {} if items is None else items
        self.rest = rest
        self.other_keys = other_keys
        self.factory = factory
        self.optional: frozenset[Hashable] = frozenset()

    def contents(self) -> Values:
        """All values; keys are data, or held by the program elsewhere."""
        return union(union(flatten(self.items.values()), self.rest), union(self.other_keys, self.factory))

    def values(self) -> Values:
        """All values under any key."""
        return union(flatten(self.items.values()), self.rest)

    def clone(self) -> Mapping:
        copy = Mapping(dict(self.items), self.rest, self.other_keys, self.factory)
        copy.multi, copy.optional = self.multi, self.optional
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Mapping)
        self.items, self.rest, self.multi = dict(other.items), other.rest, other.multi
        self.other_keys, self.factory, self.optional = other.other_keys, other.factory, other.optional

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Mapping)
        self.multi = self.multi or other.multi
        changed = False
        optional = self.optional | other.optional | (self.items.keys() ^ other.items.keys())
        if optional != self.optional:
            self.optional = optional
            changed = True
        for key, values in other.items.items():
            known = self.items.get(key, NOTHING)
            joined = union(known, values)
            if joined is not known or key not in self.items:
                self.items[key] = joined
                changed = True
        for name in ("rest", "other_keys", "factory"):
            joined = union(getattr(self, name), getattr(other, name))
            if joined is not getattr(self, name):
                setattr(self, name, joined)
                changed = True
        return changed
