"""Attributes of the app's objects and classes: descriptors, inheritance, `__getattr__`, `super()`."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, gets_attribute, sets_attribute
from deducer.interpreter.mutations import set_instance_attribute, set_variable
from deducer.interpreter.special import bind, call_special
from deducer.models.registry import METHODS
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constant, unknown
from deducer.values.base import NOTHING, Values, union
from deducer.values.callables import Function, Property
from deducer.values.classes import Class, Instance, Super
from deducer.values.containers import Mapping, Sequence
from deducer.values.namespaces import Namespace

__all__ = ["class_attribute", "member_names"]

_OBJECT_METHODS = frozenset(
    {
        "__init__",
        "__init_subclass__",
        "__setattr__",
        "__delattr__",
        "__set_name__",
        "__enter__",
        "__post_init__",
    }
)


def member_names(cls: Class) -> dict[str, Values]:
    """The members of an enumeration by name, in order."""
    return {
        name: values
        for name, values in cls.scope.variables.items()
        if any(isinstance(value, Instance) and value.cls is cls for value in values)
    }


@gets_attribute(Instance)
def _instance(m: Machine, target: Instance, name: str, node: Node) -> Values:
    hook = call_special(m, target, ("__getattribute__",), Arguments([(constant(name),)]), node)
    return union(hook or NOTHING, instance_attribute(m, target, name, node))


def instance_attribute(m: Machine, target: Instance, name: str, node: Node) -> Values:
    """`target.name` as `object.__getattribute__` and then `__getattr__` find it."""
    m.reads(target)
    if name == "__class__":
        return (target.cls,)
    if name == "__dict__":
        m.at(node)
        return (m.heap.new(Namespace(target)),)
    own = target.attributes.get(name)
    found = target.cls.lookup(name)
    result: Values = own or NOTHING
    if found is not None:
        result = union(
            _from_class(m, target, found, own is not None and name not in target.optional, node), result
        )
    result = union(result, target.rest)
    if result:
        return result
    return _missing(m, target, name, node)


def _from_class(m: Machine, target: Instance, found: Values, shadowed: bool, node: Node) -> Values:
    """What a class attribute is through an instance; plain ones are hidden by the instance's own."""
    result: Values = NOTHING
    for value in found:
        if isinstance(value, Property):
            result = union(result, call(m, value.getter, Arguments([(target,)]), node))
            continue
        if isinstance(value, Instance):
            made = call_special(m, value, ("__get__",), Arguments([(target,), (target.cls,)]), node)
            if made is not None:
                result = union(result, made)
                continue
        if not shadowed:
            result = union(result, bind(m, (value,), target))
    return result


def _missing(m: Machine, target: Instance, name: str, node: Node) -> Values:
    made = call_special(m, target, ("__getattr__",), Arguments([(constant(name),)]), node)
    if made is not None:
        return made
    if target.cls.foreign_bases or target.held or (Instance, name) in METHODS:
        return (m.method_of(target, name),)
    m.hazards += 1
    return unknown(f"an object of class {target.cls.name} has no attribute `{name}`", m.place(node))


@sets_attribute(Instance)
def _set_instance(m: Machine, target: Instance, name: str, values: Values, node: Node) -> None:
    found = target.cls.lookup(name)
    descriptor = False
    for value in found or NOTHING:
        if isinstance(value, Property) and value.setter:
            call(m, value.setter, Arguments([(target,), values]), node)
            descriptor = True
        elif isinstance(value, Instance):
            made = call_special(m, value, ("__set__",), Arguments([(target,), values]), node)
            descriptor = descriptor or made is not None
    hook = target.cls.lookup("__setattr__")
    if hook is not None:
        call(m, bind(m, hook, target), Arguments([(constant(name),), values]), node)
        return
    if not descriptor:
        set_instance_attribute(m, target, name, values)


@gets_attribute(Class)
def _class(m: Machine, target: Class, name: str, node: Node) -> Values:
    m.reads(target.scope)
    found = target.lookup(name)
    if found is not None:
        return class_attribute(m, target, name, node)
    return _special_class_attribute(m, target, name, node) or _meta(m, target, name, node)


