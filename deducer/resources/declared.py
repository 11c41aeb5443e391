"""Resources as the app declares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from deducer.architecture import Argument
from deducer.catalogue import Declaration, ResourceType
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call
from deducer.interpreter.static import NotStatic, plain
from deducer.resources.arguments import MISSING, Given, argument, bind_parameters
from deducer.resources.handlers import Handler, resolve_handler
from deducer.source.files import Place
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constants
from deducer.values.base import NOTHING, Values
from deducer.values.foreign import ForeignObject
from deducer.values.modules import Module
from deducer.values.resources import Resource

__all__ = ["Declarations", "Trigger"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,47}")


@dataclass(frozen=True)
class Trigger:
    """A function that will be deployed: what starts it, what it runs, where it was declared."""

    name: str
    kind: str
    details: tuple[tuple[str, Any], ...]
    handler: Handler
    place: Place
    module: Module


class Declarations:
    """All that has been declared so far."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.triggers: list[Trigger] = []
        self._by_name: dict[tuple[str, str], Resource] = {}
        self._counts: dict[tuple[str, str], int] = {}

    # -- constructors

    def construct(self, m: Machine, path: str, arguments: Arguments, node: Node) -> Values | None:
        """The resource that calling the name `path` declares; None when that is no resource type."""
        kind = m.types.get(path)
        if kind is not None:
            return self._construct(m, kind, arguments, node)
        owner, _, method = path.rpartition(".")
        kind = m.types.get(owner)
        if kind is None:
            return None
        if method == kind.decorator:
            return self._decorator(m, kind, arguments, node)
        receivers = [
            value for value in arguments.get(0) if isinstance(value, Resource) and value.type is kind
        ]
        if receivers and (method in kind.operations or method in kind.declarations):
            methods = tuple(m.resource_method(receiver, method) for receiver in receivers)
            return call(m, methods, arguments.after(1), node)
        m.find(
            "error",
            "invalid-argument",
            f"{kind.kind} has no class method {method!r}",
            m.place(node),
            f"make one first: {kind.kind}(…).{method}(…)" if method in kind.operations else "",
        )
        return UNKNOWN

    def _decorator(self, m: Machine, kind: ResourceType, arguments: Arguments, node: Node) -> Values:
        """`@Function.of(name=…)`: waits for what it decorates."""
        m.at(node)
        source = f"{kind.qualified_names[0]}.{kind.decorator}"
        return (m.heap.new(ForeignObject(source, arguments.positional, arguments.keywords)),)

    def decorate(self, m: Machine, waiting: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
        """The second half of the decorator form: the name becomes the resource. None for anything else."""
        owner, _, method = waiting.source.rpartition(".")
        kind = m.types.get(owner)
        if kind is None or method != kind.decorator:
            return None
        handler = arguments.get(0)
        return self._construct(
            m, kind, Arguments([handler, *waiting.positional], dict(waiting.keywords)), node
        )

    def _construct(self, m: Machine, kind: ResourceType, arguments: Arguments, node: Node) -> Values:
        if not m.deploying:
            return self._handle(m, kind, arguments, node)
        if m.heap.path:
            m.find(
                "error",
                "conditional-resource",
                f"whether this {kind.kind} exists depends on something that is known only while the app runs",
                m.place(node),
                "make it always, or decide by a constant or a variable of the environment",
            )
        given = bind_parameters(m, kind.kind, kind.parameters, arguments, node)
        name = self._name(m, kind, given)
        if name is None:
            return UNKNOWN
        values, handlers = self._arguments(m, kind, name, given)
        return self._declare(m, kind, name, values, handlers, given, node)

    def _name(self, m: Machine, kind: ResourceType, given: Given) -> str | None:
        if "name" not in given.values:
            return kind.default_name if given.ok or kind.default_name else None
        place = given.places["name"]
        try:
            name = plain(given.values["name"])
        except NotStatic as error:
            _unknown_name(m, kind, error, place)
            return None
        if name is None and kind.default_name is not None:
            return kind.default_name
        complaint = None
        if not isinstance(name, str):
            complaint = f"a name is text, not {type(name).__name__}"
        elif _NAME.fullmatch(name) is None:
            complaint = f"{name!r} is not a valid name"
        if complaint is not None:
            m.find(
                "error",
                "invalid-argument",
                f"{kind.kind}: {complaint}",
                place,
                "use 1 to 48 letters, digits, '-' and '_', starting with a letter",
            )
            return None
        return str(name)

    def _arguments(
        self, m: Machine, kind: ResourceType, name: str, given: Given
    ) -> tuple[dict[str, Argument], Values]:
        values: dict[str, Argument] = {}
        handlers: Values = NOTHING
        for parameter in kind.parameters:
            if parameter.name == "name" or parameter.name not in given.values:
                continue
            if parameter.handler:
                handlers = given.values[parameter.name]
                continue
            evaluated = argument(m, f"{kind.kind} {name!r}", parameter, given)
            if evaluated is not None:
                values[parameter.name] = evaluated
        return values, handlers

    def _declare(
        self,
        m: Machine,
        kind: ResourceType,
        name: str,
        values: dict[str, Argument],
        handlers: Values,
        given: Given,
        node: Node,
    ) -> Values:
        place = m.place(node)
        known = self._by_name.get((kind.kind, name))
        if known is not None:
            same = known.place == place and known.arguments == values and known.handlers == handlers
            if not same:
                _duplicate(m, kind, name, known, "name" in given.values, place)
            return (known,)
        resource = Resource(kind, name, values, handlers, place)
        self._by_name[kind.kind, name] = resource
        self.resources.append(resource)
        if kind.is_function and given.ok:
            self._trigger(m, name, "url", (), handlers, given, node)
        return (resource,)

    def _trigger(
        self,
        m: Machine,
        name: str,
        kind: str,
        details: tuple[tuple[str, Any], ...],
        handlers: Values,
        given: Given,
        node: Node,
    ) -> None:
        handler = resolve_handler(m, handlers, next(iter(given.places.values()), m.place(node)))
        if handler is not None:
            self.triggers.append(Trigger(name, kind, details, handler, m.place(node), m.module))

    def _handle(self, m: Machine, kind: ResourceType, arguments: Arguments, node: Node) -> Values:
        """A constructor call while a handler runs: allowed only as another handle of what the same line declared."""
        place = m.place(node)
        names = constants(arguments.get(_position(kind), "name"))
        known = tuple(
            resource
            for resource in self.resources
            if resource.type is kind and resource.place == place and (names is None or resource.name in names)
        )
        if known:
            return known
        m.find(
            "error",
            "runtime-resource",
            f"this {kind.kind} is made while a function runs; resources must exist before that",
            place,
            "make it at the top of a module and use it in the function",
        )
        return UNKNOWN

    # -- declaring methods

    def declare(
        self, m: Machine, resource: Resource, declaration: Declaration, arguments: Arguments, node: Node
    ) -> Values:
        """A call such as `queue.subscribe(handler)`."""
        what = f"{resource.type.kind}.{declaration.name}"
        if not m.deploying:
            m.find(
                "error",
                "runtime-resource",
                f"{what} is called while a function runs; it declares something that must exist before that",
                m.place(node),
                "call it at the top of a module",
            )
            return UNKNOWN
        if m.heap.path:
            m.find(
                "error",
                "conditional-resource",
                f"whether {what} is called depends on something that is known only while the app runs",
                m.place(node),
                "call it always, or decide by a constant or a variable of the environment",
            )
        given = bind_parameters(m, what, declaration.parameters, arguments, node)
        details: dict[str, Any] = {"resource": resource.name, **declaration.details}
        handlers: Values = NOTHING
        for parameter in declaration.parameters:
            if parameter.name not in given.values:
                continue
            if parameter.handler:
                handlers = given.values[parameter.name]
                continue
            evaluated = argument(m, what, parameter, given)
            if evaluated is not None:
                details[parameter.name] = evaluated.shown
        if declaration.trigger is not None and given.ok:
            name = self._numbered(resource.name, declaration.name)
            self._trigger(m, name, declaration.trigger, tuple(details.items()), handlers, given, node)
        return UNKNOWN

    def _numbered(self, resource: str, operation: str) -> str:
        count = self._counts.get((resource, operation), 0)
        self._counts[resource, operation] = count + 1
        return f"{resource}-{operation}-{count}"


def _position(kind: ResourceType) -> int:
    names = [parameter.name for parameter in kind.parameters]
    return names.index("name") if "name" in names else 0


def _unknown_name(m: Machine, kind: ResourceType, error: NotStatic, place: Place) -> None:
    if error.reason.startswith(MISSING):
        return
    origin = f" ({error.place})" if error.place is not None and error.place != place else ""
    m.find(
        "error",
        "dynamic-name",
        f"the name of this {kind.kind} must be known before deployment, but it is {error.reason}{origin}",
        place,
        "use a constant, a calculation from constants, or a variable of the environment",
    )


def _duplicate(m: Machine, kind: ResourceType, name: str, known: Resource, named: bool, place: Place) -> None:
    hint = "give one of them another name"
    if not named:
        hint = f"give it a name: {kind.kind}(…, name=…); without one it is called {name!r}"
    m.find(
        "error",
        "duplicate-resource",
        f"a {kind.kind} named {name!r} is already made at {known.place}",
        place,
        hint,
    )
