"""`globals()`, `vars(x)`, `x.__dict__`: a dictionary whose items are somebody's attributes."""

from __future__ import annotations

from deducer.values.base import HeapObject, Values
from deducer.values.classes import Instance
from deducer.values.scopes import Scope

__all__ = ["Namespace"]


class Namespace(HeapObject):
    """A live view of `owner`: reading and writing go through to it."""

    __slots__ = ("owner",)

    def __init__(self, owner: Scope | Instance) -> None:
        self.owner = owner

    @property
    def variables(self) -> dict[str, Values]:
        """What is seen through the view."""
        return self.owner.attributes if isinstance(self.owner, Instance) else self.owner.variables

    def clone(self) -> Namespace:
        copy = Namespace(self.owner)
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Namespace)
        self.owner, self.multi = other.owner, other.multi

    def absorb(self, other: HeapObject) -> bool:
        return False

    def contents(self) -> Values:
        return self.owner.contents()
