"""What a library's expressions can be, as far as it matters for the calls of AWS that they lead to."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from deducer.aws import objects
from deducer.aws.texts import Text

__all__ = [
    "OPAQUE",
    "BoundFunction",
    "Box",
    "Class",
    "External",
    "Frame",
    "Function",
    "Instance",
    "Known",
    "MethodName",
    "Module",
    "Opaque",
    "Partial",
    "Super",
    "Value",
    "Values",
    "union",
]


@dataclass(frozen=True)
class Opaque:
    """A value of which nothing is known and that nothing of AWS is reached through."""


OPAQUE = Opaque()


@dataclass(frozen=True)
class Known:
    """A constant. Its type is part of what it is: `True` is not `1`."""

    value: str | bytes | int | float | bool | None
    kind: str = ""

    @staticmethod
    def of(value: str | bytes | float | bool | None) -> Known:
        """A constant with its type."""
        return Known(value, type(value).__name__)


@dataclass(frozen=True)
class Module:
    """A module whose code is read."""

    name: str


@dataclass(frozen=True)
class External:
    """A name of code that is not read."""

    path: str


@dataclass(frozen=True)
class Frame:
    """One function in one calling context, where its variables live; `None` for the module's own."""

    function: Function | None
    context: tuple[object, ...]
    module: str


@dataclass(frozen=True)
class Function:
    """A function, a lambda; `closure` is the frame it was defined in, `owner` the class it is a method of."""

    module: str
    tree: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    closure: Frame | None = None
    owner: Class | None = None


@dataclass(frozen=True)
class Class:
    """A class."""

    module: str
    tree: ast.ClassDef
    closure: Frame | None = None

    @property
    def name(self) -> str:
        """As it is written."""
        return self.tree.name


@dataclass(frozen=True)
class Instance:
    """All instances of a class that are made at one place, in one context."""

    cls: Class
    site: object


@dataclass(frozen=True)
class BoundFunction:
    """A method of an instance or of a class."""

    receiver: Instance | Class
    function: Function


@dataclass(frozen=True)
class Super:
    """`super()` in a method of `cls`."""

    receiver: Instance | Class
    cls: Class


@dataclass(frozen=True)
class Box:
    """A list, tuple, set or dictionary that is made at one place, in one context."""

    site: object
    kind: str


@dataclass(frozen=True)
class Partial:
    """`functools.partial(callee, …)`; the arguments are in a box each."""

    callee: Value
    positional: tuple[Values, ...]
    named: tuple[tuple[str, Values], ...]


@dataclass(frozen=True)
class MethodName:
    """A method of a text, a container or of what is not known: `"a".format`."""

    receiver: Value
    name: str


Value: TypeAlias = (
    Opaque
    | Known
    | Text
    | Module
    | External
    | Function
    | Class
    | Instance
    | BoundFunction
    | Super
    | Box
    | Partial
    | MethodName
    | objects.SdkObject
)
Values = tuple[Value, ...]


def union(*many: Iterable[Value]) -> Values:
    """All of them, once each, in order."""
    return tuple(dict.fromkeys(value for values in many for value in values))
