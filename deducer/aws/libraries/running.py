"""Running functions in a context of arguments, and making instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from deducer.aws.libraries.attributes import decorated
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.sdk_use import SDK_OBJECTS
from deducer.aws.libraries.state import ELEMENT, RETURNED
from deducer.aws.libraries.values import (
    OPAQUE,
    BoundFunction,
    Box,
    Class,
    Frame,
    Function,
    Instance,
    Known,
    Value,
    Values,
    union,
)
from deducer.aws.texts import Text

__all__ = ["fields", "instantiate", "method_names", "run", "set_fields"]

_MOST_CONTEXTS = 24
_DEEPEST = 80
# Decorators of functions that get all fields of a pydantic model as a dictionary and give it back.
_FIELD_VALIDATORS = frozenset({"root_validator", "model_validator", "pre_init"})


def run(m: Machine, function: Function, receiver: Instance | Class | None, given: Given) -> Values:
    """What a call of the function gives; its body is run once per context and round."""
    tree = function.tree
    bound = _bind(m, function, receiver, given)
    frame = Frame(function, _context(m, function, receiver, bound), function.module)
    for name, values in bound.items():
        m.state.write(frame, name, values)
    if frame not in m.state.visited:
        m.state.visited.add(frame)
        if m.state.depth >= _DEEPEST:
            m.state.doubt(f"calls nest too deeply at {m.place(frame, tree)}")
        else:
            m.state.depth += 1
            _body(m, function, frame)
            m.state.depth -= 1
    returned = m.state.read(frame, RETURNED)
    return (Known.of(None),) if returned is None else returned


def _body(m: Machine, function: Function, frame: Frame) -> None:
    tree = function.tree
    if isinstance(tree, ast.Lambda):
        m.state.write(frame, RETURNED, m.evaluate(tree.body, frame))
    elif m.execute(tree.body, frame):
        m.state.write(frame, RETURNED, (Known.of(None),))


def _bind(
    m: Machine, function: Function, receiver: Instance | Class | None, given: Given
) -> dict[str, Values]:
    """Parameters → what they can be."""
    arguments = function.tree.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    found: dict[str, Values] = {}
    positional = ([(receiver,)] if receiver is not None else []) + given.positional
    found.update(zip(names, positional, strict=False))
    site = (id(function.tree), receiver.cls.name if isinstance(receiver, Instance) else "")
    if arguments.vararg is not None:
        found[arguments.vararg.arg] = (_collected(m, site, "list", positional[len(names) :], given.rest),)
    every = [*names, *(argument.arg for argument in arguments.kwonlyargs)]
    extra = {name: values for name, values in given.named.items() if name not in every}
    found.update({name: values for name, values in given.named.items() if name in every})
    if arguments.kwarg is not None:
        found[arguments.kwarg.arg] = (_named(m, (*site, tuple(sorted(extra))), extra, given.rest),)
    frame = function.closure or Frame(None, (), function.module)
    for name, default in _defaults(arguments):
        if name not in found:
            found[name] = union(m.evaluate(default, frame), (OPAQUE,) if given.rest else ())
    for name in every:
        found.setdefault(name, (OPAQUE,))
    return found


def _collected(m: Machine, site: object, kind: str, values: list[Values], rest: bool) -> Box:
    box = Box(("arguments", site, len(values), _key(values)), kind)
    m.state.slots.setdefault(box, {})
    for index, one in enumerate(values):
        m.state.write(box, str(index), one)
    if rest:
        m.state.write(box, ELEMENT, (OPAQUE,))
    return box


def _key(values: list[Values]) -> tuple[object, ...]:
    marks = ((_mark(value) for value in one if not isinstance(value, Box)) for one in values)
    return tuple(tuple(mark for mark in one if mark is not None) for one in marks)


def _named(m: Machine, site: object, values: dict[str, Values], rest: bool) -> Box:
    box = Box(("arguments", site, _key(list(values.values())), rest), "dict")
    m.state.slots.setdefault(box, {})
    for name, one in values.items():
        m.state.write(box, name, one)
    if rest:
        m.state.write(box, ELEMENT, (OPAQUE,))
    return box


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    if arguments.defaults:
        for argument, default in zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True):
            yield argument.arg, default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default


def _context(
    m: Machine, function: Function, receiver: Instance | Class | None, bound: dict[str, Values]
) -> tuple[object, ...]:
    """What tells calls of a function apart; beyond a number of them, nothing does.

    Only marks of the values stand in it, not the values: these may hold frames, which hold contexts in turn.
    """
    parts: list[object] = [receiver]
    for name, values in bound.items():
        marks = tuple(mark for value in values if (mark := _mark(value)) is not None)
        parts.append((name, marks, len(marks) < len(values)))
    context = tuple(parts)
    known = m.state.contexts.setdefault(function, {})
    if context in known:
        return context
    if len(known) >= _MOST_CONTEXTS:
        return (receiver, "any")
    known[context] = None
    return context


def _mark(value: Value) -> object | None:
    if isinstance(value, (Known, Text, *SDK_OBJECTS)):
        return value
    if isinstance(value, (Function, Class)):
        return id(value.tree)
    if isinstance(value, BoundFunction):
        return id(value.function.tree)
    if isinstance(value, Box) and isinstance(value.site, tuple) and value.site[0] == "arguments":
        return value.site
    return None


def instantiate(m: Machine, cls: Class, given: Given, site: object) -> Instance:
    """Make an instance: `__new__` is not looked at, `__init__` is run, fields are set."""
    instance = Instance(cls, site)
    m.state.slots.setdefault(instance, {})
    classes, _ = m.mro(cls)
    initializer = next((member for c in classes if (member := m.member(c, "__init__"))), None)
    if initializer is None:
        set_fields(m, instance, given)
    else:
        for value in initializer:
            if isinstance(value, Function):
                m.run(value, instance, given)
    for name in ("__post_init__", "model_post_init"):
        for c in classes:
            for value in m.member(c, name) or ():
                if isinstance(value, Function):
                    m.run(value, instance, Given(rest=True))
    return instance


def set_fields(m: Machine, instance: Instance, given: Given) -> None:
    """What the generated initializer of a data class or a pydantic model does."""
    declared = fields(m, instance.cls)
    for name, values in zip(declared, given.positional, strict=False):
        m.state.write(instance, name, values)
    by_alias = {alias: name for name, alias in declared.items() if alias}
    for name, values in given.named.items():
        m.state.write(instance, by_alias.get(name, name), values)
    if given.rest:
        for name in declared:
            m.state.write(instance, name, (OPAQUE,))
    _validated(m, instance, declared)


def _validated(m: Machine, instance: Instance, declared: dict[str, str]) -> None:
    for cls in m.mro(instance.cls)[0]:
        for statement in cls.tree.body:
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            function = Function(cls.module, statement, cls.closure, cls)
            first = statement.args.args[0].arg if statement.args.args else ""
            if decorated(function) & _FIELD_VALIDATORS and first == "cls":
                _run_validator(m, instance, function, declared)


def _run_validator(m: Machine, instance: Instance, function: Function, declared: dict[str, str]) -> None:
    box = Box(("fields", instance), "dict")
    frame = Frame(None, (), function.module)
    m.state.slots.setdefault(box, {})
    for name in declared:
        m.state.write(box, name, m.attribute(instance, name, frame, function.tree))
    for value in m.run(function, instance.cls, Given([(box,)])):
        if isinstance(value, Box):
            for name in m.state.names(value):
                m.state.write(instance, name, m.state.read(value, name) or ())


def fields(m: Machine, cls: Class) -> dict[str, str]:
    """Annotated names of a class and its bases, with their pydantic aliases."""
    found: dict[str, str] = {}
    for base in reversed(m.mro(cls)[0]):
        for statement in base.tree.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                found[statement.target.id] = _alias(statement.value)
    return found


def _alias(value: ast.expr | None) -> str:
    for keyword in value.keywords if isinstance(value, ast.Call) else ():
        if keyword.arg in {"alias", "validation_alias"} and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return ""


def method_names(m: Machine, instance: Instance) -> Iterator[str]:
    """Every method that the instance has, each name once."""
    seen: set[str] = set()
    for cls in m.mro(instance.cls)[0]:
        for statement in cls.tree.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name not in seen:
                seen.add(statement.name)
                yield statement.name
