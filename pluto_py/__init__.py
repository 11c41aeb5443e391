"""Pluto: write an ordinary Python app; its endpoints, functions and tables are read from its code.

Everything that an app imports is here. Importing it loads the standard library only, and of Pluto only what
is asked for: see `pluto_py.resources`.
"""

from typing import TYPE_CHECKING, Any

from pluto_py.errors import FunctionError, PlutoError

if TYPE_CHECKING:
    from pluto_py.resources import (
        ArgumentError,
        Bucket,
        CloudEvent,
        EndpointError,
        Function,
        KVStore,
        MissingObjectError,
        Queue,
        Resource,
        SageMaker,
        declaration,
        operation,
        resource_property,
    )

__all__ = [
    "ArgumentError",
    "Bucket",
    "CloudEvent",
    "EndpointError",
    "Function",
    "FunctionError",
    "KVStore",
    "MissingObjectError",
    "PlutoError",
    "Queue",
    "Resource",
    "SageMaker",
    "declaration",
    "operation",
    "resource_property",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pluto_py import resources

    value = getattr(resources, name)
    globals()[name] = value  # asked for once
    return value
