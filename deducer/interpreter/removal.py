"""`del`: of names, attributes and items."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import evaluate
from deducer.interpreter.mutations import smash
from deducer.interpreter.special import call_special
from deducer.interpreter.static import NO_KEY, key_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import constant
from deducer.values.base import Value, Values
from deducer.values.classes import Instance
from deducer.values.containers import Mapping, Sequence

__all__ = ["remove", "remove_key"]


def remove(m: Machine, target: Node) -> None:
    """Delete one target; where it is not certain which object loses what, everything stays possible."""
    tag = target[0]
    if tag == "name":
        if m.frame.scope.kind != "module" or m.heap.strong(m.frame.scope):
            m.frame.scope.variables.pop(target[2], None)
    elif tag == "attribute":
        for value in evaluate(m, target[2]):
            _remove_attribute(m, value, target[3], target)
    elif tag == "subscript":
        keys = evaluate(m, target[3])
        for value in evaluate(m, target[2]):
            _remove_item(m, value, keys, target)
    elif tag in ("tuple", "list"):
        for part in target[2]:
            remove(m, part)


def _remove_attribute(m: Machine, value: Value, name: str, node: Node) -> None:
    if call_special(m, value, ("__delattr__",), Arguments([(constant(name),)]), node) is not None:
        return
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
        smash(m, value)


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
