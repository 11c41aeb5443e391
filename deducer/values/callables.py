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
from deducer.values.base import NOTHING, HeapObject, Value, Values, flatten, merge_into, union

if TYPE_CHECKING:
    from deducer.values.classes import Class
    from deducer.values.modules import Module
    from deducer.values.scopes import Scope

__all__ = ["Bound", "Code", "Deferred", "Function", "Partial", "Property", "Wrapped"]


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
        return bool(self.flags & GENERATOR)

    @property
    def is_async(self) -> bool:
        return bool(self.flags & ASYNCHRONOUS)

    @property
    def is_lambda(self) -> bool:
        return bool(self.flags & LAMBDA)

    @property
    def closes_over(self) -> bool:
        return bool(self.flags & CLOSES_OVER)

    @property
    def positional(self) -> list[str]:
        """Names of the parameters that take positional arguments, in order."""
        return [name for name, kind, _, _ in self.parameters if kind in (POSITIONAL_ONLY, POSITIONAL)]

    @property
    def keyword_only(self) -> list[str]:
        return [name for name, kind, _, _ in self.parameters if kind == KEYWORD_ONLY]


class Function(HeapObject):
    """A function with the scope that it was defined in; `owner` is the class whose body defines it."""

    __slots__ = ("attributes", "code", "defaults", "escaping", "module", "owner", "qualified_name", "scope")

    def __init__(self, code: Code, scope: Scope, module: Module, qualified_name: str, owner: Class | None) -> None:
        self.code = code
        self.scope = scope
        self.module = module
        self.qualified_name = qualified_name
        self.owner = owner
        self.defaults: dict[str, Values] = {}
        self.attributes: dict[str, Values] = {}
        self.escaping: Values = NOTHING
        """Values in its annotations that a framework may call."""

    def clone(self) -> Function:
        copy = Function(self.code, self.scope, self.module, self.qualified_name, self.owner)
        copy.become(self)
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Function)
        self.defaults, self.attributes = dict(other.defaults), dict(other.attributes)
        self.escaping, self.multi = other.escaping, other.multi

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Function)
        escaping = union(self.escaping, other.escaping)
        changed = escaping is not self.escaping
        self.escaping = escaping
        changed = merge_into(self.defaults, other.defaults) or changed
        return merge_into(self.attributes, other.attributes) or changed

    def contents(self) -> Values:
        return union(flatten(self.attributes.values()), flatten(self.defaults.values()))


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


class Wrapped(Value):
    """A `staticmethod` or `classmethod` (`kind`) around what it decorates."""

    __slots__ = ("inner", "kind")

    def __init__(self, kind: str, inner: Values) -> None:
        self.kind = kind
        self.inner = inner


class Partial(HeapObject):
    """`functools.partial`: arguments given in advance."""

    __slots__ = ("functions", "keywords", "positional")

    def __init__(self, functions: Values, positional: list[Values], keywords: dict[str, Values]) -> None:
        self.functions = functions
        self.positional = positional
        self.keywords = keywords

    def clone(self) -> Partial:
        copy = Partial(self.functions, list(self.positional), dict(self.keywords))
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Partial)
        self.functions, self.multi = other.functions, other.multi
        self.positional, self.keywords = list(other.positional), dict(other.keywords)

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Partial)
        functions = union(self.functions, other.functions)
        changed = functions is not self.functions or len(other.positional) > len(self.positional)
        self.functions = functions
        padded = self.positional + [NOTHING] * (len(other.positional) - len(self.positional))
        for index, values in enumerate(other.positional):
            joined = union(padded[index], values)
            changed = changed or joined is not padded[index]
            padded[index] = joined
        self.positional = padded
        return merge_into(self.keywords, other.keywords) or changed

    def contents(self) -> Values:
        return union(self.functions, union(flatten(self.positional), flatten(self.keywords.values())))


class Deferred(HeapObject):
    """A generator or coroutine: calls whose bodies run only when somebody iterates or awaits.

    `calls` are the functions, with their parameters bound, that this object stands for.
    """

    __slots__ = ("calls", "is_async", "is_generator")

    def __init__(self, calls: list[tuple[Function, dict[str, Values]]], is_generator: bool, is_async: bool) -> None:
        self.calls = calls
        self.is_generator = is_generator
        self.is_async = is_async

    def clone(self) -> Deferred:
        copy = Deferred(list(self.calls), self.is_generator, self.is_async)
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Deferred)
        self.calls, self.multi = list(other.calls), other.multi
        self.is_generator, self.is_async = other.is_generator, other.is_async

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Deferred)
        added = [call for call in other.calls if call not in self.calls]
        self.calls += added
        return bool(added)

    def contents(self) -> Values:
        return flatten(values for _, bound in self.calls for values in bound.values())
