"""Runs of the app's functions, remembered and bounded.

While modules load, a call is simply run. While a handler is analysed, a call is run once for each context,
its outcome is remembered as long as nothing that it read has changed, and two things bound the work: a
function that calls itself more than `DEPTH` deep, or that is run for more than `CONTEXTS` contexts in one
pass, gets one summary over all further arguments, repeated until it is stable.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from deducer.foreign.holding import held_values
from deducer.interpreter.activation import run_body
from deducer.source.form import Node
from deducer.state.effects import Facts, absorb
from deducer.state.machine import Exhausted, Machine
from deducer.values.base import NOTHING, HeapObject, Values
from deducer.values.callables import Code, Function
from deducer.values.widening import join, join_into, widen

__all__ = ["Outcome", "Summaries"]

DEPTH = 3
"""Levels of recursion that are told apart."""
CONTEXTS = 32
"""Contexts per function, pass and handler that are told apart."""
DEPLOY_DEPTH = 120
"""Levels of recursion that are followed while modules load."""
_ROUNDS = 400
"""Runs of one summary in a pass before the handler is given up as too complex."""

Versions: TypeAlias = "list[tuple[HeapObject, int]]"


class Outcome(NamedTuple):
    """What running a body gave; `sequence` is what it yielded in order, where that is known."""

    returned: Values
    yielded: Values
    sequence: tuple[Values, ...] | None = None


class _Remembered:
    """One evaluated call: its outcome, what it did, and the versions of what it depended on."""

    __slots__ = ("depends", "facts", "outcome")

    def __init__(self, outcome: Outcome, facts: Facts, depends: Versions) -> None:
        self.outcome = outcome
        self.facts = facts
        self.depends = depends


class _Summary:
    """One function over all the arguments that it is run with beyond the budget."""

    __slots__ = ("bound", "depends", "facts", "outcome", "rounds", "running", "stale")

    def __init__(self) -> None:
        self.bound: dict[str, Values] = {}
        self.outcome = Outcome(NOTHING, NOTHING)
        self.facts: Facts = {}
        self.depends: Versions = []
        self.running = False
        self.stale = True
        self.rounds = 0


class Summaries:
    """What is known of function runs in the current handler."""

    def __init__(self) -> None:
        self.active: dict[Code, int] = {}
        self._memory: dict[Any, _Remembered] = {}
        self._contexts: dict[Function, int] = {}
        self._joined: dict[Function, _Summary] = {}

    def begin_handler(self) -> None:
        """Forget what depends on the handler."""
        self._memory.clear()
        self._joined.clear()
        self._contexts.clear()

    def begin_pass(self) -> None:
        """Give every function its contexts again."""
        self._contexts.clear()
        for summary in self._joined.values():
            summary.stale, summary.rounds = True, 0

    def run(self, m: Machine, function: Function, bound: dict[str, Values], node: Node) -> Outcome:
        """Run a function's body with its parameters bound, or use what is known of an earlier run."""
        depth = self.active.get(function.code, 0)
        if m.deploying:
            if depth >= DEPLOY_DEPTH:
                raise Exhausted
            return self._once(m, function, bound, node).outcome
        key = (function, tuple(bound.values()))
        known = self._memory.get(key)
        if known is not None and _valid(known.depends):
            _take_over(m, known.facts, known.depends, node, function)
            return known.outcome
        contexts = self._contexts.get(function, 0)
        if depth >= DEPTH or contexts >= CONTEXTS:
            return self._summarise(m, function, bound, node, contexts >= CONTEXTS)
        self._contexts[function] = contexts + 1
        allocations, changes = m.heap.allocations, m.heap.changes
        result = self._once(m, function, bound, node)
        if m.heap.allocations == allocations and m.heap.changes == changes:
            self._memory[key] = result
        return result.outcome

    def _once(self, m: Machine, function: Function, bound: dict[str, Values], node: Node) -> _Remembered:
        start, code = m.heap.now, function.code
        depth = self.active.get(code, 0)
        self.active[code] = depth + 1
        try:
            frame = run_body(m, function, bound, node)
        finally:
            self.active[code] = depth
        sequence = None if frame.sequence is None else tuple(frame.sequence)
        outcome = Outcome(widen(frame.returned), widen(frame.yielded), sequence)
        depends = [] if m.deploying else [(item, item.version) for item in frame.reads if item.serial < start]
        _take_over(m, frame.facts, depends, node, function)
        return _Remembered(outcome, frame.facts, depends)

    def _summarise(
        self, m: Machine, function: Function, bound: dict[str, Values], node: Node, crowded: bool
    ) -> Outcome:
        summary = self._joined.setdefault(function, _Summary())
        grew = join_into(summary.bound, bound)
        if grew or summary.stale or not _valid(summary.depends):
            summary.stale = True
            if not summary.running:
                self._stabilise(m, function, summary, node)
        certain = not (crowded and _mixes(summary))
        _take_over(m, summary.facts, summary.depends, node, function, certain)
        return summary.outcome

    def _stabilise(self, m: Machine, function: Function, summary: _Summary, node: Node) -> None:
        """Run the body over the joined arguments until neither outcome, facts nor anything read changes."""
        heap = m.heap
        context, path = heap.context, heap.path
        summary.running = True
        heap.context = context.enter(("summary", function.code))
        heap.path = heap.fork()
        try:
            while summary.stale:
                summary.rounds += 1
                if summary.rounds > _ROUNDS:
                    raise Exhausted
                summary.stale = False
                self._round(m, function, summary, node)
        finally:
            summary.running = False
            heap.context, heap.path = context, path

    def _round(self, m: Machine, function: Function, summary: _Summary, node: Node) -> None:
        changes = m.heap.changes
        result = self._once(m, function, dict(summary.bound), node)
        returned = join(summary.outcome.returned, result.outcome.returned)
        yielded = join(summary.outcome.yielded, result.outcome.yielded)
        grew = returned is not summary.outcome.returned or yielded is not summary.outcome.yielded
        summary.outcome = Outcome(returned, yielded)
        for fact, trail in result.facts.items():
            if fact not in summary.facts:
                summary.facts[fact] = trail
                grew = True
        summary.depends = result.depends
        summary.stale = summary.stale or grew or m.heap.changes != changes


def _valid(depends: Versions) -> bool:
    return all(item.version == version for item, version in depends)


def _mixes(summary: _Summary) -> bool:
    """Whether the joined contexts may have brought resources together that no single call does."""
    return any(len(held_values(values)) > 1 for values in summary.bound.values())


def _take_over(
    m: Machine, facts: Facts, depends: Versions, node: Node, function: Function, certain: bool = True
) -> None:
    """What the callee did and depended on, the caller does and depends on."""
    frame = m.frame
    if facts:
        absorb(frame.facts, facts, m.place(node), function.code.name, certain)
    for item, _ in depends:
        frame.reads[item] = None
