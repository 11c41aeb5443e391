"""Values and sets of values.

An expression's meaning is the set of values that it may have, as a tuple in the order in which they were
found: tuples keep every run deterministic, and nearly all of them have one element. The empty tuple means
"no value": code that cannot go on. Identity is equality; values that are the same are interned to be the
same object.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeAlias, TypeVar

__all__ = ["NOTHING", "HeapObject", "Value", "Values", "flatten", "merge_into", "union"]

Self = TypeVar("Self", bound="HeapObject")
K = TypeVar("K")


class Value:
    """Anything that an expression of the app can evaluate to."""

    __slots__ = ()


Values: TypeAlias = "tuple[Value, ...]"
NOTHING: Values = ()
_LINEAR = 12
"""Up to this many elements a scan is quicker than building a set."""


def union(first: Values, second: Values) -> Values:
    """Both sets; `first` itself when `second` adds nothing, so that identity tells whether anything was added."""
    if not second or first is second:
        return first
    if not first:
        return second
    if len(first) > _LINEAR:
        known = set(first)
        added = tuple(value for value in second if value not in known)
    else:
        added = tuple(value for value in second if value not in first)
    return first + added if added else first


class HeapObject(Value):
    """A value with contents that can change.

    serial      counts allocations, so that "older than" can be asked
    path        the undecided branches under which it was made; decides between strong and weak updates
    multi       stands for more than one object of the running program: updates only ever add
    shared      made while modules load: every handler starts with it as loading left it
    pinned      survives from one invocation of a handler to the next through shared state
    generation  the analysis pass in which it was last made
    version     raised whenever the contents change

    A class lists its contents: `fixed_parts` attributes stay what the first object of a name had, `set_parts` are
    sets of values, `table_parts` dictionaries of them. Copying and joining follow from that.
    """

    __slots__ = ("generation", "multi", "path", "pinned", "serial", "shared", "version")
    fixed_parts: ClassVar[tuple[str, ...]] = ()
    set_parts: ClassVar[tuple[str, ...]] = ()
    table_parts: ClassVar[tuple[str, ...]] = ()

    serial: int
    path: tuple[int, ...]
    multi: bool
    shared: bool
    pinned: bool
    generation: int
    version: int

    @property
    def sort(self) -> object:
        """Objects made in one place are joined only if this is the same."""
        return None

    def clone(self: Self) -> Self:  # noqa: PYI019 - `typing.Self` is newer than Python 3.10
        """A copy of the contents as they are now."""
        copy = object.__new__(type(self))
        copy.become(self)
        return copy

    def become(self, other: HeapObject) -> None:
        """Take over the contents of `other`, an object of the same class."""
        for name in (*self.fixed_parts, *self.set_parts):
            setattr(self, name, getattr(other, name))
        for name in self.table_parts:
            setattr(self, name, dict(getattr(other, name)))
        self.multi = getattr(other, "multi", False)

    def absorb(self, other: HeapObject) -> bool:
        """Add the contents of `other`, an object of the same class; whether that changed anything."""
        changed = False
        for name in self.set_parts:
            known = getattr(self, name)
            joined = union(known, getattr(other, name))
            if joined is not known:
                setattr(self, name, joined)
                changed = True
        for name in self.table_parts:
            changed = merge_into(getattr(self, name), getattr(other, name)) or changed
        self.multi = self.multi or getattr(other, "multi", False)
        return changed

    def contents(self) -> Values:
        """Every value that this object holds."""
        tables: list[dict[Any, Values]] = [getattr(self, name) for name in self.table_parts]
        groups = [getattr(self, name) for name in self.set_parts]
        return flatten([*(values for table in tables for values in table.values()), *groups])


def merge_into(target: dict[K, Values], source: dict[K, Values]) -> bool:
    """Add the sets of `source` to those of `target`, key by key; whether that changed anything."""
    changed = False
    for key, values in source.items():
        known = target.get(key)
        if known is None:
            target[key] = values
            changed = True
        else:
            joined = union(known, values)
            if joined is not known:
                target[key] = joined
                changed = True
    return changed


def flatten(groups: Iterable[Values]) -> Values:
    """The union of several sets, in linear time; the first that is not empty itself, where the others add nothing."""
    filled = [group for group in groups if group]
    if not filled:
        return NOTHING
    joined = tuple(dict.fromkeys(value for group in filled for value in group))
    return filled[0] if len(joined) == len(filled[0]) else joined
