"""Methods of dictionaries, and of namespaces seen as dictionaries."""

from __future__ import annotations

from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import iterate, set_item
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import put_unknown
from deducer.interpreter.removal import remove_key
from deducer.interpreter.special import is_mapping, mapped
from deducer.interpreter.static import (
    NO_KEY,
    NotStatic,
    key_of,
    key_values,
    plain,
)
from deducer.interpreter.subscripts import lookup_key
from deducer.models.registry import Method, method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, constant
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Mapping, Sequence
from deducer.values.namespaces import Namespace

__all__ = ["merge_into_mapping"]


@method(Mapping, "get", "__getitem__")
def _get(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    key = arguments.get(0)
    found = lookup_key(m, target, key)
    return found if _has(target, key) else union(found, arguments.get(1) or NONE)


@method(Mapping, "setdefault")
def _setdefault(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    key = arguments.get(0)
    found = lookup_key(m, target, key)
    if _has(target, key):
        return found
    values = union(found, arguments.get(1) or NONE)
    set_item(m, (target,), key, values, node)
    return values


@method(Mapping, "pop")
def _pop_key(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    key = arguments.get(0)
    found = lookup_key(m, target, key)
    certain = _has(target, key)
    remove_key(m, target, key)
    return found if certain else union(found, arguments.get(1) or NONE)


def _has(target: Mapping, key: Values) -> bool:
    known = key_of(key)
    return known is not NO_KEY and known in target.items and known not in target.optional


@method(Mapping, "values")
def _values(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    if target.rest:
        return (m.heap.new(Sequence("list", None, target.values())),)
    return (m.heap.new(Sequence("list", list(target.items.values()))),)


@method(Mapping, "keys", "__iter__")
def _keys(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    keys = [key_values(m, key) for key in target.items]
    if target.rest or target.other_keys:
        return (m.heap.new(Sequence("list", None, union(flatten(keys), target.other_keys or UNKNOWN))),)
    return (m.heap.new(Sequence("list", keys)),)


@method(Mapping, "items")
def _items(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    pairs: list[Values] = [
        (m.heap.new(Sequence("tuple", [key_values(m, key), values])),) for key, values in target.items.items()
    ]
    if target.rest or target.other_keys:
        other = (m.heap.new(Sequence("tuple", [target.other_keys or UNKNOWN, target.rest])),)
        return (m.heap.new(Sequence("list", None, union(flatten(pairs), other))),)
    return (m.heap.new(Sequence("list", pairs)),)


@method(Mapping, "popitem")
def _popitem(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    keys = union(flatten(key_values(m, key) for key in target.items), target.other_keys)
    remove_key(m, target, UNKNOWN)
    return (m.heap.new(Sequence("tuple", [keys or UNKNOWN, target.values() or UNKNOWN])),)


@method(Mapping, "update", "__ior__")
def _update(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    for group in [*arguments.positional, arguments.star]:
        for value in group:
            merge_into_mapping(m, target, value, node)
    for name, values in arguments.keywords.items():
        set_item(m, (target,), (constant(name),), values, node)
    if arguments.double_star:
        put_unknown(m, target, UNKNOWN, arguments.double_star)
    return NONE


def merge_into_mapping(m: Machine, target: Mapping, value: Any, node: Node) -> None:
    """`target.update(value)`: of a dictionary, or of pairs."""
    if isinstance(value, (Mapping, Namespace)):
        items = value.items if isinstance(value, Mapping) else value.variables
        for key, values in list(items.items()):
            set_item(m, (target,), key_values(m, key), values, node)
        rest = value.rest if isinstance(value, Mapping) else value.owner.rest
        if rest:
            put_unknown(m, target, UNKNOWN, rest)
        return
    if is_mapping(value):
        put_unknown(m, target, UNKNOWN, mapped(m, value, node))
        return
    pairs = exact_items(m, (value,), node)
    if pairs is None:
        element = iterate(m, (value,), node)
        inner = flatten(part.contents() if isinstance(part, Sequence) else (part,) for part in element)
        if inner:
            put_unknown(m, target, UNKNOWN, inner)
        return
    for pair in pairs:
        parts = exact_items(m, pair, node)
        if parts is not None and len(parts) == 2:
            set_item(m, (target,), parts[0], parts[1], node)
        else:
            put_unknown(m, target, UNKNOWN, iterate(m, pair, node))


@method(Mapping, "copy", "__copy__")
def _copy_mapping(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return (m.heap.new(target.clone()),)


@method(Mapping, "clear")
def _clear_mapping(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.heap.changing(target)
    if m.heap.strong(target):
        target.items, target.rest, target.other_keys, target.optional = {}, NOTHING, NOTHING, frozenset()
    else:
        target.optional = frozenset(target.items)
    return NONE


@method(Mapping, "__len__", "__contains__")
def _measure_mapping(m: Machine, target: Mapping, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return UNKNOWN


@method(Namespace, "get", "pop", "setdefault")
def _get_name(m: Machine, target: Namespace, arguments: Arguments, node: Node) -> Values:
    m.reads(target.owner)
    default = arguments.get(1) or NONE
    try:
        name = plain(arguments.get(0))
    except NotStatic:
        return union(target.contents(), default)
    found = target.variables.get(name, NOTHING)
    return union(found or default, target.owner.rest)


@method(Namespace, "update")
def _update_names(m: Machine, target: Namespace, arguments: Arguments, node: Node) -> Values:
    for values in arguments.positional:
        for value in values:
            if isinstance(value, Mapping):
                for key, found in value.items.items():
                    set_item(m, (target,), key_values(m, key), found, node)
                if value.rest:
                    set_item(m, (target,), UNKNOWN, value.rest, node)
            else:
                set_item(m, (target,), UNKNOWN, iterate(m, (value,), node), node)
    for name, values in arguments.keywords.items():
        set_item(m, (target,), (constant(name),), values, node)
    return NONE


def _viewed(rule: Method) -> Method:
    """A method of a namespace that only reads: that of a dictionary with the same items."""

    def view(m: Machine, target: Namespace, arguments: Arguments, node: Node) -> Values | None:
        m.reads(target.owner)
        return rule(m, m.heap.stamp(Mapping(dict(target.variables), target.owner.rest)), arguments, node)

    return view


for _view_name, _view_rule in (
    ("values", _values),
    ("items", _items),
    ("keys", _keys),
    ("copy", _copy_mapping),
):
    method(Namespace, _view_name)(_viewed(_view_rule))
