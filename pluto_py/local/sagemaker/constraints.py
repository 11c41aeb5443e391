"""Checking a request against the API's model, with the messages that AWS's front end gives.

All violations are told at once: `2 validation errors detected: Value … at 'endpointName' failed to satisfy
constraint: …; Value …`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from pluto_py.local.service import ServiceError

__all__ = ["check"]

Shape = Mapping[str, Any]


def check(operation: str, parameters: Mapping[str, Any]) -> None:
    """Check the input of an operation.

    Raises:
        ServiceError: `SerializationException` for a value of the wrong JSON type, `ValidationException` else.
    """
    shapes = _shapes()
    found = list(_violations(shapes, shapes["inputs"][operation], parameters, ""))
    if found:
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
        raise ServiceError("ValidationException", f"{count}: {'; '.join(found)}")


@cache
def _shapes() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("constraints.json").read_text("utf-8")
    return dict(json.loads(text))


def _violations(shapes: Mapping[str, Shape], name: str, value: Any, path: str) -> Iterator[str]:
    shape = shapes[name]
    _require_type(shape["type"], value)
    yield from (_violation(path, value, reason) for reason in _broken_rules(shape, value))
    if shape["type"] == "structure":
        yield from _member_violations(shapes, shape, value, path)
    elif shape["type"] == "list":
        for index, item in enumerate(value, 1):
            yield from _violations(shapes, shape["member"], item, f"{path}.{index}.member")
    elif shape["type"] == "map":
        for key, item in value.items():
            yield from _violations(shapes, shape["key"], key, f"{path}.{key}.key")
            yield from _violations(shapes, shape["value"], item, f"{path}.{key}.value")


def _member_violations(
    shapes: Mapping[str, Shape], shape: Shape, value: Mapping[str, Any], path: str
) -> Iterator[str]:
    for member in shape.get("required", ()):
        if value.get(member) is None:
            yield _violation(_join(path, member), None, "Member must not be null")
    for member, target in shape["members"].items():
        if value.get(member) is not None:
            yield from _violations(shapes, target, value[member], _join(path, member))


def _broken_rules(shape: Shape, value: Any) -> Iterator[str]:
    if "enum" in shape and value not in shape["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"
    if "pattern" in shape and not re.fullmatch(shape["pattern"], value):
        yield f"Member must satisfy regular expression pattern: {shape['pattern']}"
    sized = shape["type"] in ("string", "list", "map")
    measure, what = (len(value), "length") if sized else (value, "value")
    if "min" in shape and measure < shape["min"]:
        yield f"Member must have {what} greater than or equal to {shape['min']}"
    if "max" in shape and measure > shape["max"]:
        yield f"Member must have {what} less than or equal to {shape['max']}"


_TYPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda value: isinstance(value, str), "a String"),
    "boolean": (lambda value: isinstance(value, bool), "a Boolean"),
    "integer": (lambda value: isinstance(value, int) and not isinstance(value, bool), "an Integer"),
    "long": (lambda value: isinstance(value, int) and not isinstance(value, bool), "a Long"),
    "float": (lambda value: isinstance(value, (int, float)) and not isinstance(value, bool), "a Float"),
    "double": (lambda value: isinstance(value, (int, float)) and not isinstance(value, bool), "a Double"),
    "timestamp": (
        lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
        "a Timestamp",
    ),
    "list": (lambda value: isinstance(value, list), "a List"),
    "map": (lambda value: isinstance(value, dict), "a Map"),
    "structure": (lambda value: isinstance(value, dict), "a Structure"),
}
_JSON_NAMES: Mapping[type, str] = {
    str: "STRING_VALUE",
    bool: "TRUE_VALUE",
    int: "NUMBER_VALUE",
    float: "DECIMAL_VALUE",
    list: "START_ARRAY",
    dict: "START_OBJECT",
    type(None): "NULL_VALUE",
}


def _require_type(kind: str, value: Any) -> None:
    fits, wanted = _TYPES[kind]
    if not fits(value):
        raise ServiceError(
            "SerializationException", f"{_JSON_NAMES[type(value)]} can not be converted to {wanted}"
        )


def _violation(path: str, value: Any, reason: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {reason}"


def _join(path: str, member: str) -> str:
    """The path as the API spells it: members begin in lower case."""
    name = member[0].lower() + member[1:]
    return f"{path}.{name}" if path else name
