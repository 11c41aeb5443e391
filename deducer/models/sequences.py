"""Methods of lists, sets, queues and their kin."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, iterate
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import add_item, smash
from deducer.interpreter.special import compared, hashed, ordered
from deducer.interpreter.static import (
    NotStatic,
    plain,
)
from deducer.models.registry import method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, unknown
from deducer.values.base import NOTHING, Values, union
from deducer.values.containers import Sequence

__all__: list[str] = []


@method(Sequence, "append", "add", "appendleft", "put", "put_nowait")
def _append(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    values = arguments.get(0) or UNKNOWN
    if target.kind == "set":
        hashed(m, values, node)
    if target.kind == "set" and target.exact is not None and any(values == item for item in target.exact):
        return NONE
    add_item(m, target, values)
    return NONE


@method(Sequence, "insert")
def _insert(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    values = arguments.get(1) or UNKNOWN
    try:
        index = plain(arguments.get(0))
    except NotStatic:
        index = None
    if target.exact is not None and isinstance(index, int) and m.heap.strong(target):
        m.heap.changing(target)
        items = list(target.exact)
        items.insert(index, values)
        target.items = items
    else:
        smash(m, target)
        add_item(m, target, values)
    return NONE


@method(Sequence, "extend", "update", "extendleft")
def _extend(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    for group in [*arguments.positional, arguments.star]:
        items = exact_items(m, group, node) if group else []
        if items is not None and m.heap.strong(target) and target.exact is not None:
            for item in items:
                _append(m, target, Arguments([item]), node)
        else:
            element = iterate(m, group, node)
            if element:
                smash(m, target)
                add_item(m, target, element)
    return NONE


@method(Sequence, "pop", "popleft")
def _pop(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    try:
        index = plain(arguments.get(0)) if arguments.positional else -1
    except NotStatic:
        index = None
    if (
        target.exact
        and isinstance(index, int)
        and m.heap.strong(target)
        and -len(target.exact) <= index < len(target.exact)
    ):
        items = list(target.exact)
        m.heap.changing(target)
        taken = items.pop(index)
        target.items = items
        return taken
    values = target.contents()
    smash(m, target)
    m.hazards += 1
    return values or unknown("not in the container", m.place(node))


@method(Sequence, "clear")
def _clear(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    if m.heap.strong(target):
        m.heap.changing(target)
        target.items, target.rest = [], NOTHING
    else:
        smash(m, target)
    return NONE


@method(Sequence, "remove", "discard", "reverse")
def _remove(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    compared(m, target.contents(), arguments.get(0), node)
    smash(m, target)
    return NONE


@method(Sequence, "sort")
def _sort(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    key = arguments.keywords.get("key")
    if key is not None and target.contents():
        call(m, key, Arguments([target.contents()]), node)
    elif key is None:
        ordered(m, target.contents(), node)
    smash(m, target)
    return NONE


@method(Sequence, "copy", "__iter__", "__copy__")
def _copy(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return (m.heap.new(target.clone()),)


@method(Sequence, "index", "count", "__len__", "issubset", "issuperset", "isdisjoint", "__contains__")
def _measure(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    compared(m, target.contents(), arguments.get(0), node)
    return UNKNOWN


@method(Sequence, "union", "intersection", "difference", "symmetric_difference", "__add__")
def _combine(m: Machine, target: Sequence, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    values = target.contents()
    for group in [*arguments.positional, arguments.star]:
        values = union(values, iterate(m, group, node))
    return (m.heap.new(Sequence(target.kind, None, values)),)
