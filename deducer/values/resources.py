"""Declared resources, their methods and their properties, as values."""

from __future__ import annotations

from deducer.architecture import Argument
from deducer.catalogue import ResourceType
from deducer.source.files import Place
from deducer.values.base import Value, Values

__all__ = ["Resource", "ResourceMethod", "ResourceProperty"]


class Resource(Value):
    """A resource that the app declares; `handlers` are the callables that its constructor was given."""

    __slots__ = ("arguments", "handlers", "name", "place", "type")

    def __init__(
        self, kind: ResourceType, name: str, arguments: dict[str, Argument], handlers: Values, place: Place
    ) -> None:
        self.type = kind
        self.name = name
        self.arguments = arguments
        self.handlers = handlers
        self.place = place


class ResourceMethod(Value):
    """`resource.name`, not yet called. `certain` is False where the method's name was not known."""

    __slots__ = ("certain", "name", "resource")

    def __init__(self, resource: Resource, name: str, certain: bool) -> None:
        self.resource = resource
        self.name = name
        self.certain = certain


class ResourceProperty(Value):
    """`resource.name` where that is a property: what an `Unknown` can carry."""

    __slots__ = ("name", "resource")

    def __init__(self, resource: Resource, name: str) -> None:
        self.resource = resource
        self.name = name
