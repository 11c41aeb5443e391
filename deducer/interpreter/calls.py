"""Call expressions, and calls of the app's own callables."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.binding import bind_arguments
from deducer.interpreter.dispatch import call, call_value, calls, evaluate, expression, iterate
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.special import is_mapping, mapped
from deducer.source.form import Node
from deducer.state.effects import Trail, record
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Bound, Deferred, Doubtful, Function, Partial, Property, Wrapped
from deducer.values.containers import Mapping, Sequence
from deducer.values.modules import Module

__all__: list[str] = []


@expression("call")
def _call(m: Machine, node: Node) -> Values:
    _, _, callee, positional, keywords = node
    absence_allowed, m.absence_allowed = m.absence_allowed, None
    callees = evaluate(m, callee)
    arguments = Arguments()
    for part in positional:
        if part[0] == "star":
            _spread(m, arguments, evaluate(m, part[2]), part)
        else:
            arguments.positional.append(evaluate(m, part))
    for name, part in keywords:
        values = evaluate(m, part)
        if name is None:
            _spread_keywords(m, arguments, values, part)
        else:
            arguments.keywords[name] = values
    m.at(node)
    m.step()
    m.absence_allowed = absence_allowed
    return call(m, callees, arguments, node)


def _spread(m: Machine, arguments: Arguments, values: Values, node: Node) -> None:
    items = exact_items(m, values, node)
    if items is not None and not arguments.star:
        arguments.positional += items
    else:
        arguments.star = union(arguments.star, iterate(m, values, node) or UNKNOWN)


def _spread_keywords(m: Machine, arguments: Arguments, values: Values, node: Node) -> None:
    for value in values:
        if not isinstance(value, Mapping):
            found = mapped(m, value, node) if is_mapping(value) else UNKNOWN
            arguments.double_star = union(arguments.double_star, found)
            continue
        m.reads(value)
        for key, found in value.items.items():
            if isinstance(key, str):
                arguments.keywords[key] = union(arguments.keywords.get(key, NOTHING), found)
        arguments.double_star = union(arguments.double_star, value.rest)


@calls(Function)
def _call_function(m: Machine, callee: Function, arguments: Arguments, node: Node) -> Values:
    bound = bind_arguments(m, callee, arguments, node)
    code = callee.code
    if code.is_generator or code.is_async:
        return (m.heap.new(Deferred([(callee, bound)], code.is_generator, code.is_async)),)
    return m.summaries.run(m, callee, bound, node).returned


@calls(Bound)
def _call_bound(m: Machine, callee: Bound, arguments: Arguments, node: Node) -> Values:
    return call_value(m, callee.function, arguments.with_first((callee.receiver,)), node)


@calls(Partial)
def _call_partial(m: Machine, callee: Partial, arguments: Arguments, node: Node) -> Values:
    m.reads(callee)
    joined = Arguments(
        [*callee.positional, *arguments.positional],
        {**callee.keywords, **arguments.keywords},
        arguments.star,
        arguments.double_star,
    )
    return call(m, callee.functions, joined, node)


@calls(Doubtful)
def _call_doubtful(m: Machine, callee: Doubtful, arguments: Arguments, node: Node) -> Values:
    frame = m.frame
    known, frame.facts = frame.facts, {}
    try:
        return call_value(m, callee.inner, arguments, node)
    finally:
        found, frame.facts = frame.facts, known
        for fact, trail in found.items():
            record(known, fact, Trail(trail.place, trail.label, trail.rest, False))


@calls(Wrapped)
def _call_wrapped(m: Machine, callee: Wrapped, arguments: Arguments, node: Node) -> Values:
    return call(m, callee.inner, arguments, node)


@calls(Sequence, Mapping, Module, Property)
def _not_callable(m: Machine, callee: Value, arguments: Arguments, node: Node) -> Values:
    m.hazards += 1
    return unknown("the result of calling something that is not callable", m.place(node))
