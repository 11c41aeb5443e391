"""Request data for handlers: text and numbers that stand in the app's own source, and objects that answer anything."""

from __future__ import annotations

import ast
import inspect
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["Anything", "arguments_for", "constants_in"]

_ALWAYS: tuple[Any, ...] = ("k", "x", "", 0, 1, 2, 3, None, True, False, 50, "1", [], ["k", "x"], {})
_MOST = 4


class Anything(dict[str, Any]):
    """Has every key and attribute, can be called, iterated, compared; what comes out is drawn from a pool."""

    def __init__(self, pool: list[Any], draw: random.Random, depth: int = 0) -> None:
        super().__init__()
        self._pool, self._draw, self._depth = pool, draw, depth

    def _any(self) -> Any:
        if self._depth < 2 and self._draw.random() < 0.3:  # deep enough for data of requests
            return Anything(self._pool, self._draw, self._depth + 1)
        return self._draw.choice(self._pool)

    def __missing__(self, key: str) -> Any:
        return self._any()

    def get(self, key: str, default: Any = None) -> Any:
        return self._draw.choice([self._any(), default])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._any() if self._draw.random() < 0.5 else Anything(self._pool, self._draw, 2)  # half

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._any()

    def __iter__(self) -> Iterator[Any]:
        return iter([self._any() for _ in range(self._draw.randrange(_MOST))])

    def __len__(self) -> int:
        return self._draw.randrange(_MOST * 2)

    def __bool__(self) -> bool:
        return self._draw.random() < 0.5  # half

    def __lt__(self, other: object) -> bool:
        return bool(self)

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict has none


def constants_in(folder: Path) -> list[Any]:
    """Short texts and small numbers that the app's code compares with or looks up, in a stable order."""
    found: dict[tuple[type, Any], None] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, (str, int))
                and len(str(node.value)) < 20
            ):
                found[type(node.value), node.value] = None
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found[str, node.name] = None
    return [value for _, value in list(found)[:60]]


def arguments_for(
    handler: Callable[..., Any], pool: list[Any], draw: random.Random
) -> tuple[list[Any], dict[str, Any]]:
    """Arguments that fit the handler's signature."""
    try:
        parameters = inspect.signature(handler).parameters.values()
    except (TypeError, ValueError):
        return [_value(pool, draw)], {}
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in parameters:
        required = parameter.default is parameter.empty
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += [_value(pool, draw)]
        elif parameter.kind is parameter.KEYWORD_ONLY and required:
            named[parameter.name] = _value(pool, draw)
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) and required:
            positional.append(_value(pool, draw))
    return positional, named


def _value(pool: list[Any], draw: random.Random) -> Any:
    values = [*pool, *_ALWAYS]
    chance = draw.random()
    if chance < 0.35:  # a third: an object of unknown shape
        return Anything(values, draw)
    if chance < 0.45:  # a tenth: a list
        return [draw.choice(values) for _ in range(draw.randrange(_MOST))]
    return draw.choice(values)
