"""Special methods of the app's own objects: looked up on the class, called where the language would."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call
from deducer.values.widening import widen
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Function, Wrapped
from deducer.values.classes import Instance

__all__ = ["bind", "call_special", "text_of"]


def bind(m: Machine, values: Values, receiver: Value) -> Values:
    """What attributes found on a class become when they are read through `receiver`."""
    result: Values = NOTHING
    for value in values:
        if isinstance(value, Wrapped):
            inner = value.inner
            if value.kind == "classmethod":
                cls = receiver.cls if isinstance(receiver, Instance) else receiver
                inner = bind(m, inner, cls)
            result = union(result, inner)
        elif isinstance(value, Function):
            result = union(result, (m.bound(value, receiver),))
        else:
            result = union(result, (value,))
    return result


def call_special(
    m: Machine, value: Value, names: Iterable[str], arguments: Arguments, node: Node
) -> Values | None:
    """Call the first of these methods that the object's class defines; None when it defines none."""
    if not isinstance(value, Instance):
        return None
    for name in names:
        found = value.cls.lookup(name)
        if found is not None:
            return call(m, bind(m, found, value), arguments, node)
    return None


def text_of(m: Machine, values: Values, node: Node, formatted: bool = False) -> Values:
    """The values as text conversion sees them: the app's objects are asked."""
    result: Values = NOTHING
    for value in values:
        made = call_special(m, value, ("__format__",), Arguments([UNKNOWN]), node) if formatted else None
        if made is None:
            made = call_special(m, value, ("__str__", "__repr__"), Arguments(), node)
        result = union(result, (value,) if made is None else made)
    return widen(result)
