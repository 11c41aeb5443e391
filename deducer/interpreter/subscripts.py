"""Subscription of containers and of the app's objects."""

from __future__ import annotations

from deducer.foreign.calls import call_foreign
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.carrying import note_carried
from deducer.interpreter.dispatch import call, evaluate, expression, gets_item, item_of, iterate, sets_item
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import (
    add_item,
    put,
    put_unknown,
    set_instance_attribute,
    set_variable,
    smash,
)
from deducer.interpreter.raising import raises_builtin
from deducer.interpreter.special import bind, call_special, hashed
from deducer.interpreter.static import NO_KEY, NotStatic, key_of, plain
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, Const, Slice, Unknown, carried, constant, constants, unknown
from deducer.values.base import NOTHING, Value, Values, flatten, union
from deducer.values.callables import Bound, Deferred, Doubtful, Function, Partial, Property, Wrapped
from deducer.values.classes import Class, Instance, Super
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign
from deducer.values.modules import Module
from deducer.values.namespaces import Namespace
from deducer.values.resources import Resource, ResourceMethod

__all__ = ["lookup_key"]


@expression("subscript")
def _subscript(m: Machine, node: Node) -> Values:
    _, _, target, index = node
    targets = evaluate(m, target)
    keys = evaluate(m, index)
    m.at(node)
    values = item_of(m, targets, keys, node)
    return values if m.deploying else note_carried(m, values, node)


@expression("slice")
def _slice(m: Machine, node: Node) -> Values:
    bounds: list[int | None] = []
    for part in node[2:]:
        values = NONE if part is None else evaluate(m, part)
        for value in values:
            call_special(m, value, ("__index__",), Arguments(), node)
        try:
            bound = plain(values)
        except NotStatic:
            return (Slice(None),)
        if not isinstance(bound, (int, type(None))):
            return (Slice(None),)
        bounds.append(bound)
    return (Slice(slice(*bounds)),)


@gets_item(Sequence)
def _sequence(m: Machine, target: Sequence, index: Values, node: Node) -> Values:
    m.reads(target)
    part = index[0] if len(index) == 1 else None
    if isinstance(part, Slice):
        m.at(node)
        if part.bounds is not None and target.exact is not None:
            return (m.heap.new(Sequence(target.kind, target.exact[part.bounds])),)
        return (m.heap.new(Sequence(target.kind, None, target.contents())),)
    for value in index:
        call_special(m, value, ("__index__",), Arguments(), node)
    positions = constants(index)
    if positions is None or target.items is None:
        return target.contents() or _absent(m, node)
    result = target.rest
    for position in positions:
        if isinstance(position, int) and -len(target.items) <= position < len(target.items):
            result = union(result, target.items[position])
    return result or _absent(m, node, "IndexError" if target.exact is not None else None)


@gets_item(Mapping)
def _mapping(m: Machine, target: Mapping, index: Values, node: Node) -> Values:
    hashed(m, index, node)
    found = lookup_key(m, target, index)
    if target.factory and (not found or _may_miss(target, index)):
        made = call(m, target.factory, Arguments(), node)
        key = key_of(index)
        if key is NO_KEY:
            put_unknown(m, target, index, made)
        else:
            put(m, target, key, union(target.items.get(key, NOTHING), made))
        found = union(found, made)
    return found or _absent(m, node, None if target.other_keys or key_of(index) is NO_KEY else "KeyError")


def _may_miss(target: Mapping, index: Values) -> bool:
    key = key_of(index)
    return key is NO_KEY or key not in target.items or key in target.optional


def lookup_key(m: Machine, target: Mapping, index: Values) -> Values:
    """The values under any of the keys; NOTHING when there are none."""
    m.reads(target)
    result: Values = NOTHING
    for value in index:
        key = key_of((value,))
        if key is NO_KEY:
            return target.values()
        result = union(result, target.items.get(key, NOTHING))
    return union(result, target.rest)


def _absent(m: Machine, node: Node, exception: str | None = None) -> Values:
    """Nothing is there; where that is certain the app raises."""
    m.hazards += 1
    if exception is not None:
        raises_builtin(m, exception)
    return unknown("not in the container", m.place(node))


@gets_item(Const)
def _constant(m: Machine, target: Const, index: Values, node: Node) -> Values:
    try:
        part = index[0] if len(index) == 1 else None
        key = part.bounds if isinstance(part, Slice) else plain(index)
        return (constant(target.value[key], target.variables),)
    except NotStatic as error:
        return unknown(error.reason, error.place or m.place(node), carried(index))
    except (TypeError, LookupError, ValueError):
        return _absent(m, node)


@gets_item(Instance)
def _instance(m: Machine, target: Instance, index: Values, node: Node) -> Values:
    made = call_special(m, target, ("__getitem__",), Arguments([index]), node)
    if made is not None:
        return made
    if target.cls.is_data and not target.cls.foreign_bases:
        return _field(m, target, index, node)
    if target.cls.foreign_bases:
        return call_foreign(m, f"{target.cls.name}.__getitem__", Arguments([(target,), index]), node)
    return _absent(m, node)


def _field(m: Machine, target: Instance, index: Values, node: Node) -> Values:
    """`row[0]` of a named tuple, `settings["name"]` of a typed dictionary."""
    m.reads(target)
    names = list(target.cls.fields)
    result: Values = NOTHING
    for key in constants(index) or [None]:
        name = names[key] if isinstance(key, int) and -len(names) <= key < len(names) else key
        if name is None:
            return target.contents() or _absent(m, node)
        result = union(result, target.attributes.get(str(name), NOTHING))
    return result or _absent(m, node)


