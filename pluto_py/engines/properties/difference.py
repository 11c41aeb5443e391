"""What differs between two property maps, leaf by leaf, as Pulumi's detailed diffs show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pluto_py.engines.properties import path
from pluto_py.engines.properties.values import ARCHIVE, ASSET, Value, reveal, signature

__all__ = ["Kind", "compare", "equal", "top_level"]

Kind: TypeAlias = Literal["add", "delete", "update"]


def equal(old: Value, new: Value) -> bool:
    """True if two values mean the same: assets by hash, a missing key as null, secrets by what they hold."""
    return bool(_comparable(old) == _comparable(new))


def compare(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Kind]:
    """The path of every leaf that differs, and how; keys that start with `__` are a provider's own notes."""
    found: dict[str, Kind] = {}
    keys = sorted(key for key in {*old, *new} if not key.startswith("__"))
    for key in keys:
        _compare(path.extend("", key), reveal(old.get(key)), reveal(new.get(key)), found)
    return found


def top_level(changed: str) -> str:
    """The property that a path begins with."""
    return str(path.parse(changed)[0])


def _compare(at: str, old: Value, new: Value, found: dict[str, Kind]) -> None:
    if equal(old, new):
        return
    if old is None or new is None:
        found[at] = "add" if old is None else "delete"
    elif _is_object(old) and _is_object(new):
        for key in sorted({*old, *new}):
            _compare(path.extend(at, key), old.get(key), new.get(key), found)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            _compare(path.extend(at, index), _item(old, index), _item(new, index), found)
    else:
        found[at] = "update"


def _item(items: list[Value], index: int) -> Value:
    return items[index] if index < len(items) else None


def _is_object(value: Value) -> bool:
    return isinstance(value, dict) and signature(value) is None


def _comparable(value: Value) -> Value:
    value = reveal(value)
    if isinstance(value, dict):
        if signature(value) in (ASSET, ARCHIVE) and value.get("hash"):
            return value["hash"]
        return {key: _comparable(item) for key, item in value.items() if item is not None}
    return [_comparable(item) for item in value] if isinstance(value, list) else value
