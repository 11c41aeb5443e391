"""JSON text as `json.dumps(value, indent=2, ensure_ascii=False)` gives it, several times quicker.

The standard encoder falls back to Python code as soon as it indents. A large app's architecture is mostly lists of
file names, the same list for most functions: a list of texts is rendered in one step, and only once per indentation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

__all__ = ["render"]


def render(value: Any) -> str:
    """The text of plain data; mappings' keys are texts."""
    return _render(value, "\n", {})


def _render(value: Any, line: str, known: dict[tuple[int, str], str]) -> str:
    """`line` is a line break with the indentation around the value."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        inner = f"{line}  "
        items = [f"{encode_basestring(key)}: {_render(item, inner, known)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}"
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        text = known.get((id(value), line))
        if text is None:
            text = known[id(value), line] = _list(value, line, known)
        return text
    return json.dumps(value, ensure_ascii=False)


def _list(value: list[Any] | tuple[Any, ...], line: str, known: dict[tuple[int, str], str]) -> str:
    inner = f"{line}  "
    items = [_render(item, inner, known) for item in value]
    return f"[{inner}{f',{inner}'.join(items)}{line}]"
