"""A file of many JSON documents, of which one is read at a time.

Layout: 8 bytes magic, 4 bytes length of the index (big-endian), the index (zlib-compressed JSON: name →
[offset, length], offsets counted from the end of the index), then the documents, each compressed by itself.
Only what is asked for is read and unpacked, so that one service costs milliseconds, not the whole file.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["Archive", "write"]

_MAGIC = b"PLUTOAWS"
_HEAD = struct.Struct(">8sI")


class Archive:
    """An opened archive: `names`, and `read(name)`.

    Raises:
        ValueError: the file is not such an archive, or a document in it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            head = file.read(_HEAD.size)
            if len(head) != _HEAD.size or not head.startswith(_MAGIC):
                raise ValueError(f"{path} is not an archive of service data")
            length = _HEAD.unpack(head)[1]
            self._index: dict[str, list[int]] = json.loads(_unpack(file.read(length), path))
            self._start = _HEAD.size + length

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all documents, sorted."""
        return tuple(self._index)

    def __contains__(self, name: str) -> bool:
        return name in self._index

    def read(self, name: str) -> Any:
        """One document; `KeyError` where there is none of that name."""
        offset, length = self._index[name]
        with self._path.open("rb") as file:
            file.seek(self._start + offset)
            return json.loads(_unpack(file.read(length), self._path))


def write(path: Path, documents: Mapping[str, Any]) -> None:
    """Write an archive; the same documents give the same bytes."""
    index: dict[str, list[int]] = {}
    packed: list[bytes] = []
    offset = 0
    for name in sorted(documents):
        data = zlib.compress(json.dumps(documents[name], separators=(",", ":")).encode(), 9)
        index[name] = [offset, len(data)]
        offset += len(data)
        packed.append(data)
    listed = zlib.compress(json.dumps(index, separators=(",", ":")).encode(), 9)
    path.write_bytes(_HEAD.pack(_MAGIC, len(listed)) + listed + b"".join(packed))


def _unpack(data: bytes, path: Path) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"{path} is damaged: {error}") from error
