"""What of the app a value lets foreign code reach: callables, objects with methods, resources and their properties."""

from __future__ import annotations

from deducer.interpreter.mutations import hold
from deducer.state.machine import Machine
from deducer.values.atoms import Const, Unknown
from deducer.values.base import Value, Values
from deducer.values.callables import Bound, Deferred, Doubtful, Function, Partial, Property, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import ForeignObject, MethodOf
from deducer.values.modules import Module
from deducer.values.resources import Resource, ResourceMethod, ResourceProperty

__all__ = ["held_values", "keep"]

_ALWAYS = (Function, Partial, Resource, ResourceMethod, ResourceProperty, Deferred, Property, Wrapped, Module)
_NEVER = frozenset({"__module__", "__qualname__", "__name__", "__doc__"})


def held_values(values: Values) -> Values:  # noqa: C901 - one branch per kind of value
    """Everything reachable from `values` that foreign code could run or use, containers looked through."""
    found: dict[Value, None] = {}
    seen: set[Value] = set()
    pending = list(reversed(values))
    while pending:
        value = pending.pop()
        if isinstance(value, Const) or value in seen:
            continue
        seen.add(value)
        if isinstance(value, Unknown):
            found.update(dict.fromkeys(value.carries))
        elif isinstance(value, _ALWAYS):
            found[value] = None
        elif isinstance(value, (Sequence, Mapping)):
            pending += reversed(value.contents())
        elif isinstance(value, ForeignObject):
            pending += reversed(value.held)
        elif isinstance(value, Instance):
            if has_code(value.cls):
                found[value] = None
            else:
                pending += reversed(value.contents())
        elif isinstance(value, Class):
            if has_code(value):
                found[value] = None
        elif isinstance(value, Bound):
            found[value] = None
        elif isinstance(value, MethodOf):
            pending.append(value.receiver)
        elif isinstance(value, Doubtful):
            pending.append(value.inner)
    return tuple(found)


def has_code(cls: Class) -> bool:
    """Whether instances have methods, of the app or of a library's base class."""
    if cls.foreign_bases:
        return True
    return any(
        isinstance(value, (Function, Property, Wrapped, Partial))
        for ancestor in cls.mro
        for name, values in ancestor.scope.variables.items()
        if name not in _NEVER
        for value in values
    )


def keep(m: Machine, target: Value, values: Values) -> None:
    """Note that a foreign object, or the foreign part of one of the app's, keeps these values."""
    if values and isinstance(target, (ForeignObject, Instance)):
        hold(m, target, values)
    elif isinstance(target, MethodOf):
        keep(m, target.receiver, values)
