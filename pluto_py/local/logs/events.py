"""One log event as one line: `[timestamp, ingested, "stream", "message"]`, milliseconds since the epoch.

The time stands first so that a reader can skip a line by its first bytes. A line without a message says
that a stream was made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["LogEvent", "decode", "encode", "encode_stream", "timestamp_of"]


@dataclass(frozen=True)
class LogEvent:
    """An event and its place: `position` grows with every line of the group and never changes."""

    position: int
    timestamp: int
    ingested: int
    stream: str
    message: str | None

    @property
    def key(self) -> tuple[int, int]:
        """The order in which events are shown."""
        return self.timestamp, self.position


def encode(timestamp: int, ingested: int, stream: str, message: str) -> bytes:
    """An event's line. Lone surrogates (from undecodable output) become escapes, so that any text is kept."""
    return (json.dumps([timestamp, ingested, stream, message]) + "\n").encode()


def encode_stream(created: int, stream: str) -> bytes:
    """The line that says that a stream was made."""
    return (json.dumps([created, created, stream]) + "\n").encode()


def timestamp_of(line: bytes) -> int | None:
    """A line's time without reading the rest; None for a line that was torn by a crash."""
    try:
        return int(line[1 : line.index(b",")])
    except ValueError:
        return None


def decode(line: bytes, position: int) -> LogEvent | None:
    """A line as an event; None for a torn one."""
    try:
        timestamp, ingested, stream, *rest = json.loads(line)
    except ValueError:
        return None
    return LogEvent(position, timestamp, ingested, stream, rest[0] if rest else None)
