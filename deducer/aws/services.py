"""Services as boto3 names them: methods, what each needs, ARNs, the resource interface.

The vendored entry of one service is a JSON object:

- `prefix`: the IAM prefix;
- `arns`: resource type → ARN with `${Variables}`;
- `operations`: client method → `[operation, needs, positional parameters?, dependent actions?]`. `needs`
  is null where the IAM data does not know the operation, else a list of `[action, rows, when?]`: `when` is
  a source that must be there for the action to be needed, and a row is `[type, 1 if policies must name it,
  {variable: source}]`. The variable `""` is the whole ARN. A source is a path in the request with an
  optional reading: `TableName`, `Names[]`, `TransactItems[].Put.TableName`, `RequestItems{}` (the keys of
  a map), `QueueUrl|queue`;
- `pages`: methods that `get_paginator` takes; `waiters`: name → method;
- `resources`: class → its parts, see `deducer.aws.resource_classes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from deducer.aws.archive import Archive

__all__ = ["Need", "Operation", "Row", "Service", "closest", "service", "service_names"]

_FILE = Path(__file__).with_name("data") / "services.bin"


@dataclass(frozen=True)
class Row:
    """One resource type that an action applies to, and where the call says which."""

    type: str
    required: bool
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Need:
    """One action that an operation needs, always or `when` a member is given."""

    action: str
    rows: tuple[Row, ...]
    when: str = ""


@dataclass(frozen=True)
class Operation:
    """One method of a client. `needs` is `None` where nobody says what it needs."""

    name: str
    needs: tuple[Need, ...] | None
    positional: tuple[str, ...] = ()
    dependent: tuple[str, ...] = ()


class Service:
    """One service; operations are made from the vendored data when they are asked for."""

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.prefix: str = data["prefix"]
        self.arns: Mapping[str, str] = data.get("arns", {})
        self.pages: frozenset[str] = frozenset(data.get("pages", ()))
        self.waiters: Mapping[str, str] = data.get("waiters", {})
        self.resource_data: Mapping[str, Any] = data.get("resources", {})
        self._operations: Mapping[str, list[Any]] = data["operations"]

    @property
    def methods(self) -> tuple[str, ...]:
        """All client methods that call AWS."""
        return tuple(self._operations)

    def operation(self, method: str) -> Operation | None:
        """The operation behind a client method."""
        raw = self._operations.get(method)
        return None if raw is None else _operation(raw)

    def method_of(self, operation: str) -> str | None:
        """The client method of an operation: `PutItem` → `put_item`."""
        return next((method for method, raw in self._operations.items() if raw[0] == operation), None)


@cache
def service(name: str) -> Service | None:
    """The service that `boto3.client(name)` gives."""
    archive = _archive()
    return Service(name, archive.read(name)) if name in archive else None


def service_names() -> tuple[str, ...]:
    """Every name that `boto3.client` takes."""
    return _archive().names


def closest(name: str, names: tuple[str, ...]) -> str | None:
    """The name that was probably meant."""
    return next(iter(get_close_matches(name, names, 1)), None)


@cache
def _archive() -> Archive:
    return Archive(_FILE)


def _operation(raw: list[Any]) -> Operation:
    needs = None if raw[1] is None else tuple(_need(need) for need in raw[1])
    positional = tuple(raw[2]) if len(raw) > 2 else ()
    return Operation(raw[0], needs, positional, tuple(raw[3]) if len(raw) > 3 else ())


def _need(raw: list[Any]) -> Need:
    rows = tuple(Row(kind, bool(required), sources) for kind, required, sources in raw[1])
    return Need(raw[0], rows, raw[2] if len(raw) > 2 else "")
