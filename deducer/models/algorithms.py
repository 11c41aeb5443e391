"""`random`, `heapq`, `bisect`: what they choose from, and what they put where."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, iterate
from deducer.interpreter.mutations import add_item, smash
from deducer.models.registry import model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN
from deducer.values.base import Values
from deducer.values.containers import Sequence

__all__: list[str] = []


@model("heapq.heappop", "random.choice", "secrets.choice", "statistics.mode")
def _element(m: Machine, arguments: Arguments, node: Node) -> Values:
    return iterate(m, arguments.get(0), node) or UNKNOWN


@model("random.sample", "random.choices")
def _sample(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("list", None, iterate(m, arguments.get(0), node))),)


@model("heapq.nlargest", "heapq.nsmallest")
def _largest(m: Machine, arguments: Arguments, node: Node) -> Values:
    element = iterate(m, arguments.get(1), node)
    key = arguments.get(2, "key")
    if key and element:
        call(m, key, Arguments([element]), node)
    return (m.heap.new(Sequence("list", None, element)),)


@model("random.shuffle", "heapq.heapify")
def _shuffle(m: Machine, arguments: Arguments, node: Node) -> Values:
    for value in arguments.get(0):
        if isinstance(value, Sequence):
            smash(m, value)
    return NONE


@model("heapq.heappush", "bisect.insort", "bisect.insort_left", "bisect.insort_right")
def _push(m: Machine, arguments: Arguments, node: Node) -> Values:
    for value in arguments.get(0):
        if isinstance(value, Sequence):
            smash(m, value)
            add_item(m, value, arguments.get(1))
    return NONE
