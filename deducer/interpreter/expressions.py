"""Names, constants, and the expressions that decide: conditional, `and`, `or`, `not`, walrus, await, yield."""

from __future__ import annotations

from deducer.interpreter.carrying import note_carried
from deducer.interpreter.deferred import SENT, awaited, send
from deducer.interpreter.definitions import make_function
from deducer.interpreter.dispatch import evaluate, expression, iterate
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.names import look_up
from deducer.interpreter.truth import condition, truth, truth_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, constant, truth_value, unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.callables import Deferred
from deducer.values.scopes import Scope

__all__: list[str] = []


@expression("const")
def _const(m: Machine, node: Node) -> Values:
    return (constant(node[2]),)


@expression("name")
def _name(m: Machine, node: Node) -> Values:
    values = look_up(m, node[2])
    if values is None:
        m.hazards += 1
        return unknown(f"nothing is named `{node[2]}` here", m.place(node))
    return values if m.deploying else note_carried(m, values, node)


@expression("conditional")
def _conditional(m: Machine, node: Node) -> Values:
    _, _, test, body, orelse = node
    decided = condition(m, test)
    if decided is not None:
        return evaluate(m, body if decided else orelse)
    with m.heap.branch():
        values = evaluate(m, body)
    with m.heap.branch():
        return union(values, evaluate(m, orelse))


@expression("and", "or")
def _boolean(m: Machine, node: Node) -> Values:
    tag, _, left, right = node
    m.absence_allowed = left
    values = evaluate(m, left)
    decided = truth(m, values, left)
    stops = tag == "or"
    if decided is not None:
        return values if decided is stops else evaluate(m, right)
    kept = tuple(value for value in values if truth_of(m, value, left) is not (not stops))
    with m.heap.branch():
        return union(kept, evaluate(m, right))


@expression("not")
def _not(m: Machine, node: Node) -> Values:
    decided = condition(m, node[2])
    return UNKNOWN if decided is None else truth_value(not decided)


@expression("walrus")
def _walrus(m: Machine, node: Node) -> Values:
    _, _, name, value = node
    values = evaluate(m, value)
    inner = m.frame.scope
    scope: Scope | None = inner
    while scope is not None and scope.kind == "comprehension":
        scope = scope.parent
    certain = m.heap.path == m.frame.path
    if scope is None or scope is inner:
        known = NOTHING if certain else inner.variables.get(name, NOTHING)
        bind_name(m, name, union(known, values))
    else:
        known = NOTHING if certain else scope.variables.get(name, NOTHING)
        scope.variables[name] = union(known, values)
    return values


@expression("lambda")
def _lambda(m: Machine, node: Node) -> Values:
    return (make_function(m, node[2], node),)


@expression("await")
def _await(m: Machine, node: Node) -> Values:
    return awaited(m, evaluate(m, node[2]), node)


@expression("yield")
def _yield(m: Machine, node: Node) -> Values:
    values = NONE if node[2] is None else evaluate(m, node[2])
    _give(m, values, [values])
    return union(UNKNOWN, m.frame.scope.variables.get(SENT, NOTHING))


def _give(m: Machine, values: Values, items: list[Values] | None) -> None:
    """A generator gives `values`; one by one, where these are known, `items`."""
    frame = m.frame
    frame.yielded = union(frame.yielded, values)
    if frame.sequence is not None and items is not None and m.heap.path == frame.start:
        frame.sequence += items
    else:
        frame.sequence = None


@expression("yield from")
def _yield_from(m: Machine, node: Node) -> Values:
    values = evaluate(m, node[2])
    for value in values:
        if isinstance(value, Deferred):
            send(m, value, m.frame.scope.variables.get(SENT, NOTHING))
    items = exact_items(m, values, node)
    _give(m, iterate(m, values, node) if items is None else flatten(items), items)
    return awaited(m, values, node, of_generator=True)


@expression("star")
def _star(m: Machine, node: Node) -> Values:
    return iterate(m, evaluate(m, node[2]), node)
