"""Every change of an object's contents, in one place: each decides between replacing and adding."""

from __future__ import annotations

from collections.abc import Hashable

from deducer.state.machine import Machine
from deducer.values.base import NOTHING, Values, union
from deducer.values.classes import Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import ForeignObject
from deducer.values.scopes import Scope
from deducer.values.widening import LIMIT, STATE_LIMIT, join, widen

__all__ = [
    "add_item",
    "bind_name",
    "hold",
    "put",
    "put_unknown",
    "set_instance_attribute",
    "set_variable",
    "smash",
]


def bind_name(m: Machine, name: str, values: Values) -> None:
    """Assign to a name in the current scope, following `global` and `nonlocal`."""
    frame = m.frame
    scope = frame.scope
    values = widen(values)
    function = frame.function
    if function is not None and scope.kind == "function":
        if name in function.code.globals:
            set_variable(m, function.module.scope, name, values)
            return
        if name in function.code.nonlocals:
            set_variable(m, _defining(scope.parent, name) or scope, name, values)
            return
    if scope.kind == "module":
        set_variable(m, scope, name, values)
    frame.bind(name, values)
    scope.version += 1


def _defining(scope: Scope | None, name: str) -> Scope | None:
    """The enclosing function that binds `name`; where none does yet, the nearest function or module."""
    nearest: Scope | None = None
    while scope is not None:
        if scope.kind == "function" and name in scope.variables:
            return scope
        if nearest is None and scope.kind in ("function", "module"):
            nearest = scope
        scope = scope.parent
    return nearest


def set_variable(m: Machine, scope: Scope, name: str, values: Values) -> None:
    """Assign to a variable of a scope that others share."""
    m.reads(scope)
    known = scope.variables.get(name)
    if known is not None and not (m.heap.strong(scope) or scope is m.frame.scope):
        values = _added(m, known, values)
    if known is None or not _same(known, values):
        m.heap.changing(scope)
        scope.variables[name] = values


def set_instance_attribute(m: Machine, target: Instance, name: str, values: Values) -> None:
    """Assign to an attribute of an object of the app."""
    m.reads(target)
    known = target.attributes.get(name)
    if known is not None and not m.heap.strong(target):
        values = _added(m, known, values)
    values = widen(values)
    if known is None or not _same(known, values):
        m.heap.changing(target)
        target.attributes[name] = values
        if known is None and not m.heap.strong(target):
            target.optional |= {name}


def add_item(m: Machine, target: Sequence, values: Values) -> None:
    """Append one element."""
    m.reads(target)
    if target.items is not None and not target.rest and m.heap.strong(target):
        m.heap.changing(target)
        target.items = [*target.items, values]
        return
    rest = _added(m, target.rest, values)
    if rest is not target.rest:
        m.heap.changing(target)
        target.rest = rest


def smash(m: Machine, target: Sequence) -> None:
    """Forget order and number of the elements."""
    m.reads(target)
    if target.items is not None:
        m.heap.changing(target)
        target.items, target.rest = None, widen(target.contents())


def put(m: Machine, target: Mapping, key: Hashable, values: Values) -> None:
    """Assign under a known key."""
    m.reads(target)
    known = target.items.get(key, NOTHING)
    if known and not m.heap.strong(target):
        values = _added(m, known, values)
    values = widen(values)
    if key not in target.items or not _same(known, values):
        m.heap.changing(target)
        if key not in target.items and not m.heap.strong(target):
            target.optional |= {key}
        target.items = {**target.items, key: values}


def put_unknown(m: Machine, target: Mapping, key: Values, values: Values) -> None:
    """Assign under a key that cannot be told."""
    m.reads(target)
    rest, other_keys = _added(m, target.rest, values), _added(m, target.other_keys, key)
    if rest is not target.rest or other_keys is not target.other_keys:
        m.heap.changing(target)
        target.rest, target.other_keys = rest, other_keys


def hold(m: Machine, target: ForeignObject | Instance, values: Values) -> None:
    """Foreign code keeps these values in this object, and in the one that it was made from."""
    m.reads(target)
    held = union(target.held, tuple(value for value in values if value is not target))
    if held is not target.held:
        m.heap.changing(target)
        target.held = held
    parent = target.parent if isinstance(target, ForeignObject) else None
    if parent is not None and any(value not in parent.held and value is not parent for value in held):
        hold(m, parent, held)


def _added(m: Machine, known: Values, values: Values) -> Values:
    """A weak update: `known` itself when nothing is added."""
    return join(known, values, LIMIT if m.deploying else STATE_LIMIT)


def _same(first: Values, second: Values) -> bool:
    return first is second or (len(first) == len(second) and all(value in first for value in second))
