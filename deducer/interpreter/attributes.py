"""Attribute expressions, and attributes of everything that is neither an object of the app nor a class."""

from __future__ import annotations

from deducer.foreign.calls import call_foreign
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.carrying import note_carried
from deducer.interpreter.dispatch import (
    attribute_of,
    call,
    evaluate,
    expression,
    get_attribute,
    gets_attribute,
    sets_attribute,
)
from deducer.interpreter.mutations import set_variable
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constant, unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Bound, Deferred, Doubtful, Function, Partial, Property, Wrapped
from deducer.values.containers import Mapping, Sequence
from deducer.values.modules import Module
from deducer.values.namespaces import Namespace
from deducer.values.resources import ResourceMethod

__all__: list[str] = []

_CACHE_METHODS = ("cache_clear", "cache_info", "cache_parameters")
"""What `functools.cache` adds to a function; none of them runs it."""


@expression("attribute")
def _attribute(m: Machine, node: Node) -> Values:
    targets = evaluate(m, node[2])
    m.at(node)
    values = attribute_of(m, targets, node[3], node)
    return values if m.deploying else note_carried(m, values, node)


@gets_attribute(Sequence, Mapping, Deferred, Property, Wrapped, Namespace, ResourceMethod)
def _method(m: Machine, target: Value, name: str, node: Node) -> Values:
    if isinstance(target, Wrapped) and name in ("__func__", "__wrapped__"):
        return target.inner
    if isinstance(target, Property) and name in ("fget", "func"):
        return target.getter
    return (m.method_of(target, name),)


@gets_attribute(Module)
def _module(m: Machine, target: Module, name: str, node: Node) -> Values:
    scope = target.scope
    m.reads(scope)
    found = scope.variables.get(name)
    if found is not None or scope.rest:
        return union(found or NOTHING, scope.rest)
    submodule = m.importer.loaded(f"{target.name}.{name}")
    if submodule is not None:
        return (submodule,)
    hook = scope.variables.get("__getattr__")
    if hook is not None:
        return call(m, hook, Arguments([(constant(name),)]), node)
    if name == "__dict__":
        return (m.heap.new(Namespace(scope)),)
    m.hazards += 1
    return unknown(f"nothing is named `{name}` in module {target.name}", m.place(node))


@sets_attribute(Module)
def _set_module(m: Machine, target: Module, name: str, values: Values, node: Node) -> None:
    set_variable(m, target.scope, name, values)


@gets_attribute(Function)
def _function(m: Machine, target: Function, name: str, node: Node) -> Values:
    m.reads(target)
    found = target.attributes.get(name)
    if found is not None:
        return found
    if name in ("__name__", "__qualname__"):
        return (constant(target.code.name),)
    if name == "__module__":
        return (constant(target.module.name),)
    if name in ("__call__", "__wrapped__", "__func__"):
        return (target,)
    if name == "__get__" or name in _CACHE_METHODS:
        return (m.method_of(target, name),)
    if name.startswith("__"):
        return UNKNOWN
    return (m.method_of(target, name),) if target.attributes else _added_by_decorator(m, target, name, node)


def _added_by_decorator(m: Machine, target: Value, name: str, node: Node) -> Values:
    """An attribute that only a decorator's library can have put there; it may reach the function."""
    return call_foreign(m, f"function attribute {name}", Arguments([(target,)]), node)


@sets_attribute(Function)
def _set_function(m: Machine, target: Function, name: str, values: Values, node: Node) -> None:
    m.reads(target)
    known = target.attributes.get(name, NOTHING)
    joined = values if m.heap.strong(target) else union(known, values)
    if joined is not known:
        m.heap.changing(target)
        target.attributes[name] = joined


@gets_attribute(Bound)
def _bound(m: Machine, target: Bound, name: str, node: Node) -> Values:
    if name == "__self__":
        return (target.receiver,)
    if name == "__func__":
        return (target.function,)
    if name in ("__call__", "__wrapped__"):
        return (target,)
    return attribute_of(m, (target.function,), name, node)


@gets_attribute(Doubtful)
def _doubtful(m: Machine, target: Doubtful, name: str, node: Node) -> Values:
    return get_attribute(m, target.inner, name, node)


@gets_attribute(Partial)
def _partial(m: Machine, target: Partial, name: str, node: Node) -> Values:
    m.reads(target)
    if name in ("func", "__wrapped__"):
        return target.functions
    if name == "__call__":
        return (target,)
    if name == "args":
        m.at(node)
        return (m.heap.new(Sequence("tuple", list(target.positional))),)
    if name == "keywords":
        m.at(node)
        return (m.heap.new(Mapping(dict(target.keywords))),)
    return UNKNOWN


@sets_attribute(Bound, Doubtful, Partial, Sequence, Mapping, Deferred, Property, Wrapped, Namespace)
def _ignored(m: Machine, target: Value, name: str, values: Values, node: Node) -> None:
    m.hazards += 1  # these take no attributes, but for a partial's, which nothing reads
