"""Methods of generators and coroutines."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.deferred import awaited, force, send
from deducer.interpreter.dispatch import call, calls, iterate
from deducer.models.exceptions import stopped
from deducer.models.registry import method, object_call
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE
from deducer.values.base import Values
from deducer.values.callables import Deferred
from deducer.values.foreign import ForeignObject

__all__: list[str] = []


@method(Deferred, "__next__", "__anext__", "throw", "athrow")
def _next(m: Machine, target: Deferred, arguments: Arguments, node: Node) -> Values:
    if not target.is_generator:
        return iterate(m, (target,), node)
    outcome = force(m, target, node, later=True)
    stopped(m, outcome.returned)
    return outcome.yielded


@method(Deferred, "send", "asend")
def _send(m: Machine, target: Deferred, arguments: Arguments, node: Node) -> Values | None:
    send(m, target, arguments.get(0))
    if not target.is_generator:
        return awaited(m, (target,), node)
    return _next(m, target, arguments, node)


@method(Deferred, "__iter__", "__aiter__")
def _iter(m: Machine, target: Deferred, arguments: Arguments, node: Node) -> Values:
    return (target,)


@method(Deferred, "close", "aclose")
def _close(m: Machine, target: Deferred, arguments: Arguments, node: Node) -> Values:
    return NONE


@calls(Deferred)
def _as_decorator(m: Machine, callee: Deferred, arguments: Arguments, node: Node) -> Values:
    """A generator-based context manager, used as a decorator: it runs around each call."""
    made = ForeignObject("contextlib.ContextDecorator", [(callee,), arguments.get(0)], {}, arguments.get(0))
    return (m.heap.new(made),)


@object_call("contextlib.ContextDecorator")
def _around(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    iterate(m, target.positional[0], node)
    return call(m, target.positional[1], arguments, node)
