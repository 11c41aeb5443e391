"""Methods of values: looked up by the class of the receiver."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.models.registry import METHODS, OBJECT_METHODS
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import Value, Values
from deducer.values.foreign import ForeignObject

__all__ = ["call_method"]


def call_method(m: Machine, receiver: Value, name: str, arguments: Arguments, node: Node) -> Values | None:
    """What a modelled method gives; None when it is not modelled."""
    if isinstance(receiver, ForeignObject):
        rule = OBJECT_METHODS.get((receiver.source, name))
        return None if rule is None else rule(m, receiver, arguments, node)
    found = METHODS.get((type(receiver), name))
    return None if found is None else found(m, receiver, arguments, node)
