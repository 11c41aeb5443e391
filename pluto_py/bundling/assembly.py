"""Layers into one bundle, without compressing anything again.

A zip is its files' data, one after the other, and a directory of them at its end. So layers are joined by
copying their data as it is and writing one directory with shifted offsets: at the speed of the disk, whatever
the size. A file that two layers have is taken from the later one.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from pluto_py.errors import PlutoError

__all__ = ["Assembled", "DamagedLayerError", "assemble", "unzipped_size"]

# PKWARE's APPNOTE 4.3.12 and 4.3.16; only the fields that are read or changed here are named.
_END = struct.Struct("<4s4xHHLLH")
_END_SIGNATURE = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s16xLLHHH8xL")
_ENTRY_SIGNATURE = b"PK\x01\x02"
_OFFSET_AT = 42
_ENTRY_SIZE = 46
_CHUNK = 1 << 20
_MOST_ENTRIES = 0xFFFE


class DamagedLayerError(PlutoError):
    """A layer is not what was written: a crash of the machine, or somebody else's hand."""

    def __init__(self, layer: Path):
        super().__init__(
            "A layer is damaged.", where=str(layer), hint="Run the command again: it is made anew."
        )
        self.layer = layer


@dataclass(frozen=True)
class Assembled:
    """A finished zip: the hex digest and size of the file, and the size of what is in it, in bytes."""

    sha256: str
    size: int
    unzipped_size: int


def assemble(layers: Sequence[Path], output: Path) -> Assembled:
    """Join the zips `layers` to `output`.

    Raises:
        DamagedLayerError: a layer is no zip of ours.
        PlutoError: there are more files than a zip's directory can hold.
        OSError: as files do.
    """
    directory: dict[bytes, bytes] = {}
    digest = hashlib.sha256()
    unzipped: dict[bytes, int] = {}
    with output.open("wb") as target:
        offset = 0
        for layer in layers:
            with layer.open("rb") as source:
                data_size, entries = _directory(source, layer)
                for name, entry, size in _shifted(entries, offset, layer):
                    directory[name] = entry
                    unzipped[name] = size
                _copy(source, target, data_size, digest)
                offset += data_size
        end = _directory_end(directory, offset)
        digest.update(end)
        target.write(end)
        return Assembled(digest.hexdigest(), offset + len(end), sum(unzipped.values()))


def unzipped_size(layer: Path) -> int:
    """The size of what is in a layer, in bytes."""
    with layer.open("rb") as source:
        return sum(size for _, _, size in _shifted(_directory(source, layer)[1], 0, layer))


def _directory(source: BufferedReader, layer: Path) -> tuple[int, bytes]:
    """The size of the data part, and the directory after it."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - _END.size))
    raw = source.read(_END.size)
    if len(raw) != _END.size or raw[:4] != _END_SIGNATURE:
        raise DamagedLayerError(layer)
    _, _, _, length, start, _ = _END.unpack(raw)
    if start + length + _END.size != size:
        raise DamagedLayerError(layer)
    source.seek(start)
    return start, source.read(length)


def _shifted(entries: bytes, offset: int, layer: Path) -> list[tuple[bytes, bytes, int]]:
    """Each entry's name, its bytes for data that lies `offset` further on, and its file's unzipped size."""
    found = []
    at = 0
    while at < len(entries):
        signature, _, size, name, extra, comment, local = _ENTRY.unpack_from(entries, at)
        if signature != _ENTRY_SIGNATURE:
            raise DamagedLayerError(layer)
        end = at + _ENTRY_SIZE + name + extra + comment
        shifted = b"".join(
            (
                entries[at : at + _OFFSET_AT],
                (local + offset).to_bytes(4, "little"),
                entries[at + _ENTRY_SIZE : end],
            )
        )
        found.append((entries[at + _ENTRY_SIZE : at + _ENTRY_SIZE + name], shifted, size))
        at = end
    return found


def _directory_end(directory: dict[bytes, bytes], offset: int) -> bytes:
    if len(directory) > _MOST_ENTRIES:
        raise PlutoError(
            f"The bundle would hold {len(directory):,} files; a zip holds {_MOST_ENTRIES:,} at most.",
            hint="Narrow `include`, or leave out a distribution.",
        )
    entries = b"".join(directory.values())
    return entries + _END.pack(_END_SIGNATURE, len(directory), len(directory), len(entries), offset, 0)


def _copy(source: BufferedReader, target: BinaryIO, size: int, digest: hashlib._Hash) -> None:
    source.seek(0)
    buffer = memoryview(bytearray(min(_CHUNK, size) or 1))
    left = size
    while left and (count := source.readinto(buffer[: min(left, len(buffer))])):
        digest.update(buffer[:count])
        target.write(buffer[:count])
        left -= count
