"""Assignment to every kind of target."""

from __future__ import annotations

from deducer.interpreter.dispatch import evaluate, iterate, set_attribute, set_item
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import bind_name
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Sequence

__all__ = ["assign", "row_of"]


def assign(m: Machine, target: Node, values: Values) -> None:
    """Bind `values` to a target expression."""
    tag = target[0]
    if tag == "name":
        bind_name(m, target[2], values)
    elif tag == "attribute":
        set_attribute(m, evaluate(m, target[2]), target[3], values, target)
    elif tag == "subscript":
        set_item(m, evaluate(m, target[2]), evaluate(m, target[3]), values, target)
    elif tag in ("tuple", "list"):
        _unpack(m, target, values)
    elif tag == "star":
        assign(m, target[2], values)


def _unpack(m: Machine, target: Node, values: Values) -> None:
    targets = target[2]
    columns: list[Values] = [NOTHING] * len(targets)
    star = next((index for index, part in enumerate(targets) if part[0] == "star"), None)
    for value in values:
        row = row_of(m, (value,), len(targets), star, target)
        columns = [union(column, part) for column, part in zip(columns, row, strict=True)]
    for part, column in zip(targets, columns, strict=True):
        assign(m, part, column)


def row_of(m: Machine, value: Values, width: int, star: int | None, node: Node) -> list[Values]:
    """What each of `width` targets gets from one value."""
    items = exact_items(m, value, node)
    if items is not None and star is None and len(items) == width:
        return items
    m.at(node)
    if items is not None and star is not None and len(items) >= width - 1:
        behind = width - star - 1
        middle = items[star : len(items) - behind]
        made = m.heap.new(Sequence("list", middle))
        return [*items[:star], (made,), *items[len(items) - behind :]]
    m.hazards += 1
    element = flatten(items) if items is not None else iterate(m, value, node)
    element = element or UNKNOWN
    row = [element] * width
    if star is not None:
        row[star] = (m.heap.new(Sequence("list", None, element)),)
    return row
