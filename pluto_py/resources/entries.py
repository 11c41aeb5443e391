"""What the deducer must know about resource classes, read from the classes themselves, as plain data.

`pluto_py.project.catalogue` turns the entries into the deducer's own types: this room may not know the
deducer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pluto_py.resources import checks
from pluto_py.resources.base import (
    DECLARATION_ATTRIBUTE,
    OPERATION_ATTRIBUTE,
    DeclarationMark,
    Resource,
    ResourceProperty,
)

__all__ = ["DeclarationEntry", "ParameterEntry", "PropertyEntry", "ResourceEntry", "describe"]


class ParameterEntry(NamedTuple):
    """One constructor argument; `check` returns a full sentence on a bad value, or None."""

    name: str
    required: bool
    keyword_only: bool
    default: Any
    handler: bool
    check: Callable[[Any], str | None] | None


class PropertyEntry(NamedTuple):
    """One property: the IAM actions that reading it grants, and whether it identifies the resource."""

    name: str
    actions: tuple[str, ...]
    identifies: bool


class DeclarationEntry(NamedTuple):
    """One declaring method: the trigger's kind, its arguments, and what its triggers always say."""

    name: str
    trigger: str | None
    parameters: tuple[ParameterEntry, ...]
    details: Mapping[str, str]


class ResourceEntry(NamedTuple):
    """One resource class; `operations` maps a method's name to its IAM actions."""

    kind: str
    qualified_names: tuple[str, ...]
    parameters: tuple[ParameterEntry, ...]
    operations: Mapping[str, tuple[str, ...]]
    properties: tuple[PropertyEntry, ...]
    library_actions: tuple[str, ...]
    decorator: str | None
    default_name: str | None
    is_function: bool
    declarations: tuple[DeclarationEntry, ...] = ()


def describe(resource: type[Resource], names: Sequence[str] = ()) -> ResourceEntry:
    """Read one class; `names` are the dotted names, beside its own, under which apps reach it.

    Raises:
        TypeError: a `parameters` entry that the constructor does not take, or an argument without a check.
    """
    members = _members(resource)
    own_name = f"{resource.__module__}.{resource.__qualname__}"
    return ResourceEntry(
        kind=resource.kind,
        qualified_names=tuple(dict.fromkeys((*names, own_name))),
        parameters=_parameters(resource),
        operations={
            n: getattr(m, OPERATION_ATTRIBUTE) for n, m in members if hasattr(m, OPERATION_ATTRIBUTE)
        },
        properties=tuple(_property(n, m) for n, m in members if isinstance(m, ResourceProperty)),
        library_actions=resource.library_actions,
        decorator=resource.decorator,
        default_name=resource.default_name,
        is_function=resource.is_function,
        declarations=tuple(
            _declaration(n, m, getattr(m, DECLARATION_ATTRIBUTE))
            for n, m in members
            if hasattr(m, DECLARATION_ATTRIBUTE)
        ),
    )


def _property(name: str, member: ResourceProperty[Any]) -> PropertyEntry:
    return PropertyEntry(name, member.actions, member.identifies)


def _declaration(name: str, method: Callable[..., Any], mark: DeclarationMark) -> DeclarationEntry:
    return DeclarationEntry(name, mark.trigger, _bound(method, mark.parameters), mark.details)


def _members(resource: type) -> list[tuple[str, Any]]:
    """Every attribute as it stands in a class body, inherited ones too, sorted: descriptors are not run."""
    found: dict[str, Any] = {}
    for cls in reversed(resource.__mro__):
        found.update(vars(cls))
    return sorted(found.items())


def _parameters(resource: type[Resource]) -> tuple[ParameterEntry, ...]:
    """The constructor's signature, each argument with its check."""
    known = {"name": checks.resource_name, **resource.parameters}
    if resource.default_name is not None:
        known["name"] = checks.optional(checks.resource_name)
    return _bound(resource.__init__, known)


def _bound(method: Callable[..., Any], known: Mapping[str, checks.Check]) -> tuple[ParameterEntry, ...]:
    """A method's arguments after `self`, each with its check."""
    signature = list(inspect.signature(method).parameters.values())[1:]
    if {argument.name for argument in signature} != set(known):
        where = method.__qualname__.removesuffix(".__init__")
        raise TypeError(f"{where}: `parameters` and its signature name different arguments.")
    return tuple(_parameter(argument, known[argument.name]) for argument in signature)


def _parameter(argument: inspect.Parameter, check: checks.Check) -> ParameterEntry:
    required = argument.default is argument.empty
    is_handler = check is checks.handler
    return ParameterEntry(
        name=argument.name,
        required=required,
        keyword_only=argument.kind is argument.KEYWORD_ONLY,
        default=None if required else argument.default,
        handler=is_handler,
        check=None if is_handler else _sentence(argument.name, check),
    )


def _sentence(name: str, check: checks.Check) -> checks.Check:
    def problem(value: Any) -> str | None:
        found = check(value)
        return f"`{name}` {found}." if found else None

    return problem
