"""Pluto: write an ordinary Python app; its endpoints, functions and tables are read from its code.

Everything that an app imports is here. Importing it loads the standard library only.
"""

from pluto_py.errors import FunctionError, PlutoError
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
