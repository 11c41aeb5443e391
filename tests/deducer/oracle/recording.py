"""A `pluto_py` that writes down what is touched instead of calling anything.

It is built from the catalogue that the deducer is tested with, so both know the same resource types. Operations
count from the moment an app is imported; properties only while a handler runs, because reading one while a
module loads is granted to those who use what became of it.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

from deducer.catalogue import Catalogue, ResourceType

ANSWERS: dict[str, tuple[Any, ...]] = {
    "keys": ([], ["k"], ["k", "x", "1"]),
    "read": (b"", b"text"),
    "invoke_stream": ([], [{"token": {"text": "x"}}]),
    "generate_stream": ([], ["x", "y"]),
    "invoke": ({}, {"x": 1}, "text", None),
}
"""Plausible results of operations; of others: nothing, a number, text."""
_TEXTS = (None, "", "k", "1", "text")


class Recorder:
    """What the app that runs in this process declares and touches."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self.triggers: dict[str, Any] = {}
        self.running = False
        self.random = random.Random(0)  # the same tries every time
        self._report = report
        self._counts: Counter[tuple[str, str]] = Counter()

    def touch(self, kind: str, name: str, member: str) -> None:
        """Note one use of an operation or property."""
        self._report(f"{kind}/{name}.{member}")

    def declare(self, resource: str, operation: str, handler: Any) -> None:
        """Note a handler that is not a Function's, under the name that its function gets."""
        number = self._counts[resource, operation]
        self._counts[resource, operation] += 1
        self.triggers[f"{resource}-{operation}-{number}"] = handler

    def answer(self, member: str) -> Any:
        """A plausible result."""
        made = self.random.choice(ANSWERS.get(member, _TEXTS))
        return iter(made) if member.endswith(("keys", "stream")) else made


def install(catalogue: Catalogue, recorder: Recorder) -> None:
    """Make the resource types importable under all their names."""
    for kind in catalogue.types:
        made = _resource_class(kind, recorder)
        for path in kind.qualified_names:
            owner, _, name = path.rpartition(".")
            setattr(_module(owner), name, made)


def _module(name: str) -> ModuleType:
    if name not in sys.modules:
        sys.modules[name] = made = ModuleType(name)
        made.__path__ = []
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(_module(parent), last, made)
    return sys.modules[name]


def _resource_class(kind: ResourceType, recorder: Recorder) -> type:
    members: dict[str, Any] = {"__init__": _constructor(kind, recorder)}
    members |= {name: _operation(kind.kind, name, recorder) for name in kind.operations}
    members |= {name: _property(kind.kind, name, recorder) for name in kind.properties}
    members |= {name: _declaration(name, recorder) for name in kind.declarations}
    made = type(kind.kind, (), members)
    if kind.decorator is not None:
        setattr(made, kind.decorator, _decorator(made))
    return made


def _constructor(kind: ResourceType, recorder: Recorder) -> Callable[..., None]:
    positional = [parameter for parameter in kind.parameters if not parameter.keyword_only]

    def construct(self: Any, *args: Any, **kwargs: Any) -> None:
        given = {parameter.name: value for parameter, value in zip(positional, args, strict=False)} | kwargs
        self.name = given.get("name") or kind.default_name
        if kind.is_function and not recorder.running:
            recorder.triggers[self.name] = given["handler"]

    return construct


def _operation(kind: str, name: str, recorder: Recorder) -> Callable[..., Any]:
    def operation(self: Any, *args: Any, **kwargs: Any) -> Any:
        recorder.touch(kind, self.name, name)
        return recorder.answer(name)

    return operation


def _property(kind: str, name: str, recorder: Recorder) -> property:
    def read(self: Any) -> str:
        if recorder.running:
            recorder.touch(kind, self.name, name)
        return f"{kind}-{self.name}-{name}"

    return property(read)


def _declaration(name: str, recorder: Recorder) -> Callable[..., None]:
    def declare(self: Any, *args: Any, **kwargs: Any) -> None:
        recorder.declare(self.name, name, kwargs.get("handler", args[-1] if args else None))

    return declare


def _decorator(made: type) -> Callable[..., Any]:
    def of(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
        def decorate(function: Any) -> Any:
            made(function, *args, **kwargs)
            return function

        return decorate

    return staticmethod(of)
