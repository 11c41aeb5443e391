"""Pluto: write an ordinary Python app; its endpoints, functions and tables are read from its code.

Everything that an app imports is here. Importing it loads the standard library only.
"""

from pluto_py.errors import FunctionError, PlutoError
from pluto_py.resources import (
    ArgumentError,
    EndpointError,
    Function,
    KVStore,
    Resource,
    SageMaker,
    operation,
    resource_property,
)

__all__ = [
    "ArgumentError",
    "EndpointError",
    "Function",
    "FunctionError",
    "KVStore",
    "PlutoError",
    "Resource",
    "SageMaker",
    "operation",
    "resource_property",
]
