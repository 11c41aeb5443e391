"""Parsing ahead in other processes, for an app whose modules are mostly not in the cache yet.

libcst takes nearly all of a first run. The interpreter asks for modules in the order in which the app imports them;
workers take them from the other end, and whatever they have finished when it is asked for need not be parsed again.
Nothing depends on them: a worker that cannot start, or dies, only makes the first run slower.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO

from deducer.source.cache import digest, pack
from deducer.source.parsing import SourceError, parse

__all__ = ["Workers", "work"]

_FRAME = struct.Struct("<16sI")
_FILES_PER_WORKER = 40
"""A worker needs a quarter of a second to load libcst: with fewer files it would come too late."""
_MOST_WORKERS = 4


class Workers:
    """Processes that lower `paths`, beginning with the last; `take` gives what they have finished."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._finished: dict[bytes, bytes] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._readers: list[threading.Thread] = []
        count = min(_processors() - 1, len(paths) // _FILES_PER_WORKER, _MOST_WORKERS)
        for number in range(count):
            self._start(list(reversed(paths))[number::count])

    def _start(self, paths: list[str]) -> None:
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", "from deducer.source.ahead import work; work()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
            )
        except OSError:
            return
        reader = threading.Thread(target=self._read, args=(process, paths), daemon=True)
        self._processes.append(process)
        self._readers.append(reader)
        reader.start()

    def _read(self, process: subprocess.Popen[bytes], paths: list[str]) -> None:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            return
        try:
            stdin.write("\0".join(paths).encode())
            stdin.close()
            while True:
                head = stdout.read(_FRAME.size)
                if len(head) < _FRAME.size:
                    return
                key, length = _FRAME.unpack(head)
                blob = stdout.read(length)
                if len(blob) == length:
                    self._finished[key] = blob
        except (OSError, ValueError):  # the worker was ended, or its pipe closed under the reader
            return

    def take(self, key: bytes) -> bytes | None:
        """The packed module lowered from content with this digest, if a worker has finished it."""
        return self._finished.pop(key, None)

    def stop(self) -> dict[bytes, bytes]:
        """End the workers; what they have finished and nobody has taken."""
        for process in self._processes:
            process.kill()
        for process, reader in zip(self._processes, self._readers, strict=True):
            process.wait()
            reader.join()
            if process.stdout is not None:
                process.stdout.close()
        return self._finished


def _processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work() -> None:
    """What a worker does: read paths separated by NUL from stdin, write lowered modules to stdout."""
    lower_all(sys.stdin.buffer.read().decode().split("\0"), sys.stdout.buffer)


def lower_all(paths: Sequence[str], out: IO[bytes]) -> None:
    """Write each file's digest, the length of its packed form, and that; files that cannot be lowered are left out."""
    for path in paths:
        try:
            with open(path, "rb") as file:  # noqa: PTH123  # as in the loader
                content = file.read()
            blob = pack(parse(content))
        except (OSError, SourceError, ValueError):
            continue
        out.write(_FRAME.pack(digest(content), len(blob)) + blob)
        out.flush()
