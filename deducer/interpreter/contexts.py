"""`with`: what entering and leaving a context manager runs."""

from __future__ import annotations

from deducer.foreign.calls import use
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.assignment import assign
from deducer.interpreter.branches import join_states
from deducer.interpreter.deferred import awaited
from deducer.interpreter.dispatch import evaluate, iterate, run_block, statement
from deducer.interpreter.special import call_special
from deducer.interpreter.truth import truth
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Deferred
from deducer.values.classes import Instance
from deducer.values.foreign import ForeignObject, MethodOf

__all__ = ["enter", "leave"]

_NEVER_SWALLOWS = ("builtins.open", "threading.", "asyncio.", "tempfile.", "zipfile.", "contextlib.closing")


@statement("with")
def _with(m: Machine, node: Node) -> bool:
    _, _, items, body, asynchronous = node
    entered: list[tuple[Values, Node]] = []
    state = dict(m.frame.scope.variables)
    m.frame.catching.append(state)
    try:
        for item, target in items:
            managers = evaluate(m, item)
            values = enter(m, managers, item, asynchronous)
            entered.append((managers, item))
            if target is not None:
                assign(m, target, values)
        falls = run_block(m, body)
    finally:
        m.frame.catching.pop()
    swallows = False
    for managers, item in reversed(entered):
        swallows = leave(m, managers, item, asynchronous) or swallows
    if swallows:
        scope = m.frame.scope
        scope.variables = join_states([state, scope.variables] if falls else [state])
        return True
    return falls


def enter(m: Machine, managers: Values, node: Node, asynchronous: bool) -> Values:
    """What `with manager as target` binds."""
    result: Values = NOTHING
    for manager in managers:
        result = union(result, _enter_one(m, manager, node, asynchronous))
    return result


def _enter_one(m: Machine, manager: Value, node: Node, asynchronous: bool) -> Values:
    name = "__aenter__" if asynchronous else "__enter__"
    made = call_special(m, manager, (name,), Arguments(), node)
    if made is not None:
        return awaited(m, made, node) if asynchronous else made
    if isinstance(manager, Deferred):
        return iterate(m, (manager,), node)
    if isinstance(manager, (ForeignObject, MethodOf, Instance)):
        use(m, manager, node)
        return (manager,)
    return (manager,) if isinstance(manager, Unknown) else UNKNOWN


def leave(m: Machine, managers: Values, node: Node, asynchronous: bool) -> bool:
    """Run what leaving the block does; whether an exception of the body may be swallowed."""
    verdicts = [_leave(m, manager, node, asynchronous) for manager in managers]
    return any(verdicts)


def _leave(m: Machine, manager: Value, node: Node, asynchronous: bool) -> bool:
    """Run the manager's exit; whether it may swallow an exception of the body."""
    name = "__aexit__" if asynchronous else "__exit__"
    made = call_special(m, manager, (name,), Arguments([UNKNOWN, UNKNOWN, UNKNOWN]), node)
    if made is not None:
        values = awaited(m, made, node) if asynchronous else made
        return truth(m, values, node) is not False
    if isinstance(manager, ForeignObject):
        use(m, manager, node)
        return not manager.source.startswith(_NEVER_SWALLOWS)
    return isinstance(manager, (Instance, MethodOf, Deferred))
