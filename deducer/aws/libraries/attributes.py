"""Attributes: of instances, classes and modules of the library, of the SDK's objects, of everything else."""

from __future__ import annotations

import ast

from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.names import dotted
from deducer.aws.libraries.sdk_use import SDK_OBJECTS, read_sdk
from deducer.aws.libraries.values import (
    OPAQUE,
    Box,
    Class,
    External,
    Frame,
    Function,
    Instance,
    Known,
    MethodName,
    Module,
    Super,
    Value,
    Values,
    union,
)
from deducer.aws.texts import Text

__all__ = ["decorated", "read"]

_PROPERTIES = frozenset({"property", "cached_property", "abstractproperty", "computed_field"})


def read(m: Machine, value: Value, name: str, frame: Frame, node: ast.AST) -> Values:
    """Read an attribute of one value."""
    if isinstance(value, SDK_OBJECTS):
        return read_sdk(m, value, name, frame, node)
    if isinstance(value, Instance):
        return _of_instance(m, value, name, frame, node)
    if isinstance(value, Class):
        return _of_class(m, value, name)
    if isinstance(value, Super):
        return _of_super(m, value, name)
    if isinstance(value, Module):
        return m.module_name(value.name, name)
    if isinstance(value, External):
        return dotted(m, f"{value.path}.{name}")
    if isinstance(value, (Box, Text, Known)):
        return (MethodName(value, name),)
    return (OPAQUE,)


def _of_instance(m: Machine, instance: Instance, name: str, frame: Frame, node: ast.AST) -> Values:
    if name == "__class__":
        return (instance.cls,)
    held = m.state.read(instance, name)
    found: Values = held or ()
    classes, _ = m.mro(instance.cls)
    for cls in classes:
        member = m.state.read(cls, name) or m.member(cls, name)
        if member is not None:
            if held is None or any(isinstance(value, Function) for value in member):
                found = union(found, *(_bind(m, instance, value, frame, node) for value in member))
            return found
    if held is not None:
        return found
    for cls in classes:
        for fallback in m.member(cls, "__getattr__") or ():
            if isinstance(fallback, Function):
                asked = Given([(Known.of(name),)])
                return m.run(fallback, instance, asked)
    return (OPAQUE,)


def _bind(m: Machine, instance: Instance, value: Value, frame: Frame, node: ast.AST) -> Values:
    if not isinstance(value, Function):
        return (value,)
    names = decorated(value)
    if names & _PROPERTIES or "getter" in names:
        return m.run(value, instance, Given())
    if "setter" in names or "deleter" in names:
        return ()
    if "staticmethod" in names:
        return (value,)
    receiver = instance.cls if "classmethod" in names else instance
    return (m.bound(receiver, value),)


def _of_class(m: Machine, cls: Class, name: str) -> Values:
    for base in m.mro(cls)[0]:
        member = union(m.state.read(base, name) or (), m.member(base, name) or ())
        if member:
            return tuple(_unbound(m, cls, value) for value in member)
    return (OPAQUE,)


def _unbound(m: Machine, cls: Class, value: Value) -> Value:
    if isinstance(value, Function) and "classmethod" in decorated(value):
        return m.bound(cls, value)
    return value


def _of_super(m: Machine, value: Super, name: str) -> Values:
    owner = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    classes, _ = m.mro(owner)
    after = classes[classes.index(value.cls) + 1 :] if value.cls in classes else ()
    for cls in after:
        member = m.member(cls, name)
        if member:
            return tuple(m.bound(value.receiver, v) if isinstance(v, Function) else v for v in member)
    return (MethodName(value, name),)


def decorated(function: Function) -> frozenset[str]:
    """The last names of a function's decorators."""
    found = set()
    for decorator in getattr(function.tree, "decorator_list", ()):
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        found.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return frozenset(found)
