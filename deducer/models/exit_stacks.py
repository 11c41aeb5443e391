"""`contextlib.ExitStack` and its kin."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.contexts import enter, leave
from deducer.interpreter.dispatch import call
from deducer.models.registry import OBJECT_METHODS, model, object_method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN
from deducer.values.base import Values
from deducer.values.classes import Instance
from deducer.values.foreign import ForeignObject

__all__: list[str] = []


@object_method("contextlib.ExitStack", "enter_context")
def _enter_context(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    entered = enter(m, arguments.get(0), node, asynchronous=False)
    leave(m, arguments.get(0), node, asynchronous=False)
    return entered


@object_method("contextlib.AsyncExitStack", "enter_async_context")
def _enter_async(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    entered = enter(m, arguments.get(0), node, asynchronous=True)
    leave(m, arguments.get(0), node, asynchronous=True)
    return entered


@object_method("contextlib.ExitStack", "callback")
def _callback(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    call(m, arguments.get(0), arguments.after(1), node)
    return arguments.get(0)


@object_method("contextlib.ExitStack", "push")
def _push_exit(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    for value in arguments.get(0):
        if isinstance(value, Instance):
            leave(m, (value,), node, asynchronous=False)
        else:
            call(m, (value,), Arguments([UNKNOWN, UNKNOWN, UNKNOWN]), node)
    return arguments.get(0)


for _method in ("enter_context", "callback", "push"):
    OBJECT_METHODS["contextlib.AsyncExitStack", _method] = OBJECT_METHODS["contextlib.ExitStack", _method]


@model("contextlib.nullcontext")
def _nullcontext(m: Machine, arguments: Arguments, node: Node) -> Values:
    return arguments.get(0) or NONE
