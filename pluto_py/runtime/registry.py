"""Which handlers the app's module-level code has declared, by function name.

`Function(handler, name=…)` calls `declare` when the entrypoint is imported, and a declaring method such as
`queue.subscribe(handler)` calls `declare_next`; `startup` looks up the one that this function is. A name
declared again replaces the earlier handler: two functions of one name never get this far, because deduction
refuses them, while `importlib.reload` and unit tests legitimately declare twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Declared", "declare", "declare_next", "lookup", "names"]


@dataclass(frozen=True)
class Declared:
    """One function's handler. `raw` handlers get `(event, context)` untouched.

    `trigger` is what runs it, the architecture's `trigger.kind`: `"url"` for a Function, `"queue"`, ….
    """

    name: str
    handler: Callable[..., Any]
    raw: bool = False
    trigger: str = "url"


_declared: dict[str, Declared] = {}
_counts: Counter[tuple[str, str]] = Counter()


def declare(name: str, handler: Callable[..., Any], raw: bool = False) -> None:
    """Remember `handler` as the function `name`."""
    _declared[name] = Declared(name, handler, raw)


def declare_next(resource: str, method: str, handler: Callable[..., Any], trigger: str) -> None:
    """Remember `handler` as the function that this call of a resource's declaring method makes.

    It is named `<resource>-<method>-<n>`, n counting that resource's calls of the method from 0 in the order
    in which they run. Deduction follows module-level code in the same order, so it finds the same names.
    """
    name = f"{resource}-{method}-{_counts[resource, method]}"
    _counts[resource, method] += 1
    _declared[name] = Declared(name, handler, trigger=trigger)


def lookup(name: str) -> Declared | None:
    """The function that was declared as `name`, or None."""
    return _declared.get(name)


def names() -> list[str]:
    """All declared names, sorted."""
    return sorted(_declared)
