"""A process's standard output and error, cut into log events.

Both are one pipe, so that lines keep their order. Reading never waits for the log and the process never
waits for the reader longer than the event loop is busy. What one invocation prints beyond the limit is
counted and dropped.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable

from pluto_py.local.functions.limits import LOG_EVENT_BYTES, LOG_TAIL_BYTES

__all__ = ["Output"]

_READ_BYTES = 64 * 1024
_DRAIN_READS = 32  # a pipe holds at most 1 MiB; another thread of the process may go on writing


class Output:
    """One environment's log: `append(timestamp_ms, line)` gets every event, Lambda's own lines included."""

    def __init__(self, append: Callable[[int, str], None], limit_bytes: int):
        self._append = append
        self._limit = limit_bytes
        self._written = 0
        self._dropped = 0
        self._partial = b""
        self._tail = bytearray()
        self._loop = asyncio.get_running_loop()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        self._loop.add_reader(self._reader, self._on_readable)

    @property
    def writer(self) -> int:
        """The descriptor to start the process with. Call `started` afterwards."""
        return self._writer

    def started(self) -> None:
        """The process has its own copy of the writing end."""
        os.close(self._writer)
        self._writer = -1

    def begin(self) -> None:
        """A new invocation: its limit and its tail start from nothing."""
        self._written = self._dropped = 0
        self._tail.clear()

    def note(self, line: str) -> None:
        """Write a line of the platform's own."""
        self._tail += line.encode() + b"\n"
        self._append(_now_ms(), line)

    def flush(self) -> None:
        """Take in all that the process has written until now, an unfinished line included."""
        if self._reader >= 0:
            for _ in range(_DRAIN_READS):
                if not self._read():
                    break
        if self._partial:
            self._emit([self._partial])
            self._partial = b""
        if self._dropped:
            self.note(
                f"[pluto] {self._dropped} further bytes of output were not logged (limit {self._limit})."
            )
            self._dropped = 0

    def tail(self) -> bytes:
        """The last bytes of this invocation's log."""
        return bytes(self._tail[-LOG_TAIL_BYTES:])

    def close(self) -> None:
        """Take in the rest and let go of the pipe, although a child of the process may still hold it."""
        self.flush()
        if self._reader >= 0:
            self._loop.remove_reader(self._reader)
            os.close(self._reader)
        if self._writer >= 0:
            os.close(self._writer)
        self._reader = self._writer = -1

    def _on_readable(self) -> None:
        self._read()

    def _read(self) -> bool:
        """Read once; false if there was nothing to read."""
        try:
            data = os.read(self._reader, _READ_BYTES)
        except BlockingIOError:
            return False
        if not data:  # the last holder of the writing end is gone
            self._loop.remove_reader(self._reader)
            return False
        *lines, rest = (self._partial + data).split(b"\n")
        if len(rest) > LOG_EVENT_BYTES:
            lines.append(rest)
            rest = b""
        self._partial = rest
        self._emit(lines)
        return True

    def _emit(self, lines: list[bytes]) -> None:
        now = _now_ms()
        for line in lines:
            if self._written >= self._limit:
                self._dropped += len(line) + 1
                continue
            self._written += len(line) + 1
            self._tail += line + b"\n"
            for start in range(0, max(len(line), 1), LOG_EVENT_BYTES):
                self._append(now, _readable(line[start : start + LOG_EVENT_BYTES]))
        if len(self._tail) > 16 * LOG_TAIL_BYTES:
            del self._tail[:-LOG_TAIL_BYTES]


def _readable(line: bytes) -> str:
    """One event's text. The runtime client joins a traceback's lines by CRs and indents them by NBSPs."""
    text = line.decode("utf-8", "replace")
    return text.replace("\r", "\n").replace("\xa0", " ") if "\r" in text else text


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
