"""Running the body of one of the app's functions."""

from __future__ import annotations

from deducer.interpreter.dispatch import evaluate, run_block
from deducer.source.form import Node
from deducer.state.frame import Frame
from deducer.state.machine import Machine
from deducer.values.atoms import NONE
from deducer.values.base import Values, union
from deducer.values.callables import Function
from deducer.values.classes import Class, Instance
from deducer.values.scopes import Scope

__all__ = ["run_body"]


def run_body(m: Machine, function: Function, bound: dict[str, Values], node: Node) -> Frame:
    """Run a function's body with its parameters bound; the frame says what came of it."""
    code, heap = function.code, m.heap
    scope = _scope(m, function, node)
    scope.variables = dict(bound)
    frame = Frame(scope, m.frame, m.place(node), code.name, function)
    frame.start = heap.path
    _set_class(m, frame, function, scope)
    saved = heap.context, heap.site, heap.nth, m.frame, m.module, m.discarded
    heap.context = heap.context.enter(id(node))
    m.frame, m.module, m.discarded = frame, function.module, None
    m.step()
    if not m.deploying:
        m.reached.add(code)
    try:
        if code.is_lambda:
            frame.returned = evaluate(m, code.body)
        elif run_block(m, code.body):
            frame.returned = union(frame.returned, NONE)
    finally:
        heap.context, heap.site, heap.nth, m.frame, m.module, m.discarded = saved
    return frame


def _scope(m: Machine, function: Function, node: Node) -> Scope:
    """A fresh namespace; where closures may keep it, one that is found again in the same context."""
    made = Scope("function", function.scope, function.module)
    if not function.code.closes_over or m.heap.concrete:
        return m.heap.stamp(made)
    scope = m.heap.named((Scope, function, id(node), m.heap.context), made)
    scope.restart()
    return scope


def _set_class(m: Machine, frame: Frame, function: Function, scope: Scope) -> None:
    """What `super()` means here: the class whose body defines the function, and its first argument."""
    if function.owner is None:
        return
    frame.owner = function.owner
    positional = function.code.positional
    receiver = scope.variables.get(positional[0], ()) if positional else ()
    own = any(isinstance(value, (Instance, Class)) for value in receiver)
    frame.receiver = receiver if own else m.frame.receiver
