"""Things that give back what was put into them: context variables, thread locals, queues."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.models.registry import method, model, object_method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, unknown
from deducer.values.base import NOTHING, Values, union
from deducer.values.containers import Sequence
from deducer.values.foreign import ForeignObject

__all__: list[str] = []

_QUEUES = (
    "queue.Queue", "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue", "asyncio.Queue",
    "asyncio.LifoQueue", "asyncio.PriorityQueue", "multiprocessing.Queue",
)  # fmt: skip


@object_method("contextvars.ContextVar", "set")
def _set(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    known = target.keywords.get("value", NOTHING)
    joined = arguments.get(0) if m.heap.strong(target) else union(known, arguments.get(0))
    if joined is not known:
        m.heap.changing(target)
        target.keywords["value"] = joined
    return unknown("a token of a context variable", m.place(node))


@object_method("contextvars.ContextVar", "get")
def _get(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    default = arguments.get(0) or target.keywords.get("default", NOTHING)
    return union(target.keywords.get("value", NOTHING), default) or UNKNOWN


@object_method("contextvars.ContextVar", "reset")
def _reset(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return NONE


@model(*_QUEUES)
def _queue(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("queue", [])),)


@method(Sequence, "get", "get_nowait")
def _take(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    """Whatever has been put into a queue may come out; it is not taken to be gone."""
    m.reads(target)
    return target.contents() or UNKNOWN


@method(Sequence, "task_done", "join", "empty", "full", "qsize", "shutdown")
def _wait(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    return UNKNOWN
