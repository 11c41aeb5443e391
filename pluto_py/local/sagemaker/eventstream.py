"""The frames of `application/vnd.amazon.eventstream`, as SageMaker's runtime writes them.

A frame is: total length, headers' length (32 bits each, big-endian), CRC-32 of those eight bytes, the
headers, the payload, CRC-32 of all before. A header is: its name's length (8 bits), the name, 7 for a string,
the value's length (16 bits), the value. Source: Smithy's specification of the Amazon event stream encoding.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import cache
from zlib import crc32

__all__ = ["CONTENT_TYPE", "exception", "payload_part"]

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7


def payload_part(data: bytes) -> bytes:
    """One part of a response."""
    return _frame(_part_headers(), data)


def exception(kind: str, members: Mapping[str, str]) -> bytes:
    """The end of a response that broke; `kind` is `ModelStreamError` or `InternalStreamFailure`."""
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return _frame(_encode_headers(headers), json.dumps(members).encode())


@cache
def _part_headers() -> bytes:
    return _encode_headers(
        {
            ":event-type": "PayloadPart",
            ":content-type": "application/octet-stream",
            ":message-type": "event",
        }
    )


def _encode_headers(headers: Mapping[str, str]) -> bytes:
    return b"".join(
        struct.pack(f"!B{len(name)}sBH", len(name), name.encode(), _STRING, len(value.encode()))
        + value.encode()
        for name, value in headers.items()
    )


def _frame(headers: bytes, payload: bytes) -> bytes:
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    frame = b"".join((prelude, struct.pack("!I", crc32(prelude)), headers, payload))
    return frame + struct.pack("!I", crc32(frame))
