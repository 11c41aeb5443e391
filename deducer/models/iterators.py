"""Built-in functions over iterables: `zip`, `map`, `sorted`, `next`, `range`."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.deferred import force
from deducer.interpreter.dispatch import call, iterate
from deducer.interpreter.iteration import UNROLL, exact_items, listed
from deducer.interpreter.special import call_special, ordered
from deducer.interpreter.static import NotStatic, lift, plain, plain_values
from deducer.interpreter.truth import truth
from deducer.models.exceptions import stopped
from deducer.models.registry import model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, constant, unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.callables import Deferred
from deducer.values.classes import Instance
from deducer.values.containers import Sequence

__all__ = ["all_exact", "rows_of"]


def rows_of(m: Machine, rows: Iterable[Iterable[Values]]) -> Values:
    """A list of tuples."""
    made: list[Values] = [(m.heap.new(Sequence("tuple", list(row))),) for row in rows]
    return (m.heap.new(Sequence("list", made)),)


def all_exact(m: Machine, arguments: Arguments, node: Node) -> list[list[Values]] | None:
    """The elements of each argument, if all are known."""
    groups = [exact_items(m, group, node) for group in arguments.positional]
    known = [group for group in groups if group is not None]
    return known if len(known) == len(groups) and not arguments.star else None


@model("builtins.iter", "builtins.aiter")
def _iter(m: Machine, arguments: Arguments, node: Node) -> Values:
    if len(arguments.positional) > 1:
        values = call(m, arguments.get(0), Arguments(), node)
        return (m.heap.new(Sequence("list", None, values)),)
    result: Values = NOTHING
    for value in arguments.get(0):
        made = call_special(m, value, ("__iter__", "__aiter__"), Arguments(), node)
        result = union(result, (value,) if made is None else made)
    return result


@model("builtins.next", "builtins.anext")
def _next(m: Machine, arguments: Arguments, node: Node) -> Values:
    result = arguments.get(1)
    for value in arguments.get(0):
        made = None
        if isinstance(value, Instance) and value.cls.lookup("__next__") is not None:
            made = call_special(m, value, ("__next__",), Arguments(), node)
        if isinstance(value, Deferred) and value.is_generator:
            outcome = force(m, value, node, later=True)
            stopped(m, outcome.returned)
            made = outcome.yielded
        result = union(result, iterate(m, (value,), node) if made is None else made)
    m.hazards += 1
    return result


@model("builtins.reversed")
def _reversed(m: Machine, arguments: Arguments, node: Node) -> Values:
    group = arguments.get(0)
    made = flatten(call_special(m, value, ("__reversed__",), Arguments(), node) or NOTHING for value in group)
    if made:
        return made
    items = exact_items(m, group, node)
    if items is not None:
        return (m.heap.new(Sequence("list", items[::-1])),)
    return (m.heap.new(Sequence("list", None, iterate(m, group, node))),)


@model("builtins.sorted")
def _sorted(m: Machine, arguments: Arguments, node: Node) -> Values:
    group = arguments.get(0)
    group = listed(m, group, node)
    element = iterate(m, group, node)
    key = arguments.keywords.get("key")
    if key is not None:
        if element:
            call(m, key, Arguments([element]), node)
        return (m.heap.new(Sequence("list", None, element)),)
    ordered(m, element, node)
    try:
        reverse = plain(arguments.keywords["reverse"]) if "reverse" in arguments.keywords else False
        return lift(m, sorted(plain(group), reverse=bool(reverse)))
    except (NotStatic, TypeError, ValueError):
        return (m.heap.new(Sequence("list", None, element)),)


@model("builtins.enumerate")
def _enumerate(m: Machine, arguments: Arguments, node: Node) -> Values:
    group = arguments.get(0)
    items = exact_items(m, group, node)
    try:
        start = plain(arguments.get(1, "start")) if arguments.get(1, "start") else 0
    except NotStatic:
        items = None
        start = 0
    if items is None or not isinstance(start, int):
        element = iterate(m, group, node)
        if not element:
            return (m.heap.new(Sequence("list", [])),)
        pair = (m.heap.new(Sequence("tuple", [unknown("a position"), element])),)
        return (m.heap.new(Sequence("list", None, pair)),)
    pairs: list[Values] = [
        (m.heap.new(Sequence("tuple", [(constant(start + index),), item])),)
        for index, item in enumerate(items)
    ]
    return (m.heap.new(Sequence("list", pairs)),)


@model("builtins.zip", "itertools.zip_longest")
def _zip(m: Machine, arguments: Arguments, node: Node) -> Values:
    known = all_exact(m, arguments, node)
    if known is not None and len({len(group) for group in known}) <= 1:
        return rows_of(m, zip(*known, strict=True))
    columns = [iterate(m, group, node) for group in arguments.positional]
    if not all(columns):
        return (m.heap.new(Sequence("list", [])),)
    rest = iterate(m, arguments.star, node)
    row = Sequence("tuple", None, union(flatten(columns), rest)) if rest else Sequence("tuple", columns)
    return (m.heap.new(Sequence("list", None, (m.heap.new(row),))),)


@model("builtins.map")
def _map(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    if len(arguments.positional) < 2:
        return None
    function, groups = arguments.get(0), arguments.positional[1:]
    items = [exact_items(m, group, node) for group in groups]
    known = [group for group in items if group is not None]
    if len(known) == len(items) and all(len(group) <= UNROLL for group in known):
        rows = [call(m, function, Arguments(list(row)), node) for row in zip(*known, strict=False)]
        return (m.heap.new(Sequence("list", rows)),)
    elements = [iterate(m, group, node) for group in groups]
    made = call(m, function, Arguments(elements), node) if all(elements) else NOTHING
    return (m.heap.new(Sequence("list", None, made)),)


@model("builtins.filter", "itertools.filterfalse", "itertools.takewhile", "itertools.dropwhile")
def _filter(m: Machine, arguments: Arguments, node: Node) -> Values:
    element = iterate(m, arguments.get(1), node)
    function = tuple(value for value in arguments.get(0) if value not in NONE)
    if function and element:
        call(m, function, Arguments([element]), node)
    elif element:
        truth(m, element, node)
    return (m.heap.new(Sequence("list", None, element)),)


@model("builtins.range")
def _range(m: Machine, arguments: Arguments, node: Node) -> Values:
    for value in arguments.all():
        call_special(m, value, ("__index__",), Arguments(), node)
    try:
        numbers = range(*plain_values(arguments.positional))
        if len(numbers) <= UNROLL and arguments.is_exact:
            return (m.heap.new(Sequence("list", [(constant(number),) for number in numbers])),)
    except (NotStatic, TypeError, ValueError, OverflowError):
        pass
    return (m.heap.new(Sequence("list", None, unknown("a number of a range", m.place(node)))),)


@model("functools.reduce")
def _reduce(m: Machine, arguments: Arguments, node: Node) -> Values:
    items = exact_items(m, arguments.get(1), node)
    start = arguments.positional[2:3]
    if items is not None and (items or start):
        total = start[0] if start else items[0]
        for item in items if start else items[1:]:
            total = call(m, arguments.get(0), Arguments([total, item]), node)
        return total
    element = iterate(m, arguments.get(1), node)
    total = union(start[0] if start else NOTHING, element)
    while True:
        joined = union(total, call(m, arguments.get(0), Arguments([total, element]), node))
        if joined is total or len(joined) > 64:
            return joined
        total = joined
