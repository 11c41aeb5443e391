"""All log groups of a stack, and the sink into which functions' lines go.

Appending only buffers; a buffer is written 50 ms later, or at once when it is large. What is not written
yet when the process is killed is lost: at most those 50 ms.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from pluto_py.local.logs.events import encode, encode_stream
from pluto_py.local.logs.segments import Segments, Snapshot
from pluto_py.local.logs.streams import StreamIndex

__all__ = ["GroupSettings", "LogGroup", "LogGroups"]

_log = logging.getLogger(__name__)
_SETTINGS = "group.json"
_FLUSH_AFTER_S = 0.05
_FLUSH_FROM = 64 * 1024
_SEGMENT_SIZE = 8 * 1024 * 1024
_SEGMENTS = 4
_LONGEST_MESSAGE = 256 * 1024
"""Characters of one event; a longer line becomes several events."""

_DAY_S = 86_400


@dataclass(frozen=True)
class GroupSettings:
    """What is known of a group besides its events. `created` is in milliseconds since the epoch."""

    name: str
    created: int
    retention_days: int | None = None
    tags: dict[str, str] = field(default_factory=dict)


class LogGroup:
    """One group: its settings, its files, and the lines that are not written yet."""

    def __init__(self, directory: Path, settings: GroupSettings):
        self.settings = settings
        self.segments = Segments(directory, segment_size=_SEGMENT_SIZE, keep=_SEGMENTS)
        self._directory = directory
        self._buffer: list[bytes] = []
        self._buffered = 0
        self._streams: StreamIndex | None = None
        self._failing = False

    def save(self, settings: GroupSettings) -> None:
        """Replace the settings, here and on disk."""
        self._directory.mkdir(parents=True, exist_ok=True)
        temporary = self._directory / f".{_SETTINGS}"
        temporary.write_text(json.dumps(asdict(settings)), "utf-8")
        temporary.replace(self._directory / _SETTINGS)
        self.settings = settings
        self.apply_retention()

    def add(self, timestamp: int, ingested: int, stream: str, message: str) -> None:
        """Buffer one event."""
        self._push(encode(timestamp, ingested, stream, message))
        if self._streams is not None:
            self._streams.saw(stream, timestamp, ingested)

    def add_stream(self, stream: str, created: int) -> None:
        """Buffer the news of a new stream."""
        self._push(encode_stream(created, stream))
        if self._streams is not None:
            self._streams.made(stream, created)

    def flush(self) -> None:
        """Write what is buffered. If the disk refuses, those lines are lost, and the cloud's log says so."""
        if not self._buffer:
            return
        data = b"".join(self._buffer)
        self._buffer.clear()
        self._buffered = 0
        try:
            self.segments.append(data)
            self._failing = False
        except OSError as error:
            if not self._failing:
                _log.warning("log group %s: cannot be written: %s", self.settings.name, error)
            self._failing = True

    def snapshot(self) -> Snapshot:
        """What can be read now, everything that was added included."""
        self.flush()
        return self.segments.snapshot()

    def streams(self) -> StreamIndex:
        """The group's streams; the first call reads the files."""
        if self._streams is None:
            self._streams = StreamIndex(self.snapshot().events())
        return self._streams

    def remove_stream(self, name: str) -> None:
        """Forget a stream with its events."""
        self.flush()
        self.segments.rewrite(lambda event: event.stream != name)
        self._streams = None

    def apply_retention(self) -> None:
        """Remove files that are past the retention."""
        if self.settings.retention_days is not None:
            self.segments.drop_older_than(self.settings.retention_days * _DAY_S)

    def horizon(self) -> int:
        """The earliest time of an event that still counts, in milliseconds."""
        days = self.settings.retention_days
        return 0 if days is None else int((time.time() - days * _DAY_S) * 1000)

    def _push(self, line: bytes) -> None:
        self._buffer.append(line)
        self._buffered += len(line)
        if self._buffered >= _FLUSH_FROM:
            self.flush()


class LogGroups:
    """Every group below one folder, by name; the `LogSink` of a stack."""

    def __init__(self, directory: Path):
        self._directory = directory
        self._groups = {group.settings.name: group for group in _load(directory)}
        self._waiting: set[LogGroup] = set()

    def append(self, group: str, stream: str, timestamp_ms: int, message: str) -> None:
        """Add one event; the group and the stream are made if they do not exist."""
        found = self._groups.get(group) or self.create(group)
        ingested = int(time.time() * 1000)
        for start in range(0, max(len(message), 1), _LONGEST_MESSAGE):
            found.add(timestamp_ms, ingested, stream, message[start : start + _LONGEST_MESSAGE])
        self.write_soon(found)

    def write_soon(self, group: LogGroup) -> None:
        """Have a group's buffer written in a moment."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(_FLUSH_AFTER_S, self.flush)
        self._waiting.add(group)

    def flush(self) -> None:
        """Write every buffer."""
        for group in self._waiting:
            group.flush()
        self._waiting.clear()

    def create(self, name: str, tags: dict[str, str] | None = None) -> LogGroup:
        """Make a group that does not exist yet."""
        settings = GroupSettings(name, created=int(time.time() * 1000), tags=tags or {})
        group = LogGroup(self._directory / folder_name(name), settings)
        group.save(settings)
        self._groups[name] = group
        return group

    def find(self, name: str) -> LogGroup | None:
        """A group by name."""
        return self._groups.get(name)

    def delete(self, name: str) -> None:
        """Remove a group that exists, with its files."""
        group = self._groups.pop(name)
        self._waiting.discard(group)
        shutil.rmtree(self._directory / folder_name(name), ignore_errors=True)

    def update(self, group: LogGroup, *, retention_days: int | None, tags: dict[str, str]) -> None:
        """Change a group's settings."""
        group.save(replace(group.settings, retention_days=retention_days, tags=tags))

    def all(self) -> list[LogGroup]:
        """All groups by name."""
        return [self._groups[name] for name in sorted(self._groups)]


def folder_name(group: str) -> str:
    """A group's folder: its name percent-encoded, shortened with a hash where it is too long for a file."""
    encoded = quote(group, safe="")
    if len(encoded) <= 200:
        return encoded
    return f"{encoded[:160]}-{hashlib.sha256(group.encode()).hexdigest()[:16]}"


def _load(directory: Path) -> Iterator[LogGroup]:
    for path in sorted(directory.glob(f"*/{_SETTINGS}")):
        try:
            settings = GroupSettings(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError) as error:
            _log.warning("%s is damaged, its log group is not served: %s", path, error)
            continue
        group = LogGroup(path.parent, settings)
        group.apply_retention()
        yield group
