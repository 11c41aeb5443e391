"""From abstract values to plain Python ones, where they are known before deployment, and back."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from deducer.source.files import Place
from deducer.state.machine import Machine
from deducer.values.atoms import Const, Unknown, constant
from deducer.values.base import HeapObject, Value, Values
from deducer.values.callables import Function
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign, ForeignObject
from deducer.values.resources import Resource

__all__ = ["NO_KEY", "NotStatic", "key_of", "key_values", "lift", "plain", "plain_values", "variables_of"]

_PYTHON = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": list}


class NotStatic(Exception):  # noqa: N818  # the answer to a question, not a failure
    """A value is not known before deployment; `reason` completes "its value is …", `place` is where it comes from."""

    def __init__(self, reason: str, place: Place | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


def plain(values: Values) -> Any:
    """The one plain value that `values` stands for. Raises NotStatic."""
    if len(values) != 1:
        for value in values:
            if isinstance(value, Unknown):
                raise NotStatic(value.reason, value.place)
        raise NotStatic(
            _several(values) if values else "never made: the code that would make it is not reached"
        )
    return _plain_one(values[0], ())


def plain_values(groups: list[Values]) -> list[Any]:
    """The plain values of several sets. Raises NotStatic."""
    return [plain(group) for group in groups]


def _plain_one(value: Value, within: tuple[Value, ...]) -> Any:
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Unknown):
        raise NotStatic(value.reason, value.place)
    if isinstance(value, (Sequence, Mapping)) and value in within:
        raise NotStatic("a container that holds itself")
    if isinstance(value, Sequence) and value.exact is not None:
        items = [_plain_set(item, (*within, value)) for item in value.exact]
        try:
            return _PYTHON.get(value.kind, list)(items)
        except TypeError as error:
            raise NotStatic(str(error)) from error
    if isinstance(value, Mapping) and not value.rest and not value.other_keys:
        return {_plain_key(key): _plain_set(item, (*within, value)) for key, item in value.items.items()}
    raise NotStatic(describe(value), getattr(value, "place", None))


def _plain_set(values: Values, within: tuple[Value, ...]) -> Any:
    return _plain_one(values[0], within) if len(values) == 1 else plain(values)


def _plain_key(key: Hashable) -> Hashable:
    if isinstance(key, Value):
        raise NotStatic("a dictionary whose keys are not plain values")
    return key


def _several(values: Values) -> str:
    shown = [repr(value.value) if isinstance(value, Const) else describe(value) for value in values[:3]]
    more = f" or {len(values) - 3} others" if len(values) > 3 else ""
    return f"undecided: {' or '.join(shown)}{more}"


def describe(value: Value) -> str:
    """What a value is, in words that complete "its value is …"."""
    if isinstance(value, ForeignObject):
        return f"the result of {value.source.removeprefix('builtins.')}(), which is known only while the app runs"
    if isinstance(value, Instance):
        return f"an object of class {value.cls.name}"
    if isinstance(value, Resource):
        return f"the {value.type.kind} {value.name!r} itself"
    if isinstance(value, Function):
        return f"the function {value.code.name}"
    if isinstance(value, Class):
        return f"the class {value.name}"
    if isinstance(value, Foreign):
        return f"{value.path.removeprefix('builtins.')} itself"
    if isinstance(value, (Sequence, Mapping)):
        return "a container whose contents are known only while the app runs"
    return "known only while the app runs"


def lift(m: Machine, value: Any, variables: tuple[str, ...] = ()) -> Values:
    """An abstract value for a plain one; containers become new objects."""
    if isinstance(value, (list, tuple, set, frozenset)):
        kind = type(value).__name__
        ordered = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        return (m.heap.new(Sequence(kind, [lift(m, item, variables) for item in ordered])),)
    if isinstance(value, dict):
        return (m.heap.new(Mapping({key: lift(m, item, variables) for key, item in value.items()})),)
    return (constant(value, variables),)


def variables_of(values: Values) -> tuple[str, ...]:
    """The environment variables that plain data is made of, containers looked through, sorted."""
    found: set[str] = set()
    pending = list(values)
    seen: set[Value] = set()
    while pending:
        value = pending.pop()
        if isinstance(value, Const):
            found.update(value.variables)
        elif isinstance(value, HeapObject) and value not in seen:
            seen.add(value)
            pending += value.contents()
    return tuple(sorted(found))


class _NoKey:
    """The type of `NO_KEY`."""


NO_KEY = _NoKey()
"""What `key_of` gives for a key that cannot be told."""


def key_of(values: Values) -> Hashable:
    """What a dictionary files a key under: plain data as itself, objects of the app by identity."""
    if len(values) != 1:
        return NO_KEY
    value = values[0]
    if isinstance(value, Const):
        return value.value  # type: ignore[no-any-return]  # constants are hashable
    if isinstance(value, Sequence) and value.kind in ("tuple", "frozenset"):
        try:
            key = plain(values)
            hash(key)
        except (NotStatic, TypeError):
            return NO_KEY
        return key  # type: ignore[no-any-return]  # hashed above
    if isinstance(value, (Function, Class, Resource, Foreign)):
        return value
    if isinstance(value, Instance) and not value.multi and value.cls.lookup("__hash__") is None:
        return value
    return NO_KEY


def key_values(m: Machine, key: Hashable) -> Values:
    """The values of a known key, for code that iterates a dictionary."""
    return (key,) if isinstance(key, Value) else lift(m, key)
