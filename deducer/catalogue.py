"""What the deducer is told about resource types; it knows none by itself.

The catalogue is handed in by the caller, who reads it from the SDK's resource classes. A resource type
is named by the module attribute through which an app reaches it (`pluto_py.KVStore`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Catalogue", "Declaration", "Operation", "Parameter", "Property", "ResourceType"]


@dataclass(frozen=True)
class Parameter:
    """One constructor argument after `name`.

    `check` gets the evaluated value and returns a sentence saying what is wrong with it, or None.
    `handler` marks an argument that is a callable to run, not a value.
    """

    name: str
    required: bool = False
    keyword_only: bool = True
    default: Any = None
    handler: bool = False
    check: Callable[[Any], str | None] | None = None


@dataclass(frozen=True)
class Operation:
    """A run-time method. `actions` are full IAM action names, exactly those that the method's code calls."""

    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Property:
    """A value known only after provisioning; reading it grants `actions` (often none).

    Where `identifies` is false (a URL, a key's name), code that gets the value cannot reach the resource
    through AWS by it, so handing it on grants no `library_actions`.
    """

    name: str
    actions: tuple[str, ...] = ()
    identifies: bool = True


@dataclass(frozen=True)
class Declaration:
    """A method that declares something at deploy time: `queue.subscribe(handler)`, `router.get(path, handler)`.

    `trigger` is the `trigger.kind` of the functions that it makes; None for one that makes no function.
    """

    name: str
    trigger: str | None
    parameters: tuple[Parameter, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ResourceType:
    """One kind of resource.

    `qualified_names` are the dotted names under which apps reach the class. `parameters` are the
    constructor's in order, `name` and handlers included. `library_actions` is what handing the resource or
    an identifying property to code that cannot be read grants (CONTRACT rule 4's fallback: the read/write
    set). `decorator` names a class method that is the constructor in decorator form (`Function.of`); the
    decorated name then denotes the resource, which can be called as the function that it decorates.
    """

    kind: str
    qualified_names: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    properties: Mapping[str, Property] = field(default_factory=dict)
    declarations: Mapping[str, Declaration] = field(default_factory=dict)
    library_actions: tuple[str, ...] = ()
    decorator: str | None = None
    default_name: str | None = None
    is_function: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All resource types of an app's world.

    Attributes:
        types: what an app can declare.
        sdk_modules: top-level modules of the SDK, which are not analysed.
        sdk_names: all that can be imported from a module of the SDK, by the module's dotted name; a module
            that is not listed may have any name.
    """

    types: tuple[ResourceType, ...]
    sdk_modules: tuple[str, ...] = ("pluto_py",)
    sdk_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
