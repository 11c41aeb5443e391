"""Alternatives: each runs from the same state, and the states that reach the end are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deducer.interpreter.dispatch import run_block, statement
from deducer.interpreter.narrowing import narrowed
from deducer.interpreter.truth import condition
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import Values, union
from deducer.values.widening import widen

__all__ = ["Variables", "alternatives", "join_states"]

Variables = dict[str, Values]


def join_states(states: Iterable[Variables]) -> Variables:
    """Each name with all that it stands for in any state; unbound in one counts as absent there."""
    joined: Variables = {}
    for state in states:
        if not joined:
            joined = dict(state)
            continue
        for name, values in state.items():
            known = joined.get(name)
            if known is None:
                joined[name] = values
            elif known is not values:
                joined[name] = widen(union(known, values))
    return joined


def alternatives(m: Machine, parts: Iterable[Callable[[], bool]]) -> bool:
    """Run each part as code that may not happen; whether any of them reaches its end."""
    scope = m.frame.scope
    before = scope.variables
    ends: list[Variables] = []
    for part in parts:
        scope.variables = dict(before)
        with m.heap.branch():
            if part():
                ends.append(scope.variables)
    scope.variables = join_states(ends) if ends else before
    return bool(ends)


@statement("if")
def run_if(m: Machine, node: Node) -> bool:
    """Both branches, unless the test decides; inside each the test is known to have gone that way."""
    _, _, test, body, orelse = node
    decided = condition(m, test)
    if decided is not None:
        return run_block(m, body if decided else orelse)

    def taken() -> bool:
        narrowed(m, test, True)
        return run_block(m, body)

    def skipped() -> bool:
        narrowed(m, test, False)
        return run_block(m, orelse)

    return alternatives(m, (taken, skipped))
