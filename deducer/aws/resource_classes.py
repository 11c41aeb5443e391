"""Classes of boto3's resource interface, from the service's vendored `resources`.

The stored parts of a class, all by their Python names:

- `identifiers`: in order; `aliases`: attribute → identifier; `attributes`: data, which reading loads;
- `load`: `[method, parameters]`; `parameters` are request member → identifier, or null for what nobody knows;
- `actions`, `collections`: name → `[method, parameters, made?, batch actions?]`; `waiters`: name →
  `[method, parameters]`;
- `subresources`, `references`: name → made;
- `injected`: what boto3 adds by hand: name → `[method, parameters, positional parameters]`.

Made is `[class, {identifier: source}]`; a source is `=identifier` of the maker, `+` for the next
positional argument, a request member's name, or null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deducer.aws.services import Service

__all__ = ["SERVICE_RESOURCE", "Action", "Made", "ResourceClass", "resource_class"]

SERVICE_RESOURCE = "ServiceResource"


@dataclass(frozen=True)
class Made:
    """What a call or attribute gives: a class, and where its identifiers come from."""

    kind: str
    identifiers: Mapping[str, str | None]

    @property
    def positional(self) -> tuple[str, ...]:
        """The identifiers that the caller gives."""
        return tuple(name for name, source in self.identifiers.items() if source == "+")


@dataclass(frozen=True)
class Action:
    """A call of the client's `method` with members filled from identifiers."""

    method: str
    parameters: Mapping[str, str | None]
    positional: tuple[str, ...] = ()
    made: Made | None = None


class ResourceClass:
    """One class, such as `Table` of `dynamodb`."""

    def __init__(self, kind: str, data: Mapping[str, Any]) -> None:
        self.kind = kind
        self.identifiers: tuple[str, ...] = tuple(data.get("identifiers", ()))
        self.aliases: Mapping[str, str] = data.get("aliases", {})
        self._data = data

    @property
    def load(self) -> Action | None:
        """The call that reading a data attribute makes."""
        injected = self._data.get("injected", {}).get("load")
        raw = injected or self._data.get("load")
        return _action([raw[0], raw[1]]) if raw else None

    def action(self, name: str) -> Action | None:
        """A method that calls AWS: an action, a waiter, or one that boto3 adds."""
        injected = self._data.get("injected", {}).get(name)
        if injected:
            return Action(injected[0], injected[1], tuple(injected[2]))
        if name in {"load", "reload"}:
            return self.load
        raw = self._data.get("actions", {}).get(name) or self._data.get("waiters", {}).get(name)
        return _action(raw) if raw else None

    def collection(self, name: str) -> Action | None:
        """A collection: the call that iterating makes, and its elements' class."""
        raw = self._data.get("collections", {}).get(name)
        return _action(raw) if raw else None

    def batch(self, collection: str, name: str) -> Action | None:
        """A call on all elements of a collection at once."""
        raw = self._data.get("collections", {}).get(collection, [])
        found = raw[3].get(name) if len(raw) > 3 else None
        return _action(found) if found else None

    def subresource(self, name: str) -> Made | None:
        """A class that is made from this one: `bucket.Object(key)`."""
        raw = self._data.get("subresources", {}).get(name)
        return Made(*raw) if raw else None

    def reference(self, name: str) -> Made | None:
        """A related object, known when the data is."""
        raw = self._data.get("references", {}).get(name)
        return Made(*raw) if raw else None

    def has_attribute(self, name: str) -> bool:
        """Whether the name is one of the data."""
        return name in self._data.get("attributes", ())

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be called or read."""
        parts = ("actions", "waiters", "collections", "subresources", "references", "injected")
        listed = [name for part in parts for name in self._data.get(part, {})]
        return (*listed, *self.identifiers, *self._data.get("attributes", ()))


def resource_class(service: Service, kind: str) -> ResourceClass | None:
    """A class of the service; `SERVICE_RESOURCE` is what `boto3.resource` gives."""
    data = service.resource_data.get(kind)
    return None if data is None else ResourceClass(kind, data)


def _action(raw: list[Any]) -> Action:
    made = Made(*raw[2]) if len(raw) > 2 and raw[2] else None
    return Action(raw[0], raw[1], made=made)
