"""What iterating gives: element by element where they are known, else their union."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import iterate, iterates
from deducer.interpreter.members import member_names
from deducer.interpreter.special import call_special
from deducer.interpreter.static import key_values
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Const, constant, unknown
from deducer.values.base import NOTHING, Value, Values, flatten, union
from deducer.values.callables import Bound, Deferred, Doubtful, Function, Partial, Property, Wrapped
from deducer.values.classes import Class, Instance, Super
from deducer.values.containers import Mapping, Sequence
from deducer.values.modules import Module
from deducer.values.resources import Resource, ResourceMethod

__all__ = ["UNROLL", "exact_items", "listed"]

UNROLL = 1024
"""Longer iterables are not taken apart."""


def exact_items(m: Machine, values: Values, node: Node) -> list[Values] | None:
    """The elements one by one, if number and order are known."""
    if len(values) != 1:
        return None
    value = values[0]
    if isinstance(value, Sequence):
        m.reads(value)
        exact = value.exact
        return None if exact is None or len(exact) > UNROLL else list(exact)
    if isinstance(value, Mapping):
        m.reads(value)
        if value.rest or value.other_keys or len(value.items) > UNROLL:
            return None
        return [key_values(m, key) for key in value.items]
    if isinstance(value, Const) and isinstance(value.value, (str, bytes)) and len(value.value) <= UNROLL:
        return [(constant(part, value.variables),) for part in value.value]
    if isinstance(value, Deferred) and value.is_generator and not value.is_async:
        return _yielded(m, value, node)
    if isinstance(value, Instance) and "tuple" in value.cls.options:
        m.reads(value)
        return [value.attributes.get(name, UNKNOWN) for name in value.cls.fields]
    if isinstance(value, Class) and value.is_enum:
        return list(member_names(value).values())
    return None


def listed(m: Machine, values: Values, node: Node) -> Values:
    """An iterable as the list of its elements."""
    items = exact_items(m, values, node)
    made = Sequence("list", None, iterate(m, values, node)) if items is None else Sequence("list", items)
    return (m.heap.stamp(made),)


def _yielded(m: Machine, value: Deferred, node: Node) -> list[Values] | None:
    """What a generator gives, in order, when it is a single one that is run here."""
    if value.multi or len(value.calls) != 1:
        return None
    from deducer.interpreter.deferred import force

    sequence = force(m, value, node, later=True).sequence
    return None if sequence is None or len(sequence) > UNROLL else list(sequence)


@iterates(Sequence)
def _sequence(m: Machine, target: Sequence, node: Node) -> Values:
    m.reads(target)
    return target.contents()


@iterates(Mapping)
def _mapping(m: Machine, target: Mapping, node: Node) -> Values:
    m.reads(target)
    keys = flatten(key_values(m, key) for key in target.items)
    return union(keys, target.other_keys or (UNKNOWN if target.rest else NOTHING))


@iterates(Const)
def _constant(m: Machine, target: Const, node: Node) -> Values:
    if isinstance(target.value, (str, bytes)):
        return unknown("a character of a string", m.place(node)) if target.value else NOTHING
    m.hazards += 1
    return NOTHING


@iterates(Instance)
def _instance(m: Machine, target: Instance, node: Node) -> Values:
    iterator = call_special(m, target, ("__iter__", "__aiter__"), Arguments(), node)
    if iterator is None and "tuple" in target.cls.options:
        m.reads(target)
        return flatten(target.attributes.values())
    if iterator is None:
        by_index = call_special(m, target, ("__getitem__",), Arguments([UNKNOWN]), node)
        if by_index is not None:
            return by_index
        return _foreign_part(m, target, node)
    result: Values = NOTHING
    for value in iterator:
        result = union(
            result, _next(m, value, node) if isinstance(value, Instance) else iterate(m, (value,), node)
        )
    return result


def _next(m: Machine, iterator: Instance, node: Node) -> Values:
    from deducer.interpreter.deferred import awaited

    values = call_special(m, iterator, ("__next__",), Arguments(), node)
    if values is not None:
        return values
    values = call_special(m, iterator, ("__anext__",), Arguments(), node)
    return _foreign_part(m, iterator, node) if values is None else awaited(m, values, node)


def _foreign_part(m: Machine, target: Instance, node: Node) -> Values:
    from deducer.foreign.calls import call_foreign

    if not target.cls.foreign_bases:
        m.hazards += 1
        return NOTHING
    return call_foreign(m, f"{target.cls.name}.__iter__", Arguments([(target,)]), node)


@iterates(Class)
def _class(m: Machine, target: Class, node: Node) -> Values:
    if target.is_enum:
        return flatten(member_names(target).values())
    found = None if target.metaclass is None else target.metaclass.lookup("__iter__")
    if found is None:
        return UNKNOWN
    from deducer.interpreter.dispatch import call

    return iterate(m, call(m, tuple(m.bound(part, target) for part in found), Arguments(), node), node)


@iterates(Function, Bound, Doubtful, Partial, Property, Wrapped, Module, Resource, ResourceMethod, Super)
def _not_iterable(m: Machine, target: Value, node: Node) -> Values:
    m.hazards += 1
    return NOTHING
