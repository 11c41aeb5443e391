"""What an app declares and calls: one file per resource, its AWS actions beside its code.

A new resource is one file here, named in `_HOMES` and `_CLASSES`, and one in `pluto_py.infra`.

A name's module is imported when the name is first used: every function imports this package at each cold
start, and pays only for the resources that its app has.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pluto_py.resources.base import ArgumentError, Resource, declaration, operation, resource_property
    from pluto_py.resources.bucket import Bucket, MissingObjectError
    from pluto_py.resources.endpoint_errors import EndpointError
    from pluto_py.resources.entries import ResourceEntry
    from pluto_py.resources.function import Function
    from pluto_py.resources.kvstore import KVStore
    from pluto_py.resources.queue import CloudEvent, Queue
    from pluto_py.resources.sagemaker import SageMaker

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

_HOMES = {
    "ArgumentError": "base",
    "Bucket": "bucket",
    "CloudEvent": "queue",
    "EndpointError": "endpoint_errors",
    "Function": "function",
    "KVStore": "kvstore",
    "MissingObjectError": "bucket",
    "Queue": "queue",
    "Resource": "base",
    "SageMaker": "sagemaker",
    "declaration": "base",
    "operation": "base",
    "resource_property": "base",
}

_CLASSES = ("Bucket", "Function", "KVStore", "Queue", "SageMaker")


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value  # asked for once
    return value


def catalogue_entries() -> tuple[ResourceEntry, ...]:
    """Every resource type of the SDK, as plain data for the deducer's catalogue."""
    from pluto_py.resources.entries import describe

    names = ("pluto_py.{0}", "pluto_py.resources.{0}")
    return tuple(describe(__getattr__(name), [form.format(name) for form in names]) for name in _CLASSES)
