"""What a declared function runs."""

from __future__ import annotations

from dataclasses import dataclass

from deducer.foreign.escapes import is_quiet
from deducer.source.files import Place
from deducer.state.machine import Machine
from deducer.values.base import Value, Values
from deducer.values.callables import Bound, Doubtful, Function, Partial, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.foreign import ForeignObject, MethodOf
from deducer.values.resources import ResourceMethod

__all__ = ["Handler", "resolve_handler", "underlying"]

_CALLABLE = (Function, Bound, Doubtful, Partial, Wrapped, Class, ForeignObject, MethodOf, ResourceMethod)


@dataclass(frozen=True)
class Handler:
    """The callables that may be meant, and where the first of them is defined."""

    values: Values
    place: Place
    name: str


def resolve_handler(m: Machine, values: Values, place: Place) -> Handler | None:
    """The handler that an argument stands for; None, and a finding, when it is nothing that can be called."""
    callables = tuple(value for value in values if _is_callable(m, value))
    if not callables or len(callables) < len(values):
        m.find(
            "error",
            "unknown-handler",
            f"the handler must be something that can be called, but it is {_what(m, values)}",
            place,
            "hand over a function, method, lambda or callable object of the app",
        )
        return None
    functions = [found for found in (underlying(value) for value in callables) if found is not None]
    if not functions:
        return Handler(callables, place, "handler")
    first = functions[0]
    file = first.module.file
    return Handler(callables, place if file is None else Place(file, first.code.at), first.code.name)


def _is_callable(m: Machine, value: Value) -> bool:
    if isinstance(
        value, ForeignObject
    ):  # what the standard library makes is data, unless it wraps a callable
        return bool(value.held) or not is_quiet(m, value.source.removeprefix("builtins."))
    if isinstance(value, Instance):
        return value.cls.lookup("__call__") is not None or bool(value.cls.foreign_bases)
    return isinstance(value, _CALLABLE)


def _what(m: Machine, values: Values) -> str:
    from deducer.interpreter.static import NotStatic, plain

    try:
        return repr(plain(values))
    except NotStatic as error:
        return error.reason


def underlying(value: Value) -> Function | None:
    """The function of the app that a callable comes down to, looked for through what wraps it."""
    seen: set[Value] = set()
    pending: list[Value] = [value]
    while pending:
        found = pending.pop(0)
        if found in seen:
            continue
        seen.add(found)
        if isinstance(found, Function):
            return found
        if isinstance(found, Bound):
            pending.append(found.function)
        elif isinstance(found, Doubtful):
            pending.append(found.inner)
        elif isinstance(found, Partial):
            pending += found.functions
        elif isinstance(found, Wrapped):
            pending += found.inner
        elif isinstance(found, ForeignObject):
            pending += found.held
        elif isinstance(found, MethodOf):
            pending.append(found.receiver)
        elif isinstance(found, Instance):
            pending += found.cls.lookup("__call__") or ()
        elif isinstance(found, Class):
            pending += found.lookup("__init__") or ()
    return None
