"""Functions of the app, and what wraps or delays a call of one."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from deducer.source.form import (
    ASYNCHRONOUS,
    CLOSES_OVER,
    GENERATOR,
    KEYWORD_ONLY,
    LAMBDA,
    POSITIONAL,
    POSITIONAL_ONLY,
    RawCode,
)
from deducer.values.base import NOTHING, HeapObject, Value, Values, flatten, union

if TYPE_CHECKING:
    from deducer.values.classes import Class
    from deducer.values.modules import Module
    from deducer.values.scopes import Scope

__all__ = ["Bound", "Code", "Deferred", "Doubtful", "Function", "Partial", "Property", "Wrapped"]


class Code:
    """A function's text: its parameters, and its body, loaded when it is first called."""

    __slots__ = ("_body", "_packed", "at", "flags", "globals", "name", "nonlocals", "parameters")

    def __init__(self, raw: RawCode) -> None:
        self.name, self.at, self.flags, self.parameters, self._packed, self.globals, self.nonlocals = raw
        self._body: Any = None

    @property
    def body(self) -> Any:
        """Statements; for a lambda one expression."""
        if self._body is None:
            self._body = marshal.loads(self._packed)  # noqa: S302  # made by the lowering, checked by the cache
        return self._body

    @property
    def is_generator(self) -> bool:
        """Whether calling it makes a generator."""
        return bool(self.flags & GENERATOR)

    @property
    def is_async(self) -> bool:
        """Whether it is declared with `async def`."""
        return bool(self.flags & ASYNCHRONOUS)

    @property
    def is_lambda(self) -> bool:
        """Whether it is a lambda."""
        return bool(self.flags & LAMBDA)

    @property
    def closes_over(self) -> bool:
        """Whether it uses variables of an enclosing function."""
        return bool(self.flags & CLOSES_OVER)

    @property
    def positional(self) -> list[str]:
        """Names of the parameters that take positional arguments, in order."""
        return [name for name, kind, _, _ in self.parameters if kind in (POSITIONAL_ONLY, POSITIONAL)]

    @property
    def keyword_only(self) -> list[str]:
        """Names of the parameters that take keyword arguments only, in order."""
        return [name for name, kind, _, _ in self.parameters if kind == KEYWORD_ONLY]


class Function(HeapObject):
    """A function with the scope that it was defined in; `owner` is the class whose body defines it."""

    __slots__ = ("attributes", "code", "defaults", "escaping", "module", "owner", "qualified_name", "scope")
    fixed_parts = ("code", "module", "owner", "qualified_name", "scope")
    set_parts = ("escaping",)
    table_parts = ("attributes", "defaults")

    def __init__(
        self, code: Code, scope: Scope, module: Module, qualified_name: str, owner: Class | None
    ) -> None:
        self.code = code
        self.scope = scope
        self.module = module
        self.qualified_name = qualified_name
        self.owner = owner
        self.defaults: dict[str, Values] = {}
        self.attributes: dict[str, Values] = {}
        self.escaping: Values = NOTHING
        """Values in its annotations that a framework may call."""


class Bound(Value):
    """`function` with its first argument given: a method of an instance or a class."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver


class Property(Value):
    """A `property`, or a `cached_property` when only `getter` is given and `cached`."""

    __slots__ = ("deleter", "getter", "setter")

    def __init__(self, getter: Values, setter: Values = NOTHING, deleter: Values = NOTHING) -> None:
        self.getter = getter
        self.setter = setter
        self.deleter = deleter


class Doubtful(Value):
    """A callable that was found by a name that is not known: whatever calling it does, it only may do."""

    __slots__ = ("inner",)

    def __init__(self, inner: Value) -> None:
        self.inner = inner


class Wrapped(Value):
    """A `staticmethod` or `classmethod` (`kind`) around what it decorates."""

    __slots__ = ("inner", "kind")

    def __init__(self, kind: str, inner: Values) -> None:
        self.kind = kind
        self.inner = inner


class Partial(HeapObject):
    """`functools.partial`: arguments given in advance."""

    __slots__ = ("functions", "keywords", "positional")
    fixed_parts = ("positional",)
    set_parts = ("functions",)
    table_parts = ("keywords",)

    def __init__(self, functions: Values, positional: list[Values], keywords: dict[str, Values]) -> None:
        self.functions = functions
        self.positional = positional
        self.keywords = keywords

    @property
    def sort(self) -> int:
        """Partials with as many arguments are joined."""
        return len(self.positional)

    def absorb(self, other: HeapObject) -> bool:
        """Positional arguments are joined one by one."""
        assert isinstance(other, Partial)  # noqa: S101  # objects are joined by class
        joined = [union(mine, their) for mine, their in zip(self.positional, other.positional, strict=True)]
        changed = any(a is not b for a, b in zip(joined, self.positional, strict=True))
        self.positional = joined
        return super().absorb(other) or changed

    def contents(self) -> Values:
        """The functions and all arguments."""
        return union(super().contents(), flatten(self.positional))


class Deferred(HeapObject):
    """A generator or coroutine: calls whose bodies run only when somebody iterates or awaits.

    `calls` are the functions, with their parameters bound, that this object stands for.
    """

    __slots__ = ("calls", "is_async", "is_generator")
    fixed_parts = ("calls", "is_async", "is_generator")

    def __init__(
        self, calls: list[tuple[Function, dict[str, Values]]], is_generator: bool, is_async: bool
    ) -> None:
        self.calls = calls
        self.is_generator = is_generator
        self.is_async = is_async

    @property
    def sort(self) -> tuple[bool, bool]:
        """Generators and coroutines are told apart."""
        return self.is_generator, self.is_async

    def absorb(self, other: HeapObject) -> bool:
        """Both calls may be meant."""
        assert isinstance(other, Deferred)  # noqa: S101  # objects are joined by class
        added = [call for call in other.calls if call not in self.calls]
        self.calls = [*self.calls, *added]
        self.multi = self.multi or getattr(other, "multi", False)
        return bool(added)

    def contents(self) -> Values:
        """The arguments that the bodies will see."""
        return flatten(values for _, bound in self.calls for values in bound.values())
