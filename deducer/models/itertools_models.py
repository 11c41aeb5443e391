"""`itertools`: in order and one by one while the elements are known."""

from __future__ import annotations

import itertools

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, iterate
from deducer.interpreter.iteration import UNROLL, exact_items
from deducer.interpreter.static import NotStatic, plain_values
from deducer.interpreter.truth import truth
from deducer.models.iterators import all_exact, rows_of
from deducer.models.registry import model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Sequence

__all__: list[str] = []


def _combining(name: str) -> None:
    """`product` and its kin: rows of elements, in order while the elements are known."""

    @model(f"itertools.{name}")
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        groups, counts = arguments, list[Values]()
        if name in ("permutations", "combinations"):
            groups, counts = Arguments(arguments.positional[:1]), arguments.positional[1:]
        known = all_exact(m, groups, node)
        if known is not None and not arguments.keywords:
            try:
                rows = list(itertools.islice(getattr(itertools, name)(*known, *plain_values(counts)), UNROLL))
            except NotStatic:
                rows = []
            if 0 < len(rows) < UNROLL:
                return rows_of(m, rows)
        element = flatten(iterate(m, group, node) for group in groups.positional)
        row = (m.heap.new(Sequence("tuple", None, element)),)
        return (m.heap.new(Sequence("list", None, row)),)


for _name in ("product", "permutations", "combinations", "pairwise"):
    if hasattr(itertools, _name):
        _combining(_name)


@model("itertools.repeat")
def _repeat(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("list", None, arguments.get(0))),)


@model("itertools.accumulate")
def _accumulate(m: Machine, arguments: Arguments, node: Node) -> Values:
    element = iterate(m, arguments.get(0), node)
    function = arguments.get(1, "func")
    made = call(m, function, Arguments([element, element]), node) if function and element else NOTHING
    return (m.heap.new(Sequence("list", None, union(element, made) or UNKNOWN)),)


@model("itertools.groupby")
def _groupby(m: Machine, arguments: Arguments, node: Node) -> Values:
    element = iterate(m, arguments.get(0), node)
    key = arguments.get(1, "key")
    keys = call(m, key, Arguments([element]), node) if key and element else element
    group = (m.heap.new(Sequence("list", None, element)),)
    row = (m.heap.new(Sequence("tuple", [keys or UNKNOWN, group])),)
    return (m.heap.new(Sequence("list", None, row)),)


@model("itertools.tee")
def _tee(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("tuple", [arguments.get(0), arguments.get(0)])),)


@model("itertools.starmap")
def _starmap(m: Machine, arguments: Arguments, node: Node) -> Values:
    rows = iterate(m, arguments.get(1), node)
    made: Values = NOTHING
    for row in rows:
        items = exact_items(m, (row,), node)
        given = Arguments(items) if items is not None else Arguments(star=iterate(m, (row,), node) or UNKNOWN)
        made = union(made, call(m, arguments.get(0), given, node))
    return (m.heap.new(Sequence("list", None, made)),)


@model("itertools.compress")
def _compress(m: Machine, arguments: Arguments, node: Node) -> Values:
    data, selectors = exact_items(m, arguments.get(0), node), exact_items(m, arguments.get(1), node)
    if data is None or selectors is None:
        return (m.heap.new(Sequence("list", None, iterate(m, arguments.get(0), node))),)
    verdicts = [truth(m, selector, node) for selector in selectors]
    kept = [item for item, verdict in zip(data, verdicts, strict=False) if verdict is not False]
    if None in verdicts:
        return (m.heap.new(Sequence("list", None, flatten(kept))),)
    return (m.heap.new(Sequence("list", kept)),)


@model("itertools.chain", "itertools.cycle", "heapq.merge")
def _chain(m: Machine, arguments: Arguments, node: Node) -> Values:
    known = all_exact(m, arguments, node)
    if known is not None:
        return (m.heap.new(Sequence("list", [item for group in known for item in group])),)
    values = flatten(iterate(m, group, node) for group in [*arguments.positional, arguments.star] if group)
    return (m.heap.new(Sequence("list", None, values)),)


@model("itertools.chain.from_iterable")
def _chain_all(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    groups = exact_items(m, arguments.get(0), node)
    if groups is None:
        groups = [iterate(m, arguments.get(0), node)]
    return _chain(m, Arguments(groups), node)


@model("itertools.islice")
def _islice(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("list", None, iterate(m, arguments.get(0), node))),)