def class_attribute(m: Machine, target: Class, name: str, node: Node | None = None) -> Values:
    """`target.name` for a name that the class or an ancestor defines."""
    result: Values = NOTHING
    for value in target.lookup(name) or NOTHING:
        if isinstance(value, Instance) and node is not None:
            made = call_special(m, value, ("__get__",), Arguments([(constant(None),), (target,)]), node)
            result = union(result, (value,) if made is None else made)
        elif isinstance(value, Function):
            result = union(result, (value,))
        else:
            result = union(result, bind(m, (value,), target))
    return result


def _special_class_attribute(m: Machine, target: Class, name: str, node: Node) -> Values:
    if name in ("__name__", "__qualname__"):
        return (constant(target.name),)
    if name == "__module__":
        return (constant(target.module.name),)
    m.at(node)
    if name == "__mro__":
        return (m.heap.new(Sequence("tuple", [(cls,) for cls in target.mro])),)
    if name == "__bases__":
        return (m.heap.new(Sequence("tuple", [(cls,) for cls in target.bases])),)
    if name == "__dict__":
        return (m.heap.new(Namespace(target.scope)),)
    if name == "__subclasses__":
        return (m.method_of(target, name),)
    if name == "__members__" and target.is_enum:
        return (m.heap.new(Mapping(dict(member_names(target)))),)
    if name == "__new__":
        return (m.foreign("builtins.object.__new__"),)
    if name in _OBJECT_METHODS and not target.foreign_bases:
        return (m.foreign(f"builtins.object.{name}"),)
    return NOTHING


def _meta(m: Machine, target: Class, name: str, node: Node) -> Values:
    if target.metaclass is not None:
        found = target.metaclass.lookup(name)
        if found is not None:
            return (
                bind(m, found, target) if not _is_property(found) else _through_meta(m, target, found, node)
            )
        hook = target.metaclass.lookup("__getattr__")
        if hook is not None:
            return call(m, bind(m, hook, target), Arguments([(constant(name),)]), node)
    if target.foreign_bases:
        return (m.method_of(target, name),)
    m.hazards += 1
    return unknown(f"class {target.name} has no attribute `{name}`", m.place(node))


def _is_property(values: Values) -> bool:
    return any(isinstance(value, Property) for value in values)


def _through_meta(m: Machine, target: Class, found: Values, node: Node) -> Values:
    result: Values = NOTHING
    for value in found:
        if isinstance(value, Property):
            result = union(result, call(m, value.getter, Arguments([(target,)]), node))
    return result


@sets_attribute(Class)
def _set_class(m: Machine, target: Class, name: str, values: Values, node: Node) -> None:
    if call_special(m, target, ("__setattr__",), Arguments([(constant(name),), values]), node) is not None:
        return
    set_variable(m, target.scope, name, values)


@gets_attribute(Super)
def _super(m: Machine, target: Super, name: str, node: Node) -> Values:
    receiver = target.receiver
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    if not isinstance(cls, Class):
        return UNKNOWN
    found = cls.lookup(name, after=target.cls)
    if (
        found is None
        and isinstance(receiver, Class)
        and receiver.metaclass is None
        and target.cls not in cls.mro
    ):
        found = target.cls.lookup(name)
    if found is None:
        return _behind_all(m, target, cls, name)
    result: Values = NOTHING
    for value in bind(m, found, receiver):
        if isinstance(value, Property):
            result = union(result, call(m, value.getter, Arguments([(receiver,)]), node))
        else:
            result = union(result, (value,))
    return result


def _behind_all(m: Machine, target: Super, cls: Class, name: str) -> Values:
    """What `object`, `type` or a base class that is not read provides."""
    if name == "__new__" and not _is_metaclass(cls):
        return (m.foreign("builtins.object.__new__"),)
    if cls.foreign_bases or _is_metaclass(target.cls):
        return (m.method_of(target, name),)
    if name in ("__getattribute__", "__getattr__"):
        return (m.bound(m.foreign("builtins.object.__getattribute__"), target.receiver),)
    if name == "__setattr__":
        return (m.bound(m.foreign("builtins.object.__setattr__"), target.receiver),)
    return (m.foreign(f"builtins.object.{name}"),)


def _is_metaclass(cls: Class) -> bool:
    return any(getattr(base, "path", "") == "builtins.type" for base in cls.foreign_bases)
