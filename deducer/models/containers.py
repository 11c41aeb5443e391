"""Methods of lists, sets, dictionaries, strings and namespaces."""

from __future__ import annotations

from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, iterate, set_item
from deducer.interpreter.iteration import exact_items, listed
from deducer.interpreter.mutations import add_item, put_unknown, smash
from deducer.interpreter.removal import remove_key
from deducer.interpreter.special import compared, hashed, is_mapping, mapped, ordered, text_of
from deducer.interpreter.static import (
    NO_KEY,
    NotStatic,
    key_of,
    key_values,
    lift,
    plain,
    plain_values,
    variables_of,
)
from deducer.interpreter.subscripts import lookup_key
from deducer.models.registry import Method, method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, Const, carried, constant, unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Mapping, Sequence
from deducer.values.namespaces import Namespace

__all__ = ["merge_into_mapping"]


# -- sequences


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


# -- dictionaries


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


# -- namespaces


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


# -- strings and bytes

_PURE = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "swapcase",
        "casefold",
        "replace",
        "split",
        "rsplit",
        "splitlines",
        "join",
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "partition",
        "rpartition",
        "zfill",
        "center",
        "ljust",
        "rjust",
        "count",
        "find",
        "rfind",
        "index",
        "rindex",
        "encode",
        "decode",
        "isdigit",
        "isalpha",
        "isalnum",
        "isupper",
        "islower",
        "isspace",
        "isidentifier",
        "isnumeric",
        "hex",
        "expandtabs",
        "bit_length",
        "is_integer",
        "as_integer_ratio",
        "conjugate",
    ]
)
_WIDTH_METHODS = ("zfill", "center", "ljust", "rjust", "expandtabs")


def _string_method(name: str) -> Any:
    def rule(m: Machine, target: Const, arguments: Arguments, node: Node) -> Values | None:
        return _call_pure(m, target, name, arguments, node)

    return rule


for _name in _PURE:
    method(Const, _name)(_string_method(_name))


def _call_pure(m: Machine, target: Const, name: str, arguments: Arguments, node: Node) -> Values | None:
    given = arguments.all()
    try:
        if not arguments.is_exact:
            raise NotStatic("called with arguments of unknown number")
        if name == "join":
            arguments = Arguments([listed(m, arguments.get(0), node)])
        positional = plain_values(arguments.positional)
        keywords = {key: plain(values) for key, values in arguments.keywords.items()}
        if name in _WIDTH_METHODS and any(isinstance(part, int) and part > 9999 for part in positional):
            raise NotStatic("a string padded to more than 9999 characters")
        value = getattr(target.value, name)(*positional, **keywords)
    except NotStatic as error:
        return _not_known(m, arguments, error, node)
    except Exception as error:  # whatever the app's own values raise, its run would raise too
        m.hazards += 1
        return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))
    return lift(m, value, tuple(sorted({*target.variables, *variables_of(given)})))


def _not_known(m: Machine, arguments: Arguments, error: NotStatic, node: Node) -> Values | None:
    """A text method of something unknown: the app's own objects among it are asked for their text."""
    inner = flatten(
        value.contents() if isinstance(value, (Sequence, Mapping)) else (value,) for value in arguments.all()
    )
    text_of(m, inner, node)
    m.hazards += 1
    return unknown(error.reason, error.place or m.place(node), carried(inner))
