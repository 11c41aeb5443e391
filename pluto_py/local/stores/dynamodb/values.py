"""Values between the wire and moto: binary attributes are base64 text on one side and bytes on the other.

Also the identity of an item: two keys are one where DynamoDB says so, `{"N": "1"}` and `{"N": "1.0"}`
included.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Context, Decimal
from typing import Any

__all__ = ["canonical_key", "from_wire", "to_wire"]

_NUMBERS = Context(prec=40)  # DynamoDB's numbers have 38 digits, Python's default context 28


def from_wire(value: Any) -> Any:
    """Request parameters with the text of `{"B": …}` and `{"BS": […]}` decoded.

    Without the service's model an attribute value is known by its shape: an object with this one member and
    a text (or a list of texts) in it. An attribute that is merely named `B` holds an object.
    """
    if isinstance(value, dict):
        if len(value) == 1:
            binary = value.get("B")
            if isinstance(binary, str):
                return {"B": base64.b64decode(binary)}
            several = value.get("BS")
            if isinstance(several, list) and all(isinstance(item, str) for item in several):
                return {"BS": [base64.b64decode(item) for item in several]}
        return {key: from_wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    return value


def to_wire(result: Any) -> bytes:
    """An answer as JSON: bytes as base64, times as seconds since the epoch, sets as lists."""
    return json.dumps(result, default=_plain).encode()


def canonical_key(attributes: Mapping[str, Any], names: list[str]) -> str:
    """The identity of the item that has these key attributes, as text."""
    return json.dumps([_canonical(attributes[name]) for name in names], default=_plain)


def _canonical(attribute: Mapping[str, Any]) -> list[Any]:
    ((kind, value),) = attribute.items()
    return [kind, _canonical_number(value) if kind == "N" else value]


def _canonical_number(text: str) -> str:
    """One text for all spellings of a number; `plus` makes `-0` a zero like any other."""
    return format(_NUMBERS.plus(_NUMBERS.normalize(Decimal(text))), "f")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        # moto's times are UTC without saying so
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).timestamp()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
