"""Special methods of the app's own objects: looked up on the class, called where the language would."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Function, Partial, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.foreign import Foreign
from deducer.values.widening import widen

__all__ = [
    "bind",
    "call_special",
    "compared",
    "declined",
    "hashed",
    "is_mapping",
    "mapped",
    "ordered",
    "text_of",
    "without_declining",
]


def bind(m: Machine, values: Values, receiver: Value) -> Values:
    """What attributes found on a class become when they are read through `receiver`."""
    result: Values = NOTHING
    for value in values:
        if isinstance(value, Wrapped):
            inner = value.inner
            if value.kind == "classmethod":
                cls = receiver.cls if isinstance(receiver, Instance) else receiver
                inner = bind(m, inner, cls)
            elif value.kind == "partialmethod":
                inner = tuple(_bound_partial(m, part, receiver) for part in inner)
            result = union(result, inner)
        elif isinstance(value, Function):
            result = union(result, (m.bound(value, receiver),))
        else:
            result = union(result, (value,))
    return result


def _bound_partial(m: Machine, value: Value, receiver: Value) -> Value:
    if not isinstance(value, Partial):
        return value
    functions = bind(m, value.functions, receiver)
    return m.heap.new(Partial(functions, list(value.positional), dict(value.keywords)))


def call_special(
    m: Machine, value: Value, names: Iterable[str], arguments: Arguments, node: Node
) -> Values | None:
    """Call the first of these methods that the object's class defines; None when it defines none.

    A class is an object of its metaclass.
    """
    cls = value.cls if isinstance(value, Instance) else value.metaclass if isinstance(value, Class) else None
    if cls is None:
        return None
    for name in names:
        found = cls.lookup(name)
        if found is not None:
            return call(m, bind(m, found, value), arguments, node)
    return None


def text_of(m: Machine, values: Values, node: Node, how: str = "__str__") -> Values:
    """The values as text: the app's objects are asked by `__format__`, `__str__` or `__repr__`, `how` first."""
    result: Values = NOTHING
    for value in values:
        made = (
            call_special(m, value, ("__format__",), Arguments([UNKNOWN]), node)
            if how == "__format__"
            else None
        )
        if made is None:
            names = ("__repr__",) if how == "__repr__" else ("__str__", "__repr__")
            made = call_special(m, value, names, Arguments(), node)
        result = union(result, (value,) if made is None else made)
    return widen(result)


def hashed(m: Machine, values: Values, node: Node) -> None:
    """The values become keys: the app's objects are asked for their hash, and compared."""
    for value in values:
        if isinstance(value, Instance):
            call_special(m, value, ("__hash__",), Arguments(), node)
            call_special(m, value, ("__eq__",), Arguments([UNKNOWN]), node)


def compared(m: Machine, values: Values, others: Values, node: Node) -> None:
    """Each of the values is held against others for equality: the app's objects are asked."""
    for value in values:
        call_special(m, value, ("__eq__",), Arguments([others]), node)
    for other in others:
        call_special(m, other, ("__eq__",), Arguments([values]), node)


def ordered(m: Machine, values: Values, node: Node, first: str = "__lt__") -> None:
    """The values are sorted: the app's objects are compared, by `first` where they have it."""
    for value in values:
        call_special(m, value, (first, "__lt__", "__gt__"), Arguments([values]), node)


def is_mapping(value: Value) -> bool:
    """Whether an object of the app can be unpacked by `**`."""
    return isinstance(value, Instance) and value.cls.lookup("keys") is not None


def mapped(m: Machine, value: Value, node: Node) -> Values:
    """What unpacking such an object gives: its keys are asked for, then its items."""
    call_special(m, value, ("keys",), Arguments(), node)
    return call_special(m, value, ("__getitem__",), Arguments([UNKNOWN]), node) or UNKNOWN


def declined(values: Values) -> bool:
    """Whether a special method may have left the matter to the other operand."""
    return any(isinstance(value, Foreign) and value.path == "builtins.NotImplemented" for value in values)


def without_declining(values: Values) -> Values:
    """The answers among what a special method gave."""
    return tuple(value for value in values if not declined((value,)))
