"""Tables of modelled names, filled by the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from deducer.interpreter.arguments import Arguments
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.base import Values
from deducer.values.foreign import ForeignObject

__all__ = [
    "ATTRIBUTES",
    "METHODS",
    "MODELS",
    "OBJECT_ATTRIBUTES",
    "OBJECT_CALLS",
    "OBJECT_METHODS",
    "Method",
    "Model",
    "attribute",
    "method",
    "model",
    "object_call",
    "object_method",
]

Model: TypeAlias = Callable[[Machine, Arguments, Node], "Values | None"]
Method: TypeAlias = Callable[[Machine, Any, Arguments, Node], "Values | None"]
ObjectCall: TypeAlias = Callable[[Machine, ForeignObject, Arguments, Node], "Values | None"]

MODELS: dict[str, Model] = {}
ATTRIBUTES: dict[str, Callable[[Machine, Node], Values]] = {}
METHODS: dict[tuple[type, str], Method] = {}
OBJECT_CALLS: dict[str, ObjectCall] = {}
OBJECT_ATTRIBUTES: dict[str, Callable[[Machine, ForeignObject, str, Node], Values | None]] = {}
OBJECT_METHODS: dict[tuple[str, str], ObjectCall] = {}


def model(*paths: str) -> Callable[[Model], Model]:
    """The decorated function says what calling these dotted names does; None means: nothing special after all."""

    def keep(rule: Model) -> Model:
        for path in paths:
            MODELS[path] = rule
        return rule

    return keep


def attribute(
    *paths: str,
) -> Callable[[Callable[[Machine, Node], Values]], Callable[[Machine, Node], Values]]:
    """The decorated function gives the value of these dotted names."""

    def keep(rule: Callable[[Machine, Node], Values]) -> Callable[[Machine, Node], Values]:
        for path in paths:
            ATTRIBUTES[path] = rule
        return rule

    return keep


def method(kind: type, *names: str) -> Callable[[Method], Method]:
    """The decorated function says what these methods of a class of values do."""

    def keep(rule: Method) -> Method:
        for name in names:
            METHODS[kind, name] = rule
        return rule

    return keep


def object_call(*sources: str) -> Callable[[ObjectCall], ObjectCall]:
    """The decorated function says what calling an object does that these dotted names made."""

    def keep(rule: ObjectCall) -> ObjectCall:
        for source in sources:
            OBJECT_CALLS[source] = rule
        return rule

    return keep


def object_method(source: str, *names: str) -> Callable[[ObjectCall], ObjectCall]:
    """The decorated function says what these methods do of an object that the dotted name made."""

    def keep(rule: ObjectCall) -> ObjectCall:
        for name in names:
            OBJECT_METHODS[source, name] = rule
        return rule

    return keep
