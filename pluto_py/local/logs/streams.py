"""The streams of a group, as its events tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pluto_py.local.logs.events import LogEvent

__all__ = ["Stream", "StreamIndex"]


@dataclass(frozen=True)
class Stream:
    """A stream; times in milliseconds since the epoch, None where it has no event."""

    name: str
    created: int
    first: int | None = None
    last: int | None = None
    ingested: int | None = None


class StreamIndex:
    """Streams by name, kept up to date as events arrive."""

    def __init__(self, events: Iterable[LogEvent] = ()):
        self._streams: dict[str, Stream] = {}
        for event in events:
            if event.message is None:
                self.made(event.stream, event.timestamp)
            else:
                self.saw(event.stream, event.timestamp, event.ingested)

    def made(self, name: str, created: int) -> None:
        """A stream was made."""
        self._streams.setdefault(name, Stream(name, created))

    def saw(self, name: str, timestamp: int, ingested: int) -> None:
        """An event arrived; its stream may be new."""
        stream = self._streams.get(name) or Stream(name, ingested)
        self._streams[name] = replace(
            stream,
            first=timestamp if stream.first is None else min(stream.first, timestamp),
            last=timestamp if stream.last is None else max(stream.last, timestamp),
            ingested=ingested,
        )

    def find(self, name: str) -> Stream | None:
        """A stream by name."""
        return self._streams.get(name)

    def all(self) -> list[Stream]:
        """All streams by name."""
        return [self._streams[name] for name in sorted(self._streams)]
