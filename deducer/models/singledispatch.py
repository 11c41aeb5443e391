"""`functools.singledispatch`: the registered functions are kept in the generic one, and any may be meant."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call
from deducer.interpreter.mutations import hold
from deducer.models.registry import model, object_call, object_method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import NOTHING, Values
from deducer.values.callables import Function
from deducer.values.foreign import ForeignObject

__all__: list[str] = []


@model("functools.singledispatch", "functools.singledispatchmethod")
def _singledispatch(m: Machine, arguments: Arguments, node: Node) -> Values:
    made = ForeignObject("functools.singledispatch", [], {}, arguments.get(0))
    return (m.heap.new(made),)


@object_call("functools.singledispatch")
def _dispatch(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return call(m, target.held, arguments, node)


@object_method("functools.singledispatch", "register")
def _register(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    functions = arguments.get(1) or tuple(value for value in arguments.get(0) if isinstance(value, Function))
    if functions:
        hold(m, target, functions)
        return functions
    return (m.heap.new(ForeignObject("functools.singledispatch.register", [], {}, NOTHING, target)),)


@object_call("functools.singledispatch.register")
def _registered(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    if target.parent is not None:
        hold(m, target.parent, arguments.get(0))
    return arguments.get(0)
