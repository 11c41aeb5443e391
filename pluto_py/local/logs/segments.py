"""A group's files: `00000001.jsonl`, `00000002.jsonl`, …; the last one grows, the oldest go.

Appends come from one thread. Readers may be on others: they take a `Snapshot` and read no further than what
was complete when they took it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pluto_py.local.logs.events import LogEvent, decode, timestamp_of

__all__ = ["Segments", "Snapshot"]

_SUFFIX = ".jsonl"
_LINES_PER_SEGMENT = 1 << 32
"""Positions are `segment * this + line`: more lines than a segment's bytes."""


@dataclass(frozen=True)
class Snapshot:
    """The files of a group at one moment, each with its complete length in bytes."""

    files: tuple[tuple[Path, int], ...]

    def events(self, start: int = 0, end: int | None = None) -> Iterator[LogEvent]:
        """Events (and made streams) with `start <= timestamp < end`, in the order of writing.

        A file that was rotated away in the meantime is skipped: its events are gone.
        """
        for path, length in self.files:
            try:
                data = path.read_bytes()[:length]
            except FileNotFoundError:
                continue
            base = int(path.stem) * _LINES_PER_SEGMENT
            for number, line in enumerate(data.splitlines()):
                timestamp = timestamp_of(line)
                if timestamp is None or timestamp < start or (end is not None and timestamp >= end):
                    continue
                event = decode(line, base + number)
                if event is not None:
                    yield event


class Segments:
    """The files of one group. At most `keep` files of about `segment_size` bytes exist."""

    def __init__(self, directory: Path, *, segment_size: int, keep: int):
        self.directory = directory
        self._segment_size = segment_size
        self._keep = keep
        numbers = sorted(int(path.stem) for path in directory.glob(f"*{_SUFFIX}") if path.stem.isdecimal())
        self._numbers = numbers or [1]
        self._size = self._length(self._numbers[-1])

    def append(self, data: bytes) -> None:
        """Write whole lines to the last file, starting a new one when it is full. Raises `OSError`."""
        if self._size and self._size + len(data) > self._segment_size:
            self._rotate()
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._path(self._numbers[-1]).open("ab") as file:
            file.write(data)
        self._size += len(data)

    def snapshot(self) -> Snapshot:
        """What a reader may read now."""
        last = self._numbers[-1]
        older = tuple((self._path(number), self._length(number)) for number in self._numbers[:-1])
        return Snapshot((*older, (self._path(last), self._size)))

    def stored_bytes(self) -> int:
        """The length of all files."""
        return sum(length for _, length in self.snapshot().files)

    def drop_older_than(self, seconds: float) -> None:
        """Remove files in which nothing was written since then (the last one excepted)."""
        horizon = time.time() - seconds
        for number in self._numbers[:-1]:
            path = self._path(number)
            if path.exists() and path.stat().st_mtime < horizon:
                self._remove(number)

    def rewrite(self, keep: Callable[[LogEvent], bool]) -> None:
        """Drop events for which `keep` is false. Positions of the others change; nobody may be reading."""
        for number in self._numbers:
            path = self._path(number)
            if path.exists():
                lines = path.read_bytes().splitlines(keepends=True)
                kept = [line for line in lines if (event := decode(line, 0)) is not None and keep(event)]
                path.write_bytes(b"".join(kept))
        self._size = self._length(self._numbers[-1])

    def _rotate(self) -> None:
        self._numbers.append(self._numbers[-1] + 1)
        self._size = 0
        for number in self._numbers[: -self._keep]:
            self._remove(number)

    def _remove(self, number: int) -> None:
        self._path(number).unlink(missing_ok=True)
        self._numbers.remove(number)

    def _path(self, number: int) -> Path:
        return self.directory / f"{number:08d}{_SUFFIX}"

    def _length(self, number: int) -> int:
        try:
            return self._path(number).stat().st_size
        except FileNotFoundError:
            return 0
