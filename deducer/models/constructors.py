"""Making lists, tuples, sets and dictionaries."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import iterate
from deducer.interpreter.iteration import exact_items
from deducer.models.mappings import merge_into_mapping
from deducer.models.registry import model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE
from deducer.values.base import Values, union
from deducer.values.containers import Mapping, Sequence

__all__: list[str] = []


def _sequence(kind: str, *paths: str) -> None:
    @model(*paths)
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        group = arguments.get(0)
        items = exact_items(m, group, node) if group else []
        if items is None:
            made = Sequence(kind, None, iterate(m, group, node))
        else:
            made = Sequence(kind, _distinct(items) if kind.endswith("set") else items)
        return (m.heap.new(made),)


def _distinct(items: list[Values]) -> list[Values]:
    return list(dict.fromkeys(items))


_sequence("list", "builtins.list")

_sequence("tuple", "builtins.tuple")

_sequence("set", "builtins.set")

_sequence("frozenset", "builtins.frozenset")

_sequence("deque", "collections.deque")


@model("builtins.dict", "collections.OrderedDict", "types.MappingProxyType")
def _dict(m: Machine, arguments: Arguments, node: Node) -> Values:
    made = m.heap.new(Mapping())
    for value in arguments.get(0) if arguments.positional or arguments.star else ():
        merge_into_mapping(m, made, value, node)
    for name, values in arguments.keywords.items():
        made.items[name] = values
    made.rest = union(made.rest, arguments.double_star)
    return (made,)


@model("builtins.dict.fromkeys")
def _fromkeys(m: Machine, arguments: Arguments, node: Node) -> Values:
    made = m.heap.new(Mapping())
    values = arguments.get(1) or NONE
    pairs = exact_items(m, arguments.get(0), node)
    for key in pairs or ():
        pair = m.heap.stamp(Sequence("tuple", [key, values]))
        merge_into_mapping(m, made, m.heap.stamp(Sequence("list", [(pair,)])), node)
    if pairs is None:
        made.rest, made.other_keys = values, iterate(m, arguments.get(0), node)
    return (made,)


@model("collections.defaultdict")
def _defaultdict(m: Machine, arguments: Arguments, node: Node) -> Values:
    factory = tuple(value for value in arguments.get(0) if value not in NONE)
    made = m.heap.new(Mapping(factory=factory))
    for value in arguments.positional[1] if len(arguments.positional) > 1 else ():
        merge_into_mapping(m, made, value, node)
    made.items.update(arguments.keywords)
    return (made,)


@model("collections.ChainMap")
def _chain_map(m: Machine, arguments: Arguments, node: Node) -> Values:
    made = m.heap.new(Mapping())
    for group in reversed(arguments.positional):
        for value in group:
            merge_into_mapping(m, made, value, node)
    return (made,)
