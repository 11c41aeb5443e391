"""Reading a stream of server-sent events with JSON in them, however its bytes arrive."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

__all__ = ["BrokenStreamError", "read_events"]


class BrokenStreamError(Exception):
    """An event's data is no JSON object."""


async def read_events(chunks: AsyncIterator[bytes]) -> AsyncGenerator[dict[str, Any], None]:
    """The JSON of each `data:` line, up to `[DONE]` or the end.

    Raises:
        BrokenStreamError: a line's data is no JSON object.
    """
    buffer = b""
    async for chunk in chunks:
        *lines, buffer = (buffer + chunk).split(b"\n")
        for line in lines:
            data = _data(line)
            if data == b"[DONE]":
                return
            if data:
                yield _parse(data)
    data = _data(buffer)
    if data and data != b"[DONE]":
        yield _parse(data)


def _data(line: bytes) -> bytes:
    return line[len(b"data:") :].strip() if line.startswith(b"data:") else b""


def _parse(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise BrokenStreamError(f"no JSON: {data[:100]!r}") from error
    if not isinstance(value, dict):
        raise BrokenStreamError(f"no JSON object: {data[:100]!r}")
    return value
