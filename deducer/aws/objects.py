"""The SDK's objects, as values that an interpreter of Python can hold: immutable, comparable, hashable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from deducer.aws.texts import Argument, Text

__all__ = [
    "BatchWriter",
    "Client",
    "Collection",
    "Data",
    "Meta",
    "Method",
    "Paginator",
    "ResourceObject",
    "SdkObject",
    "Session",
    "SessionClass",
    "Waiter",
]


@dataclass(frozen=True)
class SessionClass:
    """`boto3.Session`, or a function that gives a session."""


@dataclass(frozen=True)
class Session:
    """A session, or the module `boto3`. `region` is `None` where the environment says it."""

    region: Text | None = None


@dataclass(frozen=True)
class Client:
    """`boto3.client(service)`."""

    service: str
    region: Text | None = None


@dataclass(frozen=True)
class Paginator:
    """`client.get_paginator(method)`."""

    client: Client
    method: str


@dataclass(frozen=True)
class Waiter:
    """`client.get_waiter(…)`; `method` is what it calls."""

    client: Client
    method: str


@dataclass(frozen=True)
class ResourceObject:
    """`boto3.resource(service)` and everything made from it; `loaded` says that its data is there."""

    client: Client
    kind: str
    identifiers: tuple[tuple[str, Text], ...] = ()
    loaded: bool = False

    def identifier(self, name: str) -> Text | None:
        """The value of an identifier."""
        return dict(self.identifiers).get(name)


@dataclass(frozen=True)
class Collection:
    """`bucket.objects`, also after `.all()`, `.filter(…)`, `.limit(…)`."""

    owner: ResourceObject
    name: str


@dataclass(frozen=True)
class BatchWriter:
    """`table.batch_writer()`, whose use the making of it was granted for."""

    table: ResourceObject


@dataclass(frozen=True)
class Meta:
    """`client.meta`, `resource.meta`."""

    client: Client


@dataclass(frozen=True)
class Method:
    """A method that was read and not yet called."""

    receiver: SdkObject
    name: str


@dataclass(frozen=True)
class Data:
    """Plain data of an answer, of which nothing is known."""


SdkObject: TypeAlias = (
    SessionClass
    | Session
    | Client
    | Paginator
    | Waiter
    | ResourceObject
    | Collection
    | BatchWriter
    | Meta
    | Method
    | Data
)
SdkValue: TypeAlias = "SdkObject | Argument"
