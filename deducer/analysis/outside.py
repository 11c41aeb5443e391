"""Running the app's code as foreign code would: with arguments that nobody knows, at times that nobody knows."""

from __future__ import annotations

from deducer.foreign.escapes import escape
from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.deferred import force
from deducer.interpreter.dispatch import call_value, get_attribute
from deducer.interpreter.instances import instantiate
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import unknown
from deducer.values.base import Value, Values, union
from deducer.values.callables import Bound, Deferred, Function, Partial, Property, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.foreign import ForeignObject
from deducer.values.modules import Module

__all__ = ["call_with_anything", "run_escaped"]

_CALLABLES = (Function, Bound, Partial, Property, Wrapped)
_NOT_CALLED = frozenset({"__init__", "__new__", "__init_subclass__", "__class_getitem__", "__set_name__"})


def call_with_anything(m: Machine, value: Value, data: str, node: Node) -> Values:
    """Call with arguments of any number, of which only `data` (what they are) is known."""
    anything = unknown(data)
    return call_value(m, value, Arguments(star=anything, double_star=anything), node)


def run_escaped(m: Machine, value: Value, node: Node, keeps_result: bool) -> None:
    """Everything that code that is not read can do with a value of the app, and with what it gives."""
    if not keeps_result:
        _run_beside(m, value, node)
    elif isinstance(value, Deferred):
        outcome = force(m, value, node, later=True)
        _give_back(m, union(outcome.returned, outcome.yielded), node)
    elif isinstance(value, Instance):
        _run_instance(m, value, node)
    elif isinstance(value, Class):
        anything = unknown("data of a library")
        for made in instantiate(m, value, Arguments(star=anything, double_star=anything), node):
            if isinstance(made, Instance):
                escape(m, (made,), node, value.name)
    elif isinstance(value, Module):
        values = tuple(part for values in value.scope.variables.values() for part in values)
        escape(m, tuple(part for part in values if isinstance(part, _CALLABLES)), node, value.name)
    elif isinstance(value, Property):
        for part in value.getter + value.setter + value.deleter:
            _give_back(m, call_with_anything(m, part, "data of a library", node), node)
    else:
        if isinstance(value, Function):
            escape(m, value.escaping, node, value.code.name)
        _give_back(m, call_with_anything(m, value, "data of a library", node), node)


def _run_beside(m: Machine, value: Value, node: Node) -> None:
    """A thread's or a task's function."""
    if isinstance(value, Deferred):
        force(m, value, node, later=True)
    else:
        call_value(m, value, Arguments(), node)


def _run_instance(m: Machine, value: Instance, node: Node) -> None:
    """Foreign code may call any method and read any attribute."""
    for cls in value.cls.mro:
        for name, values in list(cls.scope.variables.items()):
            if name in _NOT_CALLED or not any(isinstance(part, _CALLABLES) for part in values):
                continue
            for found in get_attribute(m, value, name, node):
                if isinstance(found, (Function, Bound, Partial)):
                    _give_back(m, call_with_anything(m, found, "data of a library", node), node)
                else:
                    _give_back(m, (found,), node)
    escape(
        m, tuple(part for part in held_values(value.contents()) if part is not value), node, value.cls.name
    )


def _give_back(m: Machine, values: Values, node: Node) -> None:
    """What a callback returns, foreign code has."""
    escape(m, values, node, "the library that called it")


def finish(m: Machine, values: Values, node: Node) -> None:
    """What a handler returns, the runtime consumes: generators and coroutines run, wrapped objects may."""
    for value in values:
        if isinstance(value, Deferred):
            outcome = force(m, value, node, later=False)
            finish(m, outcome.returned, node)
        elif isinstance(value, ForeignObject):
            escape(m, value.held, node, value.source)
