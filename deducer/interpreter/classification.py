"""`isinstance` and `issubclass` on abstract values: True, False, or None when it cannot be told."""

from __future__ import annotations

import builtins

from deducer.state.machine import Machine
from deducer.values.atoms import Const
from deducer.values.base import Value, Values
from deducer.values.callables import Bound, Function, Partial
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign
from deducer.values.resources import Resource

__all__ = ["is_instance", "is_subclass"]

_PLAIN = ("str", "int", "bool", "float", "bytes", "list", "tuple", "set", "dict", "frozenset", "complex")


def is_instance(m: Machine, value: Value, classes: Values) -> bool | None:
    """Whether `value` is an instance of any of `classes` (tuples of classes included)."""
    return _any(_is_one(m, value, cls) for cls in _flat(classes))


def is_subclass(value: Value, classes: Values) -> bool | None:
    """Whether `value` is a class below any of `classes`."""
    if not isinstance(value, Class):
        return None
    return _any(_derives(value, cls) for cls in _flat(classes))


def _any(verdicts: object) -> bool | None:
    seen = list(verdicts)  # type: ignore[call-overload]  # an iterable of verdicts
    if any(verdict is True for verdict in seen):
        return True
    return None if any(verdict is None for verdict in seen) or not seen else False


def _flat(classes: Values) -> Values:
    flat: list[Value] = []
    for cls in classes:
        if isinstance(cls, Sequence):
            flat += _flat(cls.contents())
        else:
            flat.append(cls)
    return tuple(flat)


def _derives(cls: Class, ancestor: Value) -> bool | None:
    if isinstance(ancestor, Class):
        return True if ancestor in cls.mro else (None if cls.foreign_bases else False)
    if isinstance(ancestor, Foreign) and ancestor.path == "builtins.object":
        return True
    return None


def _is_one(m: Machine, value: Value, cls: Value) -> bool | None:
    if isinstance(value, Instance):
        if isinstance(cls, Class) or not value.cls.foreign_bases:
            return _builtin_never(cls) if not isinstance(cls, Class) else _derives(value.cls, cls)
        return None
    if isinstance(cls, Class):
        return False if isinstance(value, (Const, Resource, Function, Bound, Partial)) else None
    if not isinstance(cls, Foreign):
        return None
    name = cls.path.removeprefix("builtins.")
    if isinstance(value, Const):
        return isinstance(value.value, getattr(builtins, name)) if name in _PLAIN else None
    if isinstance(value, (Sequence, Mapping)):
        kind = value.kind if isinstance(value, Sequence) else "dict"
        return kind == name if name in _PLAIN else None
    if isinstance(value, Resource):
        return m.types[cls.path] is value.type if cls.path in m.types else (False if name in _PLAIN else None)
    return False if name in _PLAIN and isinstance(value, (Function, Bound, Partial)) else None


def _builtin_never(cls: Value) -> bool | None:
    """An instance of a class without foreign bases is no instance of a plain built-in type."""
    if isinstance(cls, Foreign) and cls.path == "builtins.object":
        return True
    return False if isinstance(cls, Foreign) and cls.path.removeprefix("builtins.") in _PLAIN else None
