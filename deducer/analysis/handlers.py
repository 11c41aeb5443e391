"""The analysis of one handler: passes over its code until another would see nothing new."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.analysis.outside import call_with_anything, finish, run_escaped
from deducer.resources.declared import Trigger
from deducer.resources.handlers import underlying
from deducer.source.form import Node
from deducer.state.effects import Escape, Facts, Trail, record
from deducer.state.frame import Frame
from deducer.state.machine import Exhausted, Machine
from deducer.values.base import Value
from deducer.values.modules import Module
from deducer.values.scopes import Scope

__all__ = ["analyse", "joined_trail"]

HANDLER_STEPS = 400_000
"""Steps that the analysis of one handler may take, all passes together; about two seconds."""
_PASSES = 24
_DATA = "data of the request"


def analyse(m: Machine, trigger: Trigger, escaped_at_import: Iterable[tuple[Escape, Trail]]) -> Facts:
    """What one function may do, beyond what loading its modules does."""
    facts: Facts = {}
    m.heap.begin_handler()
    m.summaries.begin_handler()
    m.deploying = False
    m.raised = ()
    m.limit = m.steps + HANDLER_STEPS
    module, node = _start(trigger)  # one node for all passes: things are named by it
    try:
        for _ in range(_PASSES):
            m.heap.begin_pass()
            m.summaries.begin_pass()
            _run_pass(m, trigger, module, node, facts)
            _run_escapes(m, module, node, facts, escaped_at_import)
            if not m.heap.end_pass():
                break
        else:
            raise Exhausted
    except (Exhausted, RecursionError):
        m.summaries.active.clear()
        m.find(
            "error",
            "unsupported",
            f"what the function {trigger.name!r} can reach is too complex to be decided",
            trigger.place,
            "split the handler, or make what it calls less dependent on itself",
        )
    except Exception as error:
        m.summaries.active.clear()
        m.defect(error, trigger.place)
    finally:
        m.heap.end_handler()
        m.deploying = True
    return facts


def _run_pass(m: Machine, trigger: Trigger, module: Module, node: Node, facts: Facts) -> None:
    for value in trigger.handler.values:
        root = _root(m, module)
        root.facts = facts
        with m.inside(root, module):
            finish(m, call_with_anything(m, value, _DATA, node), node)


def _start(trigger: Trigger) -> tuple[Module, Node]:
    """The place that a handler's trails begin at: its definition, else its declaration."""
    for value in trigger.handler.values:
        function = underlying(value)
        if function is not None and function.module.file is trigger.handler.place.file:
            return function.module, ("handler", trigger.handler.place.offset)
    return trigger.module, ("handler", trigger.place.offset)


def _root(m: Machine, module: Module) -> Frame:
    scope = m.heap.stamp(Scope("function", module.scope, module))
    return Frame(scope, None, None, "")


def _run_escapes(
    m: Machine, module: Module, node: Node, facts: Facts, escaped_at_import: Iterable[tuple[Escape, Trail]]
) -> None:
    """Run whatever foreign code got hold of, until nothing more gets out."""
    done: set[Value] = set()
    for escape, trail in escaped_at_import:
        record(facts, escape, trail)
    while True:
        pending = [
            (fact, trail)
            for fact, trail in facts.items()
            if isinstance(fact, Escape) and fact.value not in done
        ]
        if not pending:
            return
        for fact, trail in pending:
            done.add(fact.value)
            root = _root(m, module)
            with m.inside(root, module), m.heap.detached(), m.heap.branch():
                run_escaped(m, fact.value, node, fact.keeps_result)
            for inner, way in root.facts.items():
                record(facts, inner, joined_trail(trail, way.rest or way))


def joined_trail(first: Trail, second: Trail, certain: bool = True) -> Trail:
    """The way along `first`, then `second`."""
    trail = second
    for hop in reversed(first.hops()):
        trail = Trail(hop.place, hop.label, trail, certain and first.certain)
    return trail
