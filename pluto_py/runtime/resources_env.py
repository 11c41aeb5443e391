"""What this function knows of the resources that it may use: the variable `PLUTO_RESOURCES`.

Compact JSON written by the infrastructure program, keyed `<kind>/<name>`: `{"KVStore/history":
{"aws_table_name": "…"}}`. It holds every resource that the function has a grant on, and every property that
it captured.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pluto_py.errors import PlutoError

__all__ = ["NotGrantedError", "OutsideFunctionError", "lookup"]


class OutsideFunctionError(PlutoError):
    """A run-time operation was called by a program that is not a deployed function."""


class NotGrantedError(PlutoError):
    """The function uses a resource that deduction did not see it use."""


def lookup(kind: str, name: str) -> Mapping[str, str]:
    """The identity and captured properties of a resource, `lookup("KVStore", "history")["aws_table_name"]`.

    Raises:
        OutsideFunctionError: this process is not a Pluto function.
        NotGrantedError: this function has no grant on that resource.
    """
    encoded = os.environ.get("PLUTO_RESOURCES")
    if encoded is None:
        raise OutsideFunctionError(
            f"{kind} '{name}' is used outside a deployed function.",
            hint="Run-time operations and properties work in code that a function runs: "
            "deploy the app and call its URL, or use `pluto invoke`.",
        )
    resource = _resources(encoded).get(f"{kind}/{name}")
    if resource is None:
        function = os.environ.get("PLUTO_FUNCTION", "?")
        raise NotGrantedError(
            f"Function '{function}' has no access to {kind} '{name}'.",
            why="Deduction did not see this function use it when the app was deployed.",
            hint=f"`pluto explain {function}` shows what it was granted; deploy again after a change.",
        )
    return resource


@lru_cache(maxsize=4)
def _resources(encoded: str) -> Mapping[str, Mapping[str, str]]:
    try:
        decoded = json.loads(encoded)
        return {key: MappingProxyType(dict(value)) for key, value in decoded.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise PlutoError("The environment variable PLUTO_RESOURCES is malformed.", why=str(error)) from None
