"""Code of a library using the SDK: its values become arguments, its steps become calls."""

from __future__ import annotations

import ast
from itertools import product

from deducer.aws import objects, sdk
from deducer.aws.arns import Place
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.report import LibraryCall
from deducer.aws.libraries.state import ELEMENT
from deducer.aws.libraries.values import OPAQUE, Box, Frame, Known, Value, Values, union
from deducer.aws.steps import Step
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Hole, Text
from deducer.aws.verdicts import Permissions, Undecided

__all__ = ["SDK_OBJECTS", "call_sdk", "read_sdk"]

SDK_OBJECTS = (
    objects.BatchWriter,
    objects.Client,
    objects.Collection,
    objects.Meta,
    objects.Method,
    objects.Paginator,
    objects.ResourceObject,
    objects.Session,
    objects.SessionClass,
    objects.Waiter,
)
_ANYWHERE = Place(None, None)
_MOST_DEEP = 4
_MOST_CHOICES = 16
_MOST_INSIDE = 3


def read_sdk(m: Machine, value: objects.SdkObject, name: str, frame: Frame, node: ast.AST) -> Values:
    """Read an attribute of one of the SDK's objects."""
    if isinstance(value, objects.Data):
        return (OPAQUE,)
    step = sdk.attribute(value, name, _ANYWHERE)
    if isinstance(value, objects.ResourceObject) and isinstance(step.verdict, Permissions):
        _loads(m, value)
    return _value(step)


def _loads(m: Machine, value: objects.ResourceObject) -> None:
    """Reading data of a resource loads it."""
    load = objects.Method(value, "load")
    _record(m, load, Arguments({}))


def call_sdk(m: Machine, callee: objects.SdkObject, given: Given, frame: Frame, node: ast.AST) -> Values:
    """Call a method of the SDK with every choice of its arguments."""
    found: Values = ()
    for arguments in _choices(m, given):
        step = _record(m, callee, arguments)
        if isinstance(step.verdict, Undecided):
            m.state.doubt(f"{step.verdict.message} at {m.place(frame, node)}")
        found = union(found, _value(step))
    return found or (OPAQUE,)


def _record(m: Machine, callee: objects.SdkObject, arguments: Arguments) -> Step:
    step = sdk.call(callee, arguments, _ANYWHERE)
    for service, method, made in sdk.client_calls(callee, arguments):
        m.state.call(LibraryCall(service, method, tuple(sorted(made.named.items())), made.rest))
    return step


def _value(step: Step) -> Values:
    value = step.value
    if isinstance(value, objects.Data):
        return (OPAQUE,)
    if isinstance(value, (*SDK_OBJECTS, Text)):
        return (value,)
    return (OPAQUE,)


def _choices(m: Machine, given: Given) -> list[Arguments]:
    """Arguments in every combination of what they can be; too many of them are not known."""
    positional = [argument(m, values) for values in given.positional]
    named = {name: argument(m, values) for name, values in given.named.items()}
    sizes = [len(options) for options in (*positional, *named.values())]
    total = 1
    for size in sizes:
        total *= size
    if total > _MOST_CHOICES:
        positional = [options if len(options) == 1 else [UNKNOWN] for options in positional]
        named = {name: options if len(options) == 1 else [UNKNOWN] for name, options in named.items()}
    made = []
    for chosen in product(*positional, *named.values()):
        values = dict(zip(named, chosen[len(positional) :], strict=True))
        kept = {name: value for name, value in values.items() if value is not None}
        made.append(Arguments(kept, tuple(chosen[: len(positional)]), given.rest))
    return made


def argument(m: Machine, values: Values, depth: int = 0) -> list[Argument]:
    """What an argument can be."""
    found: list[Argument] = []
    for value in values:
        made = _argument(m, value, depth)
        if made not in found:
            found.append(made)
    return found or [UNKNOWN]


def _argument(m: Machine, value: Value, depth: int) -> Argument:
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Text):
        return value.parts[0] if len(value.parts) == 1 and isinstance(value.parts[0], Hole) else value
    if isinstance(value, Box) and depth < _MOST_DEEP:
        return _contents(m, value, depth)
    return UNKNOWN


def _contents(m: Machine, box: Box, depth: int) -> Argument:
    names = m.state.names(box)
    if box.kind == "dict":
        return {_key(m, name): _one(m, box, name, depth) for name in sorted(names)}
    return tuple(_one(m, box, name, depth) for name in sorted(names))


def _key(m: Machine, name: str) -> str | Text | Hole:
    if name == ELEMENT:
        return UNKNOWN
    text = m.state.text_keys.get(name)
    if text is None:
        return name
    return text.parts[0] if len(text.parts) == 1 and isinstance(text.parts[0], Hole) else text


def _one(m: Machine, box: Box, name: str, depth: int) -> Argument:
    values = m.state.read(box, name) or ()
    if len(values) > _MOST_INSIDE:
        return UNKNOWN
    options = argument(m, values, depth + 1)
    return options[0] if len(options) == 1 else UNKNOWN
