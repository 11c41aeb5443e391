"""List, tuple, set and dictionary displays."""

from __future__ import annotations

from deducer.interpreter.dispatch import evaluate, expression, iterate
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.special import hashed, is_mapping, mapped
from deducer.interpreter.static import NO_KEY, key_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Value, Values, flatten, union
from deducer.values.containers import Mapping, Sequence

__all__: list[str] = []


@expression("list", "tuple", "set")
def _sequence(m: Machine, node: Node) -> Values:
    kind, _, parts = node
    items: list[Values] = []
    rest = NOTHING
    exact = True
    for part in parts:
        if part[0] != "star":
            items.append(evaluate(m, part))
            if kind == "set":
                hashed(m, items[-1], node)
            continue
        values = evaluate(m, part[2])
        spread = exact_items(m, values, part)
        if spread is None:
            exact = False
            rest = union(rest, iterate(m, values, part))
        else:
            items += spread
    m.at(node)
    made = Sequence(kind, items) if exact else Sequence(kind, None, union(rest, flatten(items)))
    return (m.heap.new(made),)


@expression("dict")
def _dict(m: Machine, node: Node) -> Values:
    made = Mapping()
    for key, value in node[2]:
        if key is None:
            for part in evaluate(m, value):
                _merge(m, made, part, node)
            continue
        keys = evaluate(m, key)
        values = evaluate(m, value)
        hashed(m, keys, node)
        known = key_of(keys)
        if known is NO_KEY:
            made.rest, made.other_keys = union(made.rest, values), union(made.other_keys, keys)
        else:
            made.items[known] = values
    m.at(node)
    return (m.heap.new(made),)


def _merge(m: Machine, made: Mapping, part: Value, node: Node) -> None:
    """`**part` inside a display: later keys win."""
    if not isinstance(part, Mapping):
        values = mapped(m, part, node) if is_mapping(part) else UNKNOWN
        made.rest, made.other_keys = union(made.rest, values), union(made.other_keys, UNKNOWN)
        return
    m.reads(part)
    for key, values in part.items.items():
        made.items[key] = union(made.items.get(key, NOTHING), values) if key in part.optional else values
    if part.rest:
        made.items = {key: union(values, part.rest) for key, values in made.items.items()}
    made.rest, made.other_keys = union(made.rest, part.rest), union(made.other_keys, part.other_keys)
