"""Comprehensions and generator expressions; taken apart element by element where the iterables are known.

A generator expression is run where it stands, like a list: the rare one that nobody consumes is
over-approximated.
"""

from __future__ import annotations

from collections.abc import Callable

from deducer.interpreter.assignment import assign
from deducer.interpreter.dispatch import evaluate, expression, iterate
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.narrowing import narrowed
from deducer.interpreter.static import NO_KEY, key_of
from deducer.interpreter.truth import condition
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Mapping, Sequence
from deducer.values.scopes import Scope

__all__: list[str] = []

_MOST = 4096
"""Elements of one comprehension that are told apart."""


@expression("comprehension")
def _comprehension(m: Machine, node: Node) -> Values:
    _, _, kind, element, key, clauses = node
    first = evaluate(m, clauses[0][1])
    if kind == "dict":
        made = Mapping()
        _in_own_scope(m, node, first, lambda exact: _pair(m, made, key, element, exact))
        m.at(node)
        return (m.heap.new(made),)
    items: list[Values] = []
    inexact = NOTHING
    is_exact = True

    def collect(exact: bool) -> None:
        nonlocal inexact, is_exact
        if element[0] == "star":
            values = iterate(m, evaluate(m, element[2]), element)
            exact = False
        else:
            values = evaluate(m, element)
        if exact and is_exact and len(items) < _MOST:
            items.append(values)
        else:
            is_exact = False
            inexact = union(inexact, values)

    _in_own_scope(m, node, first, collect)
    m.at(node)
    sequence = Sequence(kind, items) if is_exact else Sequence(kind, None, union(flatten(items), inexact))
    return (m.heap.new(sequence),)


def _pair(m: Machine, made: Mapping, key: Node | None, element: Node, exact: bool) -> None:
    if key is None:
        made.rest = union(made.rest, evaluate(m, element))
        return
    keys = evaluate(m, key)
    values = evaluate(m, element)
    known = key_of(keys)
    if known is NO_KEY:
        made.rest, made.other_keys = union(made.rest, values), union(made.other_keys, keys)
    else:
        made.items[known] = values if exact else union(made.items.get(known, NOTHING), values)
        if not exact:
            made.optional |= {known}


def _in_own_scope(m: Machine, node: Node, first: Values, leaf: Callable[[bool], None]) -> None:
    """Run the clauses; each has the comprehension's own namespace, which closures made inside keep."""
    frame = m.frame
    outer = frame.scope
    scope = m.heap.named((Scope, id(node), outer, m.heap.context), Scope("comprehension", outer, m.module))
    scope.restart()
    frame.scope = scope
    try:
        _clause(m, node[5], 0, first, True, leaf)
    finally:
        frame.scope = outer


def _clause(
    m: Machine,
    clauses: tuple[Node, ...],
    index: int,
    iterable: Values,
    exact: bool,
    leaf: Callable[[bool], None],
) -> None:
    if index == len(clauses):
        m.step()
        leaf(exact)
        return
    target, _, conditions = clauses[index]
    items = exact_items(m, iterable, target)
    if items is not None:
        for values in items:
            m.step()
            assign(m, target, values)
            _guarded(m, clauses, index, conditions, exact, leaf)
        return
    values = iterate(m, iterable, target)
    if values:
        with m.heap.branch():
            assign(m, target, values)
            _guarded(m, clauses, index, conditions, False, leaf)


def _guarded(
    m: Machine,
    clauses: tuple[Node, ...],
    index: int,
    conditions: tuple[Node, ...],
    exact: bool,
    leaf: Callable[[bool], None],
) -> None:
    path = m.heap.path
    try:
        for test in conditions:
            decided = condition(m, test)
            if decided is False:
                return
            if decided is None:
                exact = False
                narrowed(m, test, True)
                m.heap.path = m.heap.fork()
        following = evaluate(m, clauses[index + 1][1]) if index + 1 < len(clauses) else NOTHING
        _clause(m, clauses, index + 1, following, exact, leaf)
    finally:
        m.heap.path = path
