"""`functools`, `operator`, `contextlib`, `weakref`: wrappers that are seen through."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import attribute_of, set_attribute
from deducer.interpreter.special import call_special
from deducer.models.registry import method, model, object_call
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN
from deducer.values.base import NOTHING, Values, union
from deducer.values.callables import Bound, Function, Partial, Wrapped
from deducer.values.classes import Class
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import ForeignObject

__all__: list[str] = []

_CALLABLES = (Function, Bound, Partial, Class)


@model("functools.partialmethod")
def _partialmethod(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    made = _partial(m, arguments, node)
    return None if made is None else (Wrapped("partialmethod", made),)


@model("functools.partial")
def _partial(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    if not arguments.positional or not arguments.is_exact:
        return None
    return (m.heap.new(Partial(arguments.get(0), arguments.positional[1:], dict(arguments.keywords))),)


@model(
    "functools.cache", "contextlib.contextmanager",
    "contextlib.asynccontextmanager", "abc.abstractmethod", "abc.abstractproperty", "typing.overload", "typing.final",
    "typing.override", "typing_extensions.override", "typing.runtime_checkable", "typing.no_type_check",
    "typing.dataclass_transform", "enum.unique", "enum.member", "types.coroutine",
    "weakref.proxy",
    "asyncio.shield", "asyncio.wait_for", "contextlib.closing", "contextlib.aclosing", "typing.assert_type",
    "inspect.unwrap", "builtins.memoryview",
)  # fmt: skip
def _same(m: Machine, arguments: Arguments, node: Node) -> Values:
    """Gives back its first argument, as far as what can be reached through it goes."""
    return arguments.get(0) or UNKNOWN


@model("weakref.ref", "weakref.WeakMethod")
def _reference(m: Machine, arguments: Arguments, node: Node) -> Values:
    """A weak reference gives what it refers to when it is called."""
    return (m.heap.new(ForeignObject("weakref.ref", [arguments.get(0)], {}, arguments.get(0))),)


@object_call("weakref.ref")
def _referent(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    m.reads(target)
    return union(target.positional[0], NONE)


def _copying(path: str, name: str) -> None:
    """A copy reaches what the original does; the app's objects may make it themselves."""

    @model(path)
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        result: Values = NOTHING
        for value in arguments.get(0):
            made = call_special(
                m, value, (name,), Arguments([UNKNOWN] if name == "__deepcopy__" else []), node
            )
            result = union(result, (value,) if made is None else made)
            if isinstance(value, (Sequence, Mapping)) and name == "__deepcopy__":
                for inner in value.contents():
                    call_special(m, inner, (name,), Arguments([UNKNOWN]), node)
        return result or UNKNOWN


_copying("copy.copy", "__copy__")
_copying("copy.deepcopy", "__deepcopy__")


@model("functools.total_ordering")
def _total_ordering(m: Machine, arguments: Arguments, node: Node) -> Values:
    for value in arguments.get(0):
        if isinstance(value, Class):
            value.options |= {"ordered"}
    return arguments.get(0)


@model("typing.cast", "typing_extensions.cast")
def _cast(m: Machine, arguments: Arguments, node: Node) -> Values:
    return arguments.get(1, "val") or UNKNOWN


@model("functools.lru_cache")
def _caching(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    """`@lru_cache` is the function; `@lru_cache(…)` waits for it."""
    if any(isinstance(value, _CALLABLES) for value in arguments.get(0)):
        return arguments.get(0)
    return (m.heap.new(ForeignObject("functools.lru_cache", arguments.positional, arguments.keywords)),)


@model("functools.wraps")
def _wraps(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(ForeignObject("functools.wraps", [arguments.get(0, "wrapped")], {})),)


@object_call("functools.wraps")
def _wrapping(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return _mark_wrapped(m, arguments.get(0), target.positional[0], node)


@model("functools.update_wrapper")
def _update_wrapper(m: Machine, arguments: Arguments, node: Node) -> Values:
    return _mark_wrapped(m, arguments.get(0), arguments.get(1), node)


def _mark_wrapped(m: Machine, wrappers: Values, wrapped: Values, node: Node) -> Values:
    """The wrapper goes by the name of what it wraps, and leads to it."""
    for value in wrappers:
        if isinstance(value, Function):
            set_attribute(m, (value,), "__wrapped__", wrapped, node)
            set_attribute(m, (value,), "__name__", attribute_of(m, wrapped, "__name__", node), node)
    return wrappers


@model("warnings.deprecated", "typing_extensions.deprecated")
def _decorator_factory(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(ForeignObject("functools.lru_cache", [], {})),)


@object_call("functools.lru_cache")
def _decorated(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    return arguments.get(0) or None


@method(Function, "cache_clear", "cache_info", "cache_parameters")
def _cache_method(m: Machine, target: Function, arguments: Arguments, node: Node) -> Values:
    return UNKNOWN


@method(Function, "__get__")
def _get(m: Machine, target: Function, arguments: Arguments, node: Node) -> Values:
    """What reading a function through an object does."""
    return tuple(m.bound(target, receiver) for receiver in arguments.get(0))
