"""Bytes on their way out of files, part by part."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pluto_py.local.stores.s3.blobs import Blobs
from pluto_py.local.stores.s3.records import Blob

__all__ = ["WHOLE", "Reader"]

WHOLE = 256 * 1024
"""Up to this many bytes are read at once: no stream is worth its while."""

_PART = 1024 * 1024


class Reader:
    """Bytes `first` to `last`, both included, of blobs that follow each other.

    The files are open from the start, so it goes on if the object is replaced meanwhile. It is an asynchronous
    iterator over the parts; `aclose` lets go of the files.
    """

    def __init__(self, blobs: Blobs, content: Sequence[Blob], first: int, last: int):
        self._pieces: list[tuple[BinaryIO, int]] = []
        begin = 0
        for blob in content:
            skip, end = max(first - begin, 0), min(last - begin + 1, blob.size)
            if skip < end:
                file = blobs.open(blob)
                file.seek(skip)
                self._pieces.append((file, end - skip))
            begin += blob.size

    def read_all(self) -> bytes:
        """Everything at once."""
        found = b"".join(file.read(size) for file, size in self._pieces)
        self.close()
        return found

    def parts(self) -> Iterator[bytes]:
        """Everything, part by part, for a thread that may wait."""
        for file, size in self._pieces:
            left = size
            while left and (part := file.read(min(left, _PART))):
                left -= len(part)
                yield part
        self.close()

    def __aiter__(self) -> Reader:
        """Itself."""
        return self

    async def __anext__(self) -> bytes:
        """The next part."""
        while self._pieces:
            file, left = self._pieces[0]
            part = await asyncio.to_thread(file.read, min(left, _PART))
            if part:
                self._pieces[0] = file, left - len(part)
                return part
            file.close()
            self._pieces.pop(0)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Let go of the files."""
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        for file, _ in self._pieces:
            file.close()
        self._pieces.clear()
