"""Uploads in parts: begun, filled, completed to one object or aborted.

A completed object is made of its parts' files; nothing is written again.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from typing import Any

from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.s3 import conditions, headers, markup
from pluto_py.local.stores.s3.errors import invalid_argument, malformed_xml, no_such_upload
from pluto_py.local.stores.s3.index import Index, now
from pluto_py.local.stores.s3.objects import ObjectOperations, target
from pluto_py.local.stores.s3.reading import Reader
from pluto_py.local.stores.s3.receiving import Received, receive
from pluto_py.local.stores.s3.records import Content, Part, StoredObject, Upload
from pluto_py.local.stores.s3.storage import Storage

__all__ = ["MultipartOperations"]

# S3 user guide, "Amazon S3 multipart upload limits".
_PART_NUMBERS = range(1, 10_000 + 1)
_SMALLEST_PART = 5 * 1024 * 1024  # of all but the last


class MultipartOperations:
    """See the module."""

    def __init__(self, storage: Storage, objects: ObjectOperations):
        self._storage = storage
        self._objects = objects

    async def create(self, request: ServiceRequest) -> ServiceResponse:
        """`CreateMultipartUpload`."""
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        headers.refuse_what_is_not_here(request.headers)
        upload = Upload(uuid.uuid4().hex, bucket, key, now(), headers.facts(request.headers))
        await self._storage.run(lambda index: index.add_upload(upload))
        told = [("Bucket", bucket), ("Key", key), ("UploadId", upload.identifier)]
        return markup.respond("InitiateMultipartUploadResult", told)

    async def upload_part(self, request: ServiceRequest) -> ServiceResponse:
        """`UploadPart`."""
        upload, number = await self._upload(request), _number(request)
        if request.stream is None:
            raise TypeError("UploadPart is streamed.")
        received = await receive(request.stream, request.headers, self._storage.blobs)
        await self._put_part(upload, number, received.content, received)
        answer = {f"{headers.CHECKSUM}{name}": value for name, value in received.checksums.items()}
        return ServiceResponse(headers={"ETag": f'"{received.content.etag}"', **answer})

    async def copy_part(self, request: ServiceRequest) -> ServiceResponse:
        """`UploadPartCopy`: all of an object, or a range of it."""
        upload, number = await self._upload(request), _number(request)
        wanted = {"range": request.headers.get("x-amz-copy-source-range", "")}

        def open_source(stored: StoredObject) -> Reader:
            first, last = conditions.byte_range(wanted, stored.content.size) or (0, stored.content.size - 1)
            return Reader(self._storage.blobs, stored.content.blobs, first, last)

        _, reader = await self._objects.source(request, open_source)
        content = await asyncio.to_thread(self._copied, reader)
        await self._put_part(upload, number, content, None)
        told = [("ETag", f'"{content.etag}"'), ("LastModified", markup.timestamp(now()))]
        return markup.respond("CopyPartResult", told)

    async def complete(self, request: ServiceRequest) -> ServiceResponse:
        """`CompleteMultipartUpload`."""
        bucket, key = target(request.parameters)
        upload = await self._upload(request)
        wanted = [
            _wanted(found) for found in markup.parse(request.body, "CompleteMultipartUpload").findall("Part")
        ]
        if not wanted:
            raise malformed_xml()

        def finish(index: Index) -> StoredObject:
            conditions.check_write(request.headers, key, index.find(bucket, key))
            parts = _chosen({part.number: part for part in index.parts(upload.identifier)}, wanted)
            stored = StoredObject(bucket, key, _joined(parts), now(), upload.facts)
            index.complete(upload.identifier, stored)
            return stored

        stored = await self._storage.run(finish)
        told = [
            ("Location", f"/{bucket}/{key}"),
            ("Bucket", bucket),
            ("Key", key),
            ("ETag", f'"{stored.content.etag}"'),
        ]
        return markup.respond("CompleteMultipartUploadResult", told)

    async def abort(self, request: ServiceRequest) -> ServiceResponse:
        """`AbortMultipartUpload`."""
        upload = await self._upload(request)
        await self._storage.run(lambda index: index.abort(upload.identifier))
        return ServiceResponse(204)

    async def list_parts(self, request: ServiceRequest) -> ServiceResponse:
        """`ListParts`."""
        upload = await self._upload(request)
        after = int(request.parameters.get("part-number-marker") or 0)
        limit = min(int(request.parameters.get("max-parts") or 1000), 1000)
        parts = await self._storage.run(lambda index: index.parts(upload.identifier))
        rest = [part for part in parts if part.number > after]
        told: list[tuple[str, Any]] = [
            ("Bucket", upload.bucket),
            ("Key", upload.key),
            ("UploadId", upload.identifier),
            ("PartNumberMarker", after),
            ("NextPartNumberMarker", rest[:limit][-1].number if len(rest) > limit else None),
            ("MaxParts", limit),
            ("IsTruncated", len(rest) > limit),
        ]
        return markup.respond("ListPartsResult", [*told, *(("Part", _shown(part)) for part in rest[:limit])])

    async def list_uploads(self, request: ServiceRequest) -> ServiceResponse:
        """`ListMultipartUploads`, all on one page."""
        bucket, prefix = str(request.parameters["Bucket"]), str(request.parameters.get("prefix") or "")
        self._storage.bucket(bucket)
        found = await self._storage.run(lambda index: index.uploads(bucket))
        uploads = [
            ("Upload", [("Key", upload.key), ("UploadId", upload.identifier),
                        ("StorageClass", "STANDARD"), ("Initiated", markup.timestamp(upload.started))])
            for upload in found
            if upload.key.startswith(prefix)
        ]  # fmt: skip
        told = [("Bucket", bucket), ("Prefix", prefix), ("IsTruncated", False)]
        return markup.respond("ListMultipartUploadsResult", [*told, *uploads])

    def _copied(self, reader: Reader) -> Content:
        writer = self._storage.blobs.writer(())
        for part in reader.parts():
            writer.write(part)
        blob = writer.finish()
        return Content([blob], writer.md5.hex())

    async def _upload(self, request: ServiceRequest) -> Upload:
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        identifier = str(request.parameters.get("uploadId") or "")
        upload = await self._storage.run(lambda index: index.upload(identifier))
        if upload is None or (upload.bucket, upload.key) != (bucket, key):
            raise no_such_upload(identifier)
        return upload

    async def _put_part(
        self, upload: Upload, number: int, content: Content, received: Received | None
    ) -> None:
        part = Part(number, content, now(), received.checksums if received else {})

        def commit(index: Index) -> None:
            if index.upload(upload.identifier) is None:  # aborted meanwhile
                self._storage.blobs.discard(content.blobs)
                raise no_such_upload(upload.identifier)
            index.put_part(upload.identifier, part)

        await self._storage.run(commit)


def _number(request: ServiceRequest) -> int:
    text = str(request.parameters.get("partNumber") or "")
    if not text.isdecimal() or int(text) not in _PART_NUMBERS:
        raise invalid_argument("Part number must be an integer between 1 and 10000, inclusive")
    return int(text)


def _wanted(element: Any) -> tuple[int, str]:
    """Number and entity tag of a part that the object is to be made of."""
    number, etag = markup.text_of(element, "PartNumber") or "", markup.text_of(element, "ETag") or ""
    if not number.isdecimal() or not etag:
        raise malformed_xml()
    return int(number), etag.strip('"')


def _chosen(parts: dict[int, Part], wanted: list[tuple[int, str]]) -> list[Part]:
    """The parts of the object, checked as S3 does. Raises `ServiceError`."""
    if [number for number, _ in wanted] != sorted({number for number, _ in wanted}):
        raise ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.", 400)
    for number, etag in wanted:
        if number not in parts or parts[number].content.etag != etag:
            raise ServiceError("InvalidPart", "One or more of the specified parts could not be found.", 400)
    chosen = [parts[number] for number, _ in wanted]
    if any(part.content.size < _SMALLEST_PART for part in chosen[:-1]):
        raise ServiceError(
            "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400
        )
    return chosen


def _joined(parts: list[Part]) -> Content:
    """The parts as one; the entity tag is the digest of their digests, and how many there are."""
    digests = b"".join(bytes.fromhex(part.content.etag) for part in parts)
    etag = f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"
    return Content([blob for part in parts for blob in part.content.blobs], etag)


def _shown(part: Part) -> list[tuple[str, Any]]:
    return [
        ("PartNumber", part.number),
        ("LastModified", markup.timestamp(part.modified)),
        ("ETag", f'"{part.content.etag}"'),
        ("Size", part.content.size),
    ]
