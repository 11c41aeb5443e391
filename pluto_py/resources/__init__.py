"""What an app declares and calls: one file per resource, its AWS actions beside its code.

A new resource is one file here, named in `_CLASSES`, and one in `pluto_py.infra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pluto_py.resources.base import ArgumentError, Resource, declaration, operation, resource_property
from pluto_py.resources.bucket import Bucket, MissingObjectError
from pluto_py.resources.endpoint_errors import EndpointError
from pluto_py.resources.function import Function
from pluto_py.resources.kvstore import KVStore
from pluto_py.resources.queue import CloudEvent, Queue
from pluto_py.resources.sagemaker import SageMaker

if TYPE_CHECKING:
    from pluto_py.resources.entries import ResourceEntry

__all__ = [
    "ArgumentError",
    "Bucket",
    "CloudEvent",
    "EndpointError",
    "Function",
    "KVStore",
    "MissingObjectError",
    "Queue",
    "Resource",
    "SageMaker",
    "catalogue_entries",
    "declaration",
    "operation",
    "resource_property",
]

_CLASSES: tuple[type[Resource], ...] = (Bucket, Function, KVStore, Queue, SageMaker)


def catalogue_entries() -> tuple[ResourceEntry, ...]:
    """Every resource type of the SDK, as plain data for the deducer's catalogue."""
    from pluto_py.resources.entries import describe

    names = ("pluto_py.{0}", "pluto_py.resources.{0}")
    return tuple(describe(cls, [name.format(cls.__name__) for name in names]) for cls in _CLASSES)
