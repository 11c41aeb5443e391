"""Buckets, objects and unfinished uploads as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Blob", "Bucket", "Content", "Facts", "Part", "StoredObject", "Upload"]


@dataclass(frozen=True)
class Blob:
    """A file of bytes, by its name."""

    name: str
    size: int


@dataclass(frozen=True)
class Bucket:
    """A bucket; `created` in milliseconds since 1970."""

    name: str
    region: str
    created: int


@dataclass(frozen=True)
class Facts:
    """What is said of an object beside its bytes.

    `headers` are those that a reader gets back (`content-type`), by lower-case name; `metadata` are those that
    begin with `x-amz-meta-`, without that; `checksums` by algorithm (`"crc32"`), in base64.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        """JSON-ready; the constructor takes it back."""
        return asdict(self)


@dataclass(frozen=True)
class Content:
    """Bytes: the blobs that hold them, in order, and their entity tag without quotes."""

    blobs: Sequence[Blob]
    etag: str

    @property
    def size(self) -> int:
        """Bytes of all blobs."""
        return sum(blob.size for blob in self.blobs)


@dataclass(frozen=True)
class StoredObject:
    """An object; `modified` in milliseconds since 1970."""

    bucket: str
    key: str
    content: Content
    modified: int
    facts: Facts


@dataclass(frozen=True)
class Upload:
    """A multipart upload that is not finished; `started` in milliseconds since 1970."""

    identifier: str
    bucket: str
    key: str
    started: int
    facts: Facts


@dataclass(frozen=True)
class Part:
    """One part of an upload; numbers are 1 to 10,000."""

    number: int
    content: Content
    modified: int
    checksums: Mapping[str, str] = field(default_factory=dict)
