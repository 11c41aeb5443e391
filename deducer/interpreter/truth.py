"""Whether a condition is certainly true, certainly false, or undecided."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import evaluate
from deducer.interpreter.special import call_special
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const
from deducer.values.base import Value, Values
from deducer.values.callables import Bound, Function, Partial
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign
from deducer.values.modules import Module
from deducer.values.resources import Resource, ResourceMethod

__all__ = ["condition", "truth", "truth_of"]

_TRUTH_METHODS = ("__bool__", "__len__")
_ALWAYS_TRUE = (Function, Class, Module, Resource, ResourceMethod, Bound, Partial)


def condition(m: Machine, node: Node) -> bool | None:
    """Evaluate a test; None when it may go either way."""
    m.absence_allowed = node
    return truth(m, evaluate(m, node), node)


def truth(m: Machine, values: Values, node: Node) -> bool | None:
    """What the values are as a condition; runs `__bool__` or `__len__` of the app's own objects."""
    verdicts = {truth_of(m, value, node) for value in values}
    return verdicts.pop() if len(verdicts) == 1 else None


def truth_of(m: Machine, value: Value, node: Node) -> bool | None:
    """What one value is as a condition."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Class) and value.metaclass is not None:
        return _asked(m, value, node)
    if isinstance(value, _ALWAYS_TRUE) or (isinstance(value, Foreign) and "." not in value.path):
        return True
    if isinstance(value, Sequence):
        m.reads(value)
        if value.items:
            return True
        return False if value.exact is not None and m.heap.strong(value) else None
    if isinstance(value, Mapping):
        m.reads(value)
        if len(value.items) > len(value.optional):
            return True
        return (
            False
            if not value.items and not value.rest and not value.other_keys and m.heap.strong(value)
            else None
        )
    if isinstance(value, Instance):
        return _instance_truth(m, value, node)
    return None


def _instance_truth(m: Machine, value: Instance, node: Node) -> bool | None:
    if any(value.cls.lookup(name) is not None for name in _TRUTH_METHODS):
        return _asked(m, value, node)
    return None if value.cls.foreign_bases or value.cls.is_enum else True


def _asked(m: Machine, value: Value, node: Node) -> bool | None:
    """What an object says itself; True where it says nothing."""
    result = call_special(m, value, _TRUTH_METHODS, Arguments(), node)
    if result is None:
        return True
    verdicts = {bool(part.value) if isinstance(part, Const) else None for part in result}
    return verdicts.pop() if len(verdicts) == 1 else None
