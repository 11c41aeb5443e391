"""`for` and `while`: run one by one while it is known how they go, else until nothing changes any more."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from deducer.interpreter.assignment import assign
from deducer.interpreter.branches import Variables, join_states
from deducer.interpreter.dispatch import evaluate, iterate, run_block, statement
from deducer.interpreter.iteration import UNROLL, exact_items
from deducer.interpreter.narrowing import narrowed
from deducer.interpreter.truth import condition
from deducer.source.form import Body, Node
from deducer.state.frame import Loop
from deducer.state.machine import Machine
from deducer.values.atoms import Const, Unknown, carried, unknown
from deducer.values.base import Values

__all__: list[str] = []

_APART = 8
"""Iterations whose objects are told apart; those of all further ones are joined."""
_PATIENCE = 3
"""Rounds after which data that still changes is no longer told apart."""


@statement("for")
def _for(m: Machine, node: Node) -> bool:
    _, _, target, iterable, body, orelse = node
    values = evaluate(m, iterable)
    items = exact_items(m, values, iterable)
    if items is None:
        element = iterate(m, values, iterable)
        if not element:
            return run_block(m, orelse)
        return _until_stable(m, lambda: assign(m, target, element), body, orelse, None)
    loop = Loop()
    m.frame.loops.append(loop)
    context = m.heap.context
    try:
        for index, item in enumerate(items):
            m.step()
            m.heap.context = context.enter((id(node), min(index, _APART)))
            assign(m, target, item)
            if not _iteration(m, loop, body):
                m.heap.context = context
                return _after(m, loop, False, orelse)
    finally:
        m.heap.context = context
        m.frame.loops.pop()
    return _after(m, loop, True, orelse)


def _iteration(m: Machine, loop: Loop, body: Body) -> bool:
    """Run the body once; whether the loop goes on behind it."""
    scope = m.frame.scope
    falls = run_block(m, body)
    states = loop.continues
    loop.continues = []
    if falls:
        states = [*states, scope.variables]
    if states:
        scope.variables = join_states(states)
        return True
    return False


def _after(m: Machine, loop: Loop, exhausted: bool, orelse: Body) -> bool:
    """Leave a loop: by its end, which runs `else`, or by a `break`."""
    scope = m.frame.scope
    exhausted = run_block(m, orelse) if exhausted else False
    states = [*loop.breaks, scope.variables] if exhausted else loop.breaks
    if not states:
        return False
    scope.variables = join_states(states)
    return True


@statement("while")
def _while(m: Machine, node: Node) -> bool:
    _, _, test, body, orelse = node
    loop = Loop()
    m.frame.loops.append(loop)
    try:
        for count in itertools.count():
            decided = condition(m, test)
            if count > UNROLL and m.frame.function is not None and m.frame.function.code.is_generator:
                break  # an endless generator: whoever uses it stops some time
            if decided is False:
                return _after(m, loop, True, orelse)
            if decided is None or not m.deploying:
                break
            m.step()
            if not _iteration(m, loop, body):
                return _after(m, loop, False, orelse)
        endless = decided is True
    finally:
        m.frame.loops.pop()
    return _until_stable(m, lambda: narrowed(m, test, True), body, orelse, test, loop.breaks, endless)


def _until_stable(
    m: Machine,
    bind: Callable[[], None],
    body: Body,
    orelse: Body,
    test: Node | None,
    breaks: list[Variables] | None = None,
    endless: bool = False,
) -> bool:
    """Run the body, as code that may not happen, until another round would see nothing new."""
    frame, heap = m.frame, m.heap
    loop = Loop()
    loop.breaks = list(breaks or [])
    frame.loops.append(loop)
    scope = frame.scope
    head = scope.variables
    rounds = 0
    try:
        with heap.branch():
            while True:
                m.step()
                before, changes = dict(head), heap.changes
                scope.variables = dict(head)
                bind()
                ends = [scope.variables] if run_block(m, body) else []
                ends += loop.continues
                loop.continues = []
                scope.variables = join_states([before, *ends])
                if test is not None:
                    condition(m, test)
                head = scope.variables
                rounds += 1
                if rounds > _PATIENCE:
                    head = _settled(before, head)
                if heap.changes == changes and _same_state(before, head):
                    break
    finally:
        frame.loops.pop()
    scope.variables = head
    if endless:
        return _after(m, loop, False, orelse)
    return _after(m, loop, True, orelse)


def _settled(before: Variables, after: Variables) -> Variables:
    """Data that a loop keeps changing (a counter, a growing string) is one unknown."""
    settled = dict(after)
    for name, values in after.items():
        known = before.get(name)
        if known is not None and len(values) > len(known):
            settled[name] = _without_data(values)
    return settled


def _without_data(values: Values) -> Values:
    data = [value for value in values if isinstance(value, (Const, Unknown))]
    if not data:
        return values
    rest = tuple(value for value in values if not isinstance(value, (Const, Unknown)))
    return (*rest, *unknown("changed by a loop", None, carried(data)))


def _same_state(before: Variables, after: Variables) -> bool:
    return before.keys() == after.keys() and all(
        values is before[name] or (len(values) == len(before[name]) and set(values) == set(before[name]))
        for name, values in after.items()
    )
