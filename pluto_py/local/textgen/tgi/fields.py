"""Decoding JSON values as strictly as the router's deserializer: no number for a string, no 2.0 for a 2.

A decoder takes a value and returns it, or raises `MismatchError` with the deserializer's words.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

__all__ = [
    "MismatchError",
    "boolean",
    "f32",
    "i32",
    "list_of",
    "object_fields",
    "optional",
    "string",
    "u32",
    "u64",
]

T = TypeVar("T")
Decoder = Callable[[Any], T]


class MismatchError(Exception):
    """A value of the wrong type."""


def string(value: Any) -> str:
    """A JSON string."""
    return str(_expect(value, isinstance(value, str), "a string"))


def boolean(value: Any) -> bool:
    """`true` or `false`."""
    return bool(_expect(value, isinstance(value, bool), "a boolean"))


def f32(value: Any) -> float:
    """Any JSON number, rounded to 32 bits as the router holds it: 1e-50 becomes 0.0."""
    _expect(value, isinstance(value, (int, float)) and not isinstance(value, bool), "f32")
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except (OverflowError, struct.error):
        return math.copysign(math.inf, value)


def u32(value: Any) -> int:
    """A whole number of 32 bits, not negative."""
    return _whole(value, 0, 2**32 - 1, "u32")


def u64(value: Any) -> int:
    """A whole number of 64 bits, not negative."""
    return _whole(value, 0, 2**64 - 1, "u64")


def i32(value: Any) -> int:
    """A whole number of 32 bits with a sign."""
    return _whole(value, -(2**31), 2**31 - 1, "i32")


def optional(decode: Decoder[T]) -> Decoder[T | None]:
    """`null`, or what `decode` takes."""
    return lambda value: None if value is None else decode(value)


def list_of(decode: Decoder[T]) -> Decoder[tuple[T, ...]]:
    """A JSON array of what `decode` takes."""
    return lambda value: tuple(decode(each) for each in _expect(value, isinstance(value, list), "a sequence"))


def object_fields(value: Any, decoders: Mapping[str, Decoder[Any]]) -> dict[str, Any]:
    """The members of a JSON object that have a decoder, decoded. Others are ignored, as by the router."""
    members = _expect(value, isinstance(value, dict), "a map")
    decoded = {}
    for name, decode in decoders.items():
        if name in members:
            try:
                decoded[name] = decode(members[name])
            except MismatchError as mismatch:
                raise MismatchError(f"{name}: {mismatch}") from None
    return decoded


def _whole(value: Any, low: int, high: int, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and not low <= value <= high:
        raise MismatchError(f"invalid value: integer `{value}`, expected {name}")
    return int(_expect(value, isinstance(value, int) and not isinstance(value, bool), name))


def _expect(value: Any, fits: bool, wanted: str) -> Any:
    if not fits:
        raise MismatchError(f"invalid type: {_described(value)}, expected {wanted}")
    return value


def _described(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean `{str(value).lower()}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if isinstance(value, str):
        return f'string "{value}"'
    return "sequence" if isinstance(value, list) else "map"
