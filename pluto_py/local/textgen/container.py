"""What an endpoint's container is to the service in front of it: it starts or says why not, and answers."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["JSON", "SSE", "TEXT", "Container", "ContainerError", "Log", "Reply", "dumps"]

JSON = "application/json"
SSE = "text/event-stream"
TEXT = "text/plain; charset=utf-8"

Log = Callable[[str], None]
"""Takes one line of the container's log."""


class ContainerError(Exception):
    """The container cannot start with this environment. The text is what its log would say."""


@dataclass(frozen=True)
class Reply:
    """A container's HTTP response: `body` whole, or `stream` in the pieces in which the container writes."""

    status: int
    content_type: str
    body: bytes = b""
    stream: AsyncGenerator[bytes, None] | None = None


class Container(Protocol):
    """One running container."""

    async def invoke(self, body: bytes, content_type: str | None) -> Reply:
        """Answer `POST /invocations`. A failure is a reply with its status, never an exception."""
        ...


def dumps(value: Any) -> bytes:
    """Compact JSON in UTF-8, as the servers write it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
