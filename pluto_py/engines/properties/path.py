"""Paths into property values, as `ignoreChanges`, `replaceOnChanges` and detailed diffs write them.

`root.nested["a key"][0]`; a part is a string (a key, or `*` for every one) or an integer (a list's index).
The rules for resetting are those of Pulumi's `PropertyPath.Reset`.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from pluto_py.engines.properties.values import SECRET, SIGNATURE, Properties, Value, secret

__all__ = ["Path", "contains", "extend", "parse", "reset"]

Path: TypeAlias = tuple[str | int, ...]

_PART = re.compile(
    r"""
    \.?
    (?: (?P<name>[^.\[]+)
      | \["(?P<quoted>(?:\\"|[^"])+)"\]
      | \[(?P<index>\d+)\]
      | \[(?P<every>\*)\]
    )
    """,
    re.VERBOSE,
)
_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


def parse(text: str) -> Path:
    """The parts of a path.

    Raises:
        ValueError: the text is not a path.
    """
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or (position == 0 and text.startswith(".")):
            raise ValueError(f"not a property path: {text!r}")
        if match["index"] is not None:
            parts.append(int(match["index"]))
        elif match["quoted"] is not None:
            parts.append(match["quoted"].replace('\\"', '"'))
        else:
            parts.append(match["name"] or "*")
        position = match.end()
    return tuple(parts)


def extend(path: str, key: str | int) -> str:
    """The text of a path with one more part."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if _PLAIN_NAME.match(key):
        return f"{path}.{key}" if path else key
    escaped = key.replace('"', '\\"')
    return f'{path}["{escaped}"]'


def contains(outer: Path, inner: Path) -> bool:
    """True if `inner` is `outer` or lies below it; `*` in `outer` stands for any one part."""
    return len(outer) <= len(inner) and all(
        part == "*" or part == other for part, other in zip(outer, inner, strict=False)
    )


def reset(path: Path, old: Properties, new: Properties) -> bool:
    """Give `new` the value that `old` has at `path`, in place.

    Returns:
        False where that cannot be done because an element on the way exists on one side only.
    """
    return _reset(path, old, new, old_secret=False, new_secret=False)


def _reset(path: Path, old: Value, new: Value, *, old_secret: bool, new_secret: bool) -> bool:
    if not path:
        return False
    old, inside = _open(old)
    old_secret |= inside
    new, inside = _open(new)
    new_secret |= inside
    keep_secret = old_secret and not new_secret
    if path[0] == "*":
        return _reset_every(path[1:], old, new, keep_secret)
    if isinstance(path[0], int):
        return _reset_item(path[0], path[1:], old, new, keep_secret)
    return _reset_key(path[0], path[1:], old, new, keep_secret)


def _open(value: Value) -> tuple[Value, bool]:
    if isinstance(value, dict) and value.get(SIGNATURE) == SECRET:
        return value["value"], True
    return value, False


def _reset_key(key: str, rest: Path, old: Value, new: Value, keep_secret: bool) -> bool:
    old_is_object, new_is_object = isinstance(old, dict), isinstance(new, dict)
    if not rest:
        if old_is_object and key in old:
            if not new_is_object:
                return False
            new[key] = secret(old[key]) if keep_secret else old[key]
        elif new_is_object:
            new.pop(key, None)
        return True
    if not (old_is_object and new_is_object):
        return not old_is_object and not new_is_object
    if key in old and key not in new:
        return False
    if key not in old and key not in new:
        return True
    return _reset(rest, old.get(key), new[key], old_secret=keep_secret, new_secret=False)


def _reset_item(index: int, rest: Path, old: Value, new: Value, keep_secret: bool) -> bool:
    if not (isinstance(old, list) and isinstance(new, list)):
        return not isinstance(old, list) and not isinstance(new, list)
    if index >= len(old) or index >= len(new):
        return not rest and index >= len(old) and index >= len(new)
    if rest:
        return _reset(rest, old[index], new[index], old_secret=keep_secret, new_secret=False)
    new[index] = secret(old[index]) if keep_secret else old[index]
    return True


def _reset_every(rest: Path, old: Value, new: Value, keep_secret: bool) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        if not rest:
            kept = {key: secret(value) if keep_secret else value for key, value in old.items()}
            new.clear()
            new.update(kept)
            return True
        return all(key in new and _reset_key(key, rest, old, new, keep_secret) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        shared = range(min(len(old), len(new)))
        done = all(_reset_item(index, rest, old, new, keep_secret) for index in shared)
        return done and len(old) == len(new)
    return not rest and isinstance(new, (dict, list))
