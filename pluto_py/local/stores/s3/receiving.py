"""A body on its way into a file: written part by part, off the event loop, and held against its checksums."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.local.service import BodyStream, ServiceError
from pluto_py.local.stores.s3.blobs import Blobs
from pluto_py.local.stores.s3.errors import bad_digest
from pluto_py.local.stores.s3.headers import CHECKSUM
from pluto_py.local.stores.s3.records import Blob, Content

__all__ = ["Received", "receive"]

_PART = 1024 * 1024  # bytes written at a time


@dataclass(frozen=True)
class Received:
    """A body that has come in whole: a file that is not settled, its digest, and its checksums in base64."""

    content: Content
    md5: bytes
    checksums: Mapping[str, str]

    @property
    def blobs(self) -> list[Blob]:
        """The file."""
        return list(self.content.blobs)


async def receive(stream: BodyStream, headers: Mapping[str, str], blobs: Blobs) -> Received:
    """Write a body to a new file.

    Raises:
        ServiceError: it is not what was signed, or not what its checksums say. The file is gone then.
    """
    announced = headers.get("x-amz-trailer", "").lower()
    wanted = {name.removeprefix(CHECKSUM) for name in (*headers, announced) if name.startswith(CHECKSUM)}
    writer = blobs.writer(wanted)
    buffer = bytearray()
    try:
        async for part in stream:
            buffer += part
            if len(buffer) >= _PART:
                full, buffer = buffer, bytearray()
                await asyncio.to_thread(writer.write, bytes(full))
        blob = await asyncio.to_thread(writer.finish, bytes(buffer))
        declared = _declared({**headers, **stream.trailers})
        _check(declared, writer.checksums, headers.get("content-md5"), writer.md5)
    except BaseException:
        await asyncio.shield(asyncio.to_thread(writer.discard))
        raise
    return Received(Content([blob], writer.md5.hex()), writer.md5, declared)


def _declared(headers: Mapping[str, str]) -> dict[str, str]:
    """The checksums that a sender states, by algorithm, in base64."""
    return {
        name.removeprefix(CHECKSUM): value
        for name, value in headers.items()
        if name.startswith(CHECKSUM) and name not in (f"{CHECKSUM}algorithm", f"{CHECKSUM}type")
    }


def _check(
    declared: Mapping[str, str], computed: Mapping[str, bytes], content_md5: str | None, md5: bytes
) -> None:
    """A checksum that is not computed here (CRC-32C, CRC-64) is taken as it is given."""
    for name, value in declared.items():
        if name in computed and _decoded(value) != computed[name]:
            raise bad_digest(name.upper())
    if content_md5 is not None and _decoded(content_md5) != md5:
        raise bad_digest("Content-MD5")


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ServiceError("InvalidDigest", "The Content-MD5 or checksum value is not valid.", 400) from None
