"""Generators and coroutines: their bodies run when they are iterated or awaited, and not otherwise."""

from __future__ import annotations

from deducer.foreign.calls import use
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import iterate, iterates
from deducer.interpreter.special import call_special
from deducer.interpreter.summaries import Outcome
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import NOTHING, Values, union
from deducer.values.callables import Deferred
from deducer.values.classes import Instance
from deducer.values.foreign import ForeignObject, MethodOf
from deducer.values.widening import widen

__all__ = ["SENT", "awaited", "force", "send"]

SENT = "<sent>"
"""The name under which a generator's activation keeps what is sent to it."""

_TASKS = ("asyncio.Task", "concurrent.futures.Future")
"""Objects whose first part is what awaiting them gives."""


def force(m: Machine, target: Deferred, node: Node, later: bool) -> Outcome:
    """Run the bodies that an object stands for; `later` when that happens at some time that cannot be told."""
    m.reads(target)
    if later and not m.deploying:
        with m.heap.detached():
            return _run(m, target, node)
    return _run(m, target, node)


def _run(m: Machine, target: Deferred, node: Node) -> Outcome:
    calls = list(target.calls)
    if len(calls) == 1:
        return m.summaries.run(m, *calls[0], node)
    returned, yielded = NOTHING, NOTHING
    for function, bound in calls:
        outcome = m.summaries.run(m, function, bound, node)
        returned, yielded = union(returned, outcome.returned), union(yielded, outcome.yielded)
    return Outcome(widen(returned), widen(yielded))


def send(m: Machine, target: Deferred, values: Values) -> None:
    """Note what `yield` gives inside a generator that somebody sends values to."""
    m.reads(target)
    calls = [
        (function, {**bound, SENT: union(bound.get(SENT, NOTHING), values)})
        for function, bound in target.calls
    ]
    if values and calls != target.calls:
        m.heap.changing(target)
        target.calls = calls


@iterates(Deferred)
def _elements(m: Machine, target: Deferred, node: Node) -> Values:
    if not target.is_generator:
        return awaited(m, (target,), node)
    return force(m, target, node, later=True).yielded


def awaited(
    m: Machine, values: Values, node: Node, of_generator: bool = False, later: bool = False
) -> Values:
    """What `await` gives; or, `of_generator`, what `yield from` does."""
    result: Values = NOTHING
    for value in values:
        if isinstance(value, Deferred):
            if value.is_generator == of_generator:
                result = union(result, force(m, value, node, later or of_generator).returned)
        elif isinstance(value, Instance):
            iterator = call_special(m, value, ("__await__",), Arguments(), node)
            if iterator is None:
                result = union(result, (value,))
            else:
                iterate(m, iterator, node)
                result = union(result, awaited(m, iterator, node, of_generator=True))
        elif isinstance(value, ForeignObject) and value.source in _TASKS and value.positional:
            m.reads(value)
            result = union(result, value.positional[0])
        elif not of_generator:
            if isinstance(value, (ForeignObject, MethodOf)):
                use(m, value, node)
            result = union(result, (value,))
    return widen(result)
