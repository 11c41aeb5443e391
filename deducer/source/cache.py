"""Lowered modules kept between runs, in one file, found by the content that they were made from.

The pack is never needed for correctness: whatever cannot be read, for whatever reason, counts as absent. It
is replaced as a whole (`os.replace`), so that a reader sees the old or the new one and a crash leaves
either; when two runs write at once the later wins and the other's additions are made again another time.

Layout: magic, 4-byte length of the index, CRC-32 of the index, index, blobs. The index is a marshalled
mapping {digest of the source: (offset, length, CRC-32)}, oldest first. The magic names the layout of the
lowered form and the Python version, whose marshal format it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import mmap
import os
import struct
import sys
import zlib
from pathlib import Path
from typing import BinaryIO

from deducer.source.form import FORM_VERSION, LoweredModule

__all__ = ["ModuleCache", "digest"]

_MAGIC = f"pluto lowered {FORM_VERSION} {sys.hexversion:08x}\n".encode()
_HEADER = struct.Struct("<II")
_KEEP_UNUSED = 4
"""Entries of earlier contents are kept up to this many times the entries in use: switching branches stays quick."""


def digest(content: bytes) -> bytes:
    """What an entry is found by."""
    return hashlib.blake2b(content, digest_size=16).digest()


class ModuleCache:
    """The pack of one project; `directory` None keeps nothing."""

    def __init__(self, directory: Path | None) -> None:
        self._path = None if directory is None else directory / "modules.pack"
        self._file: BinaryIO | None = None
        self._content: mmap.mmap | None = None
        self._base = 0
        self._index: dict[bytes, tuple[int, int, int]] = {}
        self._used: dict[bytes, None] = {}
        self._new: dict[bytes, bytes] = {}
        if self._path is not None:
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError, struct.error):
                self._open(self._path)

    def _open(self, path: Path) -> None:
        """Map the pack into memory. Raises any of several errors where it is not one, or not whole."""
        self._file = path.open("rb")
        content = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._content = content
        start = len(_MAGIC) + _HEADER.size
        length, checksum = _HEADER.unpack(content[len(_MAGIC) : start])
        index = content[start : start + length]
        if content[: len(_MAGIC)] == _MAGIC and len(index) == length and zlib.crc32(index) == checksum:
            self._index = marshal.loads(index)  # noqa: S302  # our own file, checked above
            self._base = start + length

    def get(self, key: bytes) -> LoweredModule | None:
        """The module lowered from content with this digest, if it is kept and intact."""
        blob = self._new.get(key) or self._read(key)
        if blob is None:
            return None
        try:
            body, imports = marshal.loads(blob)  # noqa: S302  # our own file, checked by its CRC
        except (ValueError, EOFError, TypeError):
            return None
        self._used[key] = None
        return LoweredModule(body, imports)

    def has(self, key: bytes) -> bool:
        """Whether something is kept under this digest."""
        return key in self._new or key in self._index

    def _read(self, key: bytes) -> bytes | None:
        entry = self._index.get(key)
        if entry is None or self._content is None:
            return None
        offset, length, checksum = entry
        blob = self._content[self._base + offset : self._base + offset + length]
        return blob if len(blob) == length and zlib.crc32(blob) == checksum else None

    def put(self, key: bytes, blob: bytes) -> None:
        """Keep a module, as `pack` made it, from the next `save` on."""
        self._new[key] = blob

    def save(self) -> None:
        """Write what is new; a full disk or a read-only folder only costs the next run its speed."""
        if self._path is not None and self._new:
            with contextlib.suppress(OSError):
                self._write(self._path)
        self.close()

    def close(self) -> None:
        """Release the file."""
        if self._content is not None:
            self._content.close()
            self._content = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, path: Path) -> None:
        in_use = {**self._used, **dict.fromkeys(self._new)}
        spare = [key for key in self._index if key not in in_use][-_KEEP_UNUSED * max(len(in_use), 50) :]
        blobs = [(key, self._new.get(key) or self._read(key)) for key in (*spare, *in_use)]
        index: dict[bytes, tuple[int, int, int]] = {}
        body = bytearray()
        for key, blob in blobs:
            if blob is not None:
                index[key] = (len(body), len(blob), zlib.crc32(blob))
                body += blob
        import tempfile

        packed = marshal.dumps(index)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".modules-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + _HEADER.pack(len(packed), zlib.crc32(packed)) + packed)
                file.write(body)
            self.close()  # Windows replaces no open file
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def pack(module: LoweredModule) -> bytes:
    """A module as the bytes that `ModuleCache.put` takes."""
    return marshal.dumps(tuple(module))
