"""Objects written, read, copied and removed, and their tags."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.s3 import conditions, headers, markup
from pluto_py.local.stores.s3.errors import bad_digest, invalid_argument, malformed_xml
from pluto_py.local.stores.s3.index import Index, now
from pluto_py.local.stores.s3.reading import WHOLE, Reader
from pluto_py.local.stores.s3.receiving import receive
from pluto_py.local.stores.s3.records import Blob, Content, Facts, StoredObject
from pluto_py.local.stores.s3.storage import Storage

__all__ = ["ObjectOperations", "target"]

_KEY_LIMIT = 1024  # bytes: S3 user guide, "Naming Amazon S3 objects"
_MOST_DELETED = 1000
_ENCRYPTED = {"x-amz-server-side-encryption": "AES256"}
Taken = TypeVar("Taken")


def target(parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Bucket and key of a request. Raises `ServiceError` `KeyTooLongError`."""
    key = str(parameters["Key"])
    if len(key.encode("utf-8", "surrogatepass")) > _KEY_LIMIT:
        raise ServiceError("KeyTooLongError", "Your key is too long", 400)
    return str(parameters["Bucket"]), key


class ObjectOperations:
    """See the module."""

    def __init__(self, storage: Storage):
        self._storage = storage

    async def put(self, request: ServiceRequest) -> ServiceResponse:
        """`PutObject`: streamed into a file, and there once all of it is good."""
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        headers.refuse_what_is_not_here(request.headers)
        facts = headers.facts(request.headers)
        if request.stream is None:
            raise TypeError("PutObject is streamed.")
        received = await receive(request.stream, request.headers, self._storage.blobs)
        told = replace(facts, checksums=received.checksums)
        stored = StoredObject(bucket, key, received.content, now(), told)
        await self._put(stored, request.headers)
        answer = {f"{headers.CHECKSUM}{name}": value for name, value in received.checksums.items()}
        return ServiceResponse(headers={"ETag": f'"{stored.content.etag}"', **_ENCRYPTED, **answer})

    async def copy(self, request: ServiceRequest) -> ServiceResponse:
        """`CopyObject`: the bytes are shared, not written again."""
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        headers.refuse_what_is_not_here(request.headers)
        source, blobs = await self._linked(request)
        facts = _copied_facts(source, request.headers)
        if (source.bucket, source.key) == (bucket, key) and facts == source.facts:
            self._storage.blobs.discard(blobs)
            raise ServiceError(
                "InvalidRequest",
                "This copy request is illegal because it is trying to copy an object to itself without changing "
                "the object's metadata, storage class, website redirect location or encryption attributes.",
            )
        stored = StoredObject(bucket, key, Content(blobs, source.content.etag), now(), facts)
        await self._put(stored, request.headers)
        told = [("ETag", f'"{stored.content.etag}"'), ("LastModified", markup.timestamp(stored.modified))]
        return markup.respond("CopyObjectResult", told)

    async def source(
        self, request: ServiceRequest, take: Callable[[StoredObject], Taken]
    ) -> tuple[StoredObject, Taken]:
        """The object that a copy is made of, and what `take` makes of it before it can be replaced."""
        name, _, _ = str(request.parameters["CopySource"]).partition("?")
        bucket, _, key = name.partition("/")
        self._storage.bucket(bucket)

        def find(index: Index) -> tuple[StoredObject, Taken] | None:
            stored = index.find(bucket, key)
            return None if stored is None else (stored, take(stored))

        found = await self._storage.run(find)
        if found is None:
            raise self._storage.missing(request.caller, bucket, key)
        return found

    async def _linked(self, request: ServiceRequest) -> tuple[StoredObject, list[Blob]]:
        """The source of a copy, and its bytes under new names."""
        return await self.source(request, lambda stored: self._storage.blobs.copies(stored.content.blobs))

    async def get(self, request: ServiceRequest) -> ServiceResponse:
        """`GetObject`, or a range of it."""
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        opened = await self._storage.run(lambda index: self._open(index, request, bucket, key))
        if opened is None:
            raise self._storage.missing(request.caller, bucket, key)
        return opened

    async def head(self, request: ServiceRequest) -> ServiceResponse:
        """`HeadObject`."""
        bucket, key = target(request.parameters)
        stored = await self._storage.object(request.caller, bucket, key)
        status, first, last, told = _what_is_sent(request, stored)
        length = last - first + 1 if status != 304 else 0
        return ServiceResponse(status, {**told, "Content-Length": str(length)})

    async def delete(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteObject`; no error if it is not there."""
        bucket, key = target(request.parameters)
        self._storage.bucket(bucket)
        _check_version(str(request.parameters.get("versionId", "null")))
        await self._storage.run(lambda index: index.remove(bucket, key))
        return ServiceResponse(204)

    async def delete_several(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteObjects`: every key is allowed or denied by itself."""
        bucket = str(request.parameters["Bucket"])
        self._storage.bucket(bucket)
        _check_md5(request)
        root = markup.parse(request.body, "Delete")
        keys = [markup.text_of(found, "Key") or "" for found in root.findall("Object")]
        if not 1 <= len(keys) <= _MOST_DELETED:
            raise malformed_xml()
        denied = {
            key: error
            for key in keys
            if (
                error := self._storage.allows(
                    request.caller, "s3:DeleteObject", f"arn:aws:s3:::{bucket}/{key}"
                )
            )
        }

        def remove(index: Index) -> None:
            for key in keys:
                if key not in denied:
                    index.remove(bucket, key)

        await self._storage.run(remove)
        quiet = markup.text_of(root, "Quiet") == "true"
        told = [("Deleted", [("Key", key)]) for key in keys if key not in denied and not quiet]
        failed = [
            ("Error", [("Key", key), ("Code", "AccessDenied"), ("Message", error.message)])
            for key, error in denied.items()
        ]
        return markup.respond("DeleteResult", [*told, *failed])

    async def get_tags(self, request: ServiceRequest) -> ServiceResponse:
        """`GetObjectTagging`."""
        stored = await self._storage.object(request.caller, *target(request.parameters))
        tags = [("Tag", [("Key", key), ("Value", value)]) for key, value in stored.facts.tags.items()]
        return markup.respond("Tagging", [("TagSet", tags)])

    async def put_tags(self, request: ServiceRequest) -> ServiceResponse:
        """`PutObjectTagging`."""
        found = markup.parse(request.body, "Tagging").findall("TagSet/Tag")
        tags = {markup.text_of(tag, "Key") or "": markup.text_of(tag, "Value") or "" for tag in found}
        if len(tags) != len(found) or len(tags) > 10:
            raise invalid_argument("Object tags must be ten at most, with different keys.")
        await self._tag(request, tags)
        return ServiceResponse(200)

    async def delete_tags(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteObjectTagging`."""
        await self._tag(request, {})
        return ServiceResponse(204)

    async def _tag(self, request: ServiceRequest, tags: Mapping[str, str]) -> None:
        stored = await self._storage.object(request.caller, *target(request.parameters))
        changed = replace(stored, facts=replace(stored.facts, tags=tags))
        await self._storage.run(lambda index: index.amend(changed))

    async def _put(self, stored: StoredObject, given: Mapping[str, str]) -> None:
        """Commit an object whose blobs are not settled, if the conditions of the request hold by then."""

        def commit(index: Index) -> None:
            try:
                conditions.check_write(given, stored.key, index.find(stored.bucket, stored.key))
                index.put(stored)
            except BaseException:
                self._storage.blobs.discard(stored.content.blobs)
                raise

        await self._storage.run(commit)

    def _open(self, index: Index, request: ServiceRequest, bucket: str, key: str) -> ServiceResponse | None:
        """Find an object and open its files in one go, so that it cannot be replaced in between."""
        stored = index.find(bucket, key)
        if stored is None:
            return None
        _check_version(str(request.parameters.get("versionId", "null")))
        status, first, last, told = _what_is_sent(request, stored)
        if status == 304:
            return ServiceResponse(304, told)
        reader = Reader(self._storage.blobs, stored.content.blobs, first, last)
        size = last - first + 1
        if size <= WHOLE:
            return ServiceResponse(status, told, reader.read_all())
        return ServiceResponse(status, {**told, "Content-Length": str(size)}, stream=reader)


def _what_is_sent(request: ServiceRequest, stored: StoredObject) -> tuple[int, int, int, dict[str, str]]:
    """Status, first and last byte, and headers for a reader. Raises `ServiceError`."""
    told = headers.shown(stored, request.parameters, request.headers)
    size = stored.content.size
    if conditions.is_unchanged(request.headers, stored):
        return 304, 0, -1, {name: told[name] for name in ("ETag", "Last-Modified")}
    wanted = conditions.byte_range(request.headers, size)
    if wanted is None:
        return 200, 0, size - 1, told
    # A checksum is that of the whole.
    told = {name: value for name, value in told.items() if not name.startswith(headers.CHECKSUM)}
    return 206, *wanted, {**told, "Content-Range": f"bytes {wanted[0]}-{wanted[1]}/{size}"}


def _copied_facts(source: StoredObject, given: Mapping[str, str]) -> Facts:
    """What is said of a copy: the same as of its source, or what the request says."""
    own = headers.facts(given)
    replaced = given.get("x-amz-metadata-directive", "COPY") == "REPLACE"
    facts = own if replaced else source.facts
    tags = own.tags if given.get("x-amz-tagging-directive", "COPY") == "REPLACE" else source.facts.tags
    return Facts(facts.headers, facts.metadata, tags, source.facts.checksums)


def _check_version(version: str) -> None:
    """The one version that an object has here is called `null`."""
    if version != "null":
        raise ServiceError("NoSuchVersion", "The specified version does not exist.", 404)


def _check_md5(request: ServiceRequest) -> None:
    given = request.headers.get("content-md5")
    if given is not None:
        digest = hashlib.md5(request.body, usedforsecurity=False).digest()
        if base64.b64encode(digest).decode() != given:
            raise bad_digest("Content-MD5")
