"""Bytes in files that are written once and never changed.

A file is written under `incoming/`, and moved to its place when the index has it. So what lies there at a
start was either never finished, or committed by a process that was killed before the move.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pluto_py.local.stores.s3.records import Blob

__all__ = ["BlobWriter", "Blobs"]


class Blobs:
    """The folder of one stack's objects."""

    def __init__(self, directory: Path):
        self._directory = directory
        self._incoming = directory / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def writer(self, algorithms: Iterable[str]) -> BlobWriter:
        """A new file to write, with checksums to compute."""
        return BlobWriter(self._incoming / uuid.uuid4().hex, algorithms)

    def settle(self, blobs: Iterable[Blob]) -> None:
        """Move files to their place, now that the index has them."""
        for blob in blobs:
            place = self._place(blob.name)
            place.parent.mkdir(exist_ok=True)
            (self._incoming / blob.name).replace(place)

    def copies(self, blobs: Iterable[Blob]) -> list[Blob]:
        """The same bytes under new names, not settled yet; on disk they are shared where that is possible."""
        made = []
        for blob in blobs:
            copy = Blob(uuid.uuid4().hex, blob.size)
            try:
                os.link(self._place(blob.name), self._incoming / copy.name)
            except OSError:  # a file system without links, or a file with too many
                shutil.copyfile(self._place(blob.name), self._incoming / copy.name)
            made.append(copy)
        return made

    def open(self, blob: Blob) -> BinaryIO:
        """A blob to read; it can be read to its end even if it is removed meanwhile."""
        return self._place(blob.name).open("rb")

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that nothing refers to."""
        for name in names:
            self._place(name).unlink(missing_ok=True)

    def discard(self, blobs: Iterable[Blob]) -> None:
        """Remove files that were not settled."""
        for blob in blobs:
            (self._incoming / blob.name).unlink(missing_ok=True)

    def recover(self, is_known: Callable[[str], bool]) -> None:
        """Settle or remove what an earlier process left under `incoming/`."""
        for path in list(self._incoming.iterdir()):
            if is_known(path.name):
                self.settle([Blob(path.name, 0)])
            else:
                path.unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self._directory / name[:2] / name


class _Crc32:
    """`zlib.crc32` as a hash object."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


class BlobWriter:
    """One file being written; not for several threads at a time."""

    def __init__(self, path: Path, algorithms: Iterable[str]):
        self._path = path
        self._file: BinaryIO | None = None
        self._size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._checksums: Mapping[str, Any] = {
            name: _ALGORITHMS[name]() for name in algorithms if name in _ALGORITHMS
        }

    @property
    def md5(self) -> bytes:
        """The digest of what has been written."""
        return self._md5.digest()

    @property
    def checksums(self) -> Mapping[str, bytes]:
        """The wanted checksums of what has been written; one that cannot be computed here is left out."""
        return {name: found.digest() for name, found in self._checksums.items()}

    def write(self, data: bytes) -> None:
        """Append; the first call makes the file."""
        if self._file is None:
            self._file = self._path.open("wb")
        self._file.write(data)
        self._size += len(data)
        self._md5.update(data)
        for checksum in self._checksums.values():
            checksum.update(data)

    def finish(self, data: bytes = b"") -> Blob:
        """Append the last bytes and close."""
        self.write(data)
        if self._file is not None:
            self._file.close()
        return Blob(self._path.name, self._size)

    def discard(self) -> None:
        """Remove the file."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)


_ALGORITHMS: Mapping[str, Callable[[], Any]] = {
    "crc32": _Crc32,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}
