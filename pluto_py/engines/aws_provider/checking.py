"""Validation of inputs against a type's declared properties: every problem at once, unknown keys too."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from pluto_py.engines.aws_provider.handler import Property
from pluto_py.engines.properties import path
from pluto_py.engines.properties.values import UNKNOWN, Properties, Value
from pluto_py.engines.provider import CheckFailure

__all__ = ["failures"]


def failures(inputs: Properties, properties: Mapping[str, Property], token: str) -> list[CheckFailure]:
    """What is wrong with inputs; values that only an update will know are passed over."""
    return list(_object(inputs, properties, "", token))


def _object(
    given: Properties, properties: Mapping[str, Property], at: str, token: str
) -> Iterator[CheckFailure]:
    for key, value in given.items():
        if key.startswith("__") or value is None:
            continue
        here = path.extend(at, key)
        if key not in properties:
            yield CheckFailure(here, _unknown(key, properties, token))
        else:
            yield from _value(value, properties[key], here, token)
    for key, declared in properties.items():
        if declared.required and given.get(key) is None:
            yield CheckFailure(path.extend(at, key), "is required")


def _value(value: Value, declared: Property, at: str, token: str) -> Iterator[CheckFailure]:
    if value == UNKNOWN:
        return
    if declared.one_of and value not in declared.one_of:
        yield CheckFailure(at, f"{value!r} is not one of {', '.join(declared.one_of)}")
    if declared.fields is None:
        return
    if isinstance(value, dict):
        yield from _object(value, declared.fields, at, token)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value(item, declared, path.extend(at, index), token)


def _unknown(key: str, properties: Mapping[str, Property], token: str) -> str:
    near = difflib.get_close_matches(key, properties, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{token} has no input {key!r} here{hint}"
