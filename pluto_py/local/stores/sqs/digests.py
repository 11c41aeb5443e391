"""The digest of a message's attributes.

Algorithm: SQS developer guide, "Calculating the MD5 message digest for message attributes".
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["md5_of_attributes"]

_STRING, _BINARY = b"\x01", b"\x02"


def md5_of_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> str:
    """Hexadecimal; `attributes` in the shape of the JSON protocol."""
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(attributes):
        attribute = attributes[name]
        digest.update(_sized(name.encode()) + _sized(attribute["DataType"].encode()))
        if attribute.get("BinaryValue") is not None:
            digest.update(_BINARY + _sized(base64.b64decode(attribute["BinaryValue"])))
        else:
            digest.update(_STRING + _sized(attribute.get("StringValue", "").encode()))
    return digest.hexdigest()


def _sized(data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + data
