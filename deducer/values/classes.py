"""Classes of the app and their instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deducer.values.base import NOTHING, HeapObject, Value, Values, union

if TYPE_CHECKING:
    from deducer.source.files import Place
    from deducer.values.modules import Module
    from deducer.values.scopes import Scope

__all__ = ["Class", "Instance", "Super"]


class Class(Value):
    """A class statement's result.

    `foreign_bases` are bases, anywhere in the hierarchy, whose code is not read: that code may call any
    method. `is_data` says that the constructor takes the annotated `fields` in order; `is_enum` that plain
    attributes are members.
    """

    __slots__ = (
        "bases", "error_bases", "fields", "foreign_bases", "is_data", "is_enum", "is_error", "metaclass", "module",
        "mro", "name", "options", "place", "qualified_name", "scope",
    )  # fmt: skip

    def __init__(self, name: str, qualified_name: str, module: Module, scope: Scope, place: Place) -> None:
        self.name = name
        self.qualified_name = qualified_name
        self.module = module
        self.scope = scope
        self.place = place
        self.bases: list[Class] = []
        self.mro: list[Class] = [self]
        self.foreign_bases: Values = NOTHING
        self.metaclass: Class | None = None
        self.is_data = False
        self.is_enum = False
        self.is_error = False
        self.error_bases: tuple[str, ...] = ()
        self.fields: dict[str, bool] = {}
        """Field name → whether the constructor takes it."""
        self.options: frozenset[str] = frozenset()
        """"tuple": instances are tuples of their fields; "str": members of the enumeration are strings."""

    def lookup(self, name: str, after: Class | None = None) -> Values | None:
        """The attribute `name` along the method resolution order; only behind `after`, if given."""
        order = self.mro
        if after is not None and after in order:
            order = order[order.index(after) + 1 :]
        for ancestor in order:
            values = ancestor.scope.variables.get(name)
            if values is not None:
                return union(values, ancestor.scope.rest) if ancestor.scope.rest else values
        return None


class Instance(HeapObject):
    """An object of a class of the app; `rest` are values under attribute names that could not be told.

    `optional` are attributes that may also be absent.
    `held` is what foreign code that is part of it (a base class, a library that was handed it) was given.
    """

    __slots__ = ("attributes", "cls", "held", "optional", "place", "rest")
    fixed_parts = ("cls", "optional", "place")
    set_parts = ("held", "rest")
    table_parts = ("attributes",)

    def __init__(self, cls: Class, place: Place | None) -> None:
        self.cls = cls
        self.place = place
        self.attributes: dict[str, Values] = {}
        self.rest: Values = NOTHING
        self.held: Values = NOTHING
        self.optional: frozenset[str] = frozenset()

    @property
    def sort(self) -> Class:
        """Objects of different classes stay apart."""
        return self.cls

    def absorb(self, other: HeapObject) -> bool:
        """An attribute that only one of them has becomes optional."""
        assert isinstance(other, Instance)  # noqa: S101  # objects are joined by class
        optional = self.optional | other.optional | (self.attributes.keys() ^ other.attributes.keys())
        changed = optional != self.optional
        self.optional = optional
        return super().absorb(other) or changed


class Super(Value):
    """`super()`: attributes of `receiver` behind `cls` in its method resolution order."""

    __slots__ = ("cls", "receiver")

    def __init__(self, cls: Class, receiver: Value) -> None:
        self.cls = cls
        self.receiver = receiver
