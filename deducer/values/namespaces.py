"""`globals()`, `vars(x)`, `x.__dict__`: a dictionary whose items are somebody's attributes."""

from __future__ import annotations

from deducer.values.base import HeapObject, Values
from deducer.values.classes import Instance
from deducer.values.scopes import Scope

__all__ = ["Namespace"]


class Namespace(HeapObject):
    """A live view of `owner`: reading and writing go through to it."""

    __slots__ = ("owner",)
    fixed_parts = ("owner",)

    def __init__(self, owner: Scope | Instance) -> None:
        self.owner = owner

    @property
    def variables(self) -> dict[str, Values]:
        """What is seen through the view."""
        return self.owner.attributes if isinstance(self.owner, Instance) else self.owner.variables

    @property
    def sort(self) -> object:
        """Views of different owners stay apart."""
        return self.owner

    def contents(self) -> Values:
        """What the owner holds."""
        return self.owner.contents()
