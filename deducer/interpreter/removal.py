"""`del`: of names, attributes and items."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, evaluate
from deducer.interpreter.mutations import smash
from deducer.interpreter.special import call_special
from deducer.interpreter.static import NO_KEY, key_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const, Slice, constant
from deducer.values.base import Value, Values
from deducer.values.callables import Property
from deducer.values.classes import Instance
from deducer.values.containers import Mapping, Sequence

__all__ = ["remove", "remove_attribute", "remove_key"]


def remove(m: Machine, target: Node) -> None:
    """Delete one target; where it is not certain which object loses what, everything stays possible."""
    tag = target[0]
    if tag == "name":
        if m.frame.scope.kind != "module" or m.heap.strong(m.frame.scope):
            m.frame.scope.variables.pop(target[2], None)
    elif tag == "attribute":
        for value in evaluate(m, target[2]):
            remove_attribute(m, value, target[3], target)
    elif tag == "subscript":
        keys = evaluate(m, target[3])
        for value in evaluate(m, target[2]):
            _remove_item(m, value, keys, target)
    elif tag in ("tuple", "list"):
        for part in target[2]:
            remove(m, part)


def remove_attribute(m: Machine, value: Value, name: str, node: Node) -> None:
    """Delete an attribute of one value."""
    if call_special(m, value, ("__delattr__",), Arguments([(constant(name),)]), node) is not None:
        return
    found = value.cls.lookup(name) if isinstance(value, Instance) else None
    for part in found or ():
        if isinstance(part, Property) and part.deleter:
            call(m, part.deleter, Arguments([(value,)]), node)
        call_special(m, part, ("__delete__",), Arguments([(value,)]), node)
    if isinstance(value, Instance) and name in value.attributes:
        m.heap.changing(value)
        if m.heap.strong(value):
            del value.attributes[name]
        else:
            value.optional |= {name}


def _remove_item(m: Machine, value: Value, keys: Values, node: Node) -> None:
    if call_special(m, value, ("__delitem__",), Arguments([keys]), node) is not None:
        return
    if isinstance(value, Mapping):
        remove_key(m, value, keys)
    elif isinstance(value, Sequence):
        _remove_position(m, value, keys)


def _remove_position(m: Machine, target: Sequence, keys: Values) -> None:
    part = keys[0] if len(keys) == 1 else None
    where = part.bounds if isinstance(part, Slice) else part.value if isinstance(part, Const) else None
    if target.exact is None or not isinstance(where, (int, slice)) or not m.heap.strong(target):
        smash(m, target)
        return
    items = list(target.exact)
    try:
        del items[where]
    except IndexError:
        m.hazards += 1
        return
    m.heap.changing(target)
    target.items = items


def remove_key(m: Machine, target: Mapping, keys: Values) -> None:
    """Take a key out of a dictionary, or note that it may be gone."""
    key = key_of(keys)
    m.reads(target)
    if key is NO_KEY:
        if target.optional != frozenset(target.items):
            m.heap.changing(target)
            target.optional = frozenset(target.items)
    elif key in target.items:
        strong = m.heap.strong(target)
        if strong:
            m.heap.changing(target)
            target.items = {other: values for other, values in target.items.items() if other != key}
            target.optional -= {key}
        elif key not in target.optional:
            m.heap.changing(target)
            target.optional |= {key}
