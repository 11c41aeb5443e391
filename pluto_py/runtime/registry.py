"""Which handlers the app's module-level code has declared, by function name.

`Function(handler, name=…)` calls `declare` when the entrypoint is imported; `startup` looks up the one that
this function is. A name declared again replaces the earlier handler: two functions of one name never get
this far, because deduction refuses them, while `importlib.reload` and unit tests legitimately declare
twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Declared", "declare", "lookup", "names"]


@dataclass(frozen=True)
class Declared:
    """One function's handler. `raw` handlers get `(event, context)` untouched."""

    name: str
    handler: Callable[..., Any]
    raw: bool = False


_declared: dict[str, Declared] = {}


def declare(name: str, handler: Callable[..., Any], raw: bool = False) -> None:
    """Remember `handler` as the function `name`."""
    _declared[name] = Declared(name, handler, raw)


def lookup(name: str) -> Declared | None:
    """The function that was declared as `name`, or None."""
    return _declared.get(name)


def names() -> list[str]:
    """All declared names, sorted."""
    return sorted(_declared)