@gets_item(Class)
def _class(m: Machine, target: Class, index: Values, node: Node) -> Values:
    if target.is_enum:
        keys = constants(index)
        from deducer.interpreter.members import member_names

        members = member_names(target)
        found = tuple(value for key in (keys or members) for value in members.get(str(key), NOTHING))
        return found or _absent(m, node)
    hook = None if target.metaclass is None else target.metaclass.lookup("__getitem__")
    if hook is None:
        hook = target.lookup("__class_getitem__")
    return (target,) if hook is None else call(m, bind(m, hook, target), Arguments([index]), node)


@gets_item(Namespace)
def _namespace(m: Machine, target: Namespace, index: Values, node: Node) -> Values:
    m.reads(target.owner)
    names = constants(index)
    if names is None:
        return _any_name(m, target, index) or _absent(m, node)
    result = target.owner.rest
    for name in names:
        result = union(result, target.variables.get(name, NOTHING))
    return result or _absent(m, node)


def _any_name(m: Machine, target: Namespace, index: Values) -> Values:
    """What a name of which only the beginning is known may stand for: hardly an imported resource type."""
    prefixes = {value.prefix if isinstance(value, Unknown) else "" for value in index}
    prefix = prefixes.pop() if len(prefixes) == 1 else ""
    names = [name for name in target.variables if name.startswith(prefix) and not name.startswith("__")]
    found = flatten(target.variables[name] for name in names)
    kept = tuple(value for value in found if not (isinstance(value, Foreign) and value.path in m.types))
    return union(kept, target.owner.rest)


@gets_item(
    Function, Bound, Doubtful, Partial, Property, Wrapped, Deferred, Module, Resource, ResourceMethod, Super
)
def _nothing(m: Machine, target: Value, index: Values, node: Node) -> Values:
    return _absent(m, node)


@sets_item(Sequence)
def _set_sequence(m: Machine, target: Sequence, index: Values, values: Values, node: Node) -> None:
    part = index[0] if len(index) == 1 else None
    if isinstance(part, Slice):
        _set_slice(m, target, part, values, node)
        return
    m.reads(target)
    positions = constants(index)
    if target.items is None:
        add_item(m, target, values)
    elif positions is not None and len(positions) == 1 and m.heap.strong(target):
        if isinstance(positions[0], int) and -len(target.items) <= positions[0] < len(target.items):
            m.heap.changing(target)
            target.items = list(target.items)
            target.items[positions[0]] = values
    else:
        _set_any(m, target, positions, values)


def _set_any(m: Machine, target: Sequence, positions: list[object] | None, values: Values) -> None:
    """Assign to one of several positions: each may have kept what it was."""
    items = target.items or []
    size = len(items)
    chosen = set(range(size))
    if positions is not None:
        chosen = {at % size for at in positions if isinstance(at, int) and -size <= at < size}
    joined = [union(item, values) if at in chosen else item for at, item in enumerate(items)]
    if any(new is not old for new, old in zip(joined, items, strict=True)):
        m.heap.changing(target)
        target.items = joined


def _set_slice(m: Machine, target: Sequence, part: Slice, values: Values, node: Node) -> None:
    items = exact_items(m, values, node)
    if items is not None and target.exact is not None and part.bounds is not None and m.heap.strong(target):
        changed = list(target.exact)
        try:
            changed[part.bounds] = items
        except ValueError:
            m.hazards += 1
            return
        m.heap.changing(target)
        target.items = changed
        return
    element = iterate(m, values, node)
    smash(m, target)
    if element:
        add_item(m, target, element)


@sets_item(Mapping)
def _set_mapping(m: Machine, target: Mapping, index: Values, values: Values, node: Node) -> None:
    hashed(m, index, node)
    if len(index) == 1:
        key = key_of(index)
        if key is NO_KEY:
            put_unknown(m, target, index, values)
        else:
            put(m, target, key, values)
        return
    with m.heap.branch():
        for value in index:
            key = key_of((value,))
            if key is NO_KEY:
                put_unknown(m, target, (value,), values)
            else:
                put(m, target, key, values)


@sets_item(Instance)
def _set_instance(m: Machine, target: Instance, index: Values, values: Values, node: Node) -> None:
    made = call_special(m, target, ("__setitem__",), Arguments([index, values]), node)
    if made is None and target.cls.foreign_bases:
        call_foreign(m, f"{target.cls.name}.__setitem__", Arguments([(target,), index, values]), node)


@sets_item(Namespace)
def _set_namespace(m: Machine, target: Namespace, index: Values, values: Values, node: Node) -> None:
    set_in_namespace(m, target, index, values)


def set_in_namespace(m: Machine, target: Namespace, index: Values, values: Values) -> None:
    """Assign an attribute by a computed name."""
    owner = target.owner
    names = constants(index)
    if names is None or len(names) != 1:
        m.reads(owner)
        joined = union(owner.rest, values)
        if joined is not owner.rest:
            m.heap.changing(owner)
            owner.rest = joined
    elif isinstance(owner, Instance):
        set_instance_attribute(m, owner, str(names[0]), values)
    else:
        set_variable(m, owner, str(names[0]), values)


@sets_item(
    Class,
    Function,
    Bound,
    Doubtful,
    Partial,
    Property,
    Wrapped,
    Deferred,
    Module,
    Resource,
    ResourceMethod,
    Super,
)
def _cannot(m: Machine, target: Value, index: Values, values: Values, node: Node) -> None:
    m.hazards += 1
