"""`ListObjectsV2`, `ListObjects` and `ListObjectVersions`: the same pages, told in three ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from pluto_py.local.service import ServiceRequest, ServiceResponse
from pluto_py.local.stores.s3 import markup
from pluto_py.local.stores.s3.errors import invalid_argument
from pluto_py.local.stores.s3.index import Index
from pluto_py.local.stores.s3.listing import Page, Position, after, list_page
from pluto_py.local.stores.s3.records import StoredObject
from pluto_py.local.stores.s3.storage import Storage

__all__ = ["ListOperations"]

_LARGEST_PAGE = 1000
_Encode = Callable[[str], str]


class ListOperations:
    """See the module."""

    def __init__(self, storage: Storage):
        self._storage = storage

    async def objects_v2(self, request: ServiceRequest) -> ServiceResponse:
        """`ListObjectsV2`."""
        given = request.parameters
        token, start_after = given.get("continuation-token"), str(given.get("start-after") or "")
        start = Position.of(token) if token else Position(start_after, inclusive=not start_after)
        page, encode = await self._page(request, start), _encoder(given)
        return markup.respond(
            "ListBucketResult",
            [
                *_head(given, page, encode),
                ("KeyCount", page.count),
                ("StartAfter", encode(start_after) if start_after else None),
                ("ContinuationToken", token),
                ("NextContinuationToken", page.next.token() if page.next else None),
                *(("Contents", _object(stored, encode)) for stored in page.objects),
                *_prefixes(page, encode),
            ],
        )

    async def objects(self, request: ServiceRequest) -> ServiceResponse:
        """`ListObjects`."""
        given = request.parameters
        marker = str(given.get("marker") or "")
        page, encode = await self._page(request, _after_marker(marker, given)), _encoder(given)
        return markup.respond(
            "ListBucketResult",
            [
                *_head(given, page, encode),
                ("Marker", encode(marker)),
                ("NextMarker", encode(page.last) if page.next and given.get("delimiter") else None),
                *(("Contents", _object(stored, encode)) for stored in page.objects),
                *_prefixes(page, encode),
            ],
        )

    async def versions(self, request: ServiceRequest) -> ServiceResponse:
        """`ListObjectVersions`: of each object, the one that there is."""
        given = request.parameters
        marker = str(given.get("key-marker") or "")
        page, encode = await self._page(request, _after_marker(marker, given)), _encoder(given)
        own = [("VersionId", "null"), ("IsLatest", True)]
        return markup.respond(
            "ListVersionsResult",
            [
                *_head(given, page, encode),
                ("KeyMarker", encode(marker)),
                ("NextKeyMarker", encode(page.last) if page.next else None),
                ("NextVersionIdMarker", "null" if page.next else None),
                *(("Version", [*own, *_object(stored, encode)]) for stored in page.objects),
                *_prefixes(page, encode),
            ],
        )

    async def _page(self, request: ServiceRequest, start: Position) -> Page:
        given = request.parameters
        bucket = str(given["Bucket"])
        self._storage.bucket(bucket)

        def read(index: Index) -> Page:
            return list_page(
                lambda key, inclusive: index.scan(bucket, key, inclusive=inclusive),
                prefix=str(given.get("prefix") or ""),
                delimiter=str(given.get("delimiter") or ""),
                start=start,
                limit=_limit(given),
            )

        return await self._storage.run(read)


def _limit(given: Mapping[str, Any]) -> int:
    text = str(given.get("max-keys", _LARGEST_PAGE))
    if not text.isdecimal():
        raise invalid_argument("Provided max-keys not an integer or within integer range")
    return min(int(text), _LARGEST_PAGE)


def _after_marker(marker: str, given: Mapping[str, Any]) -> Position:
    if not marker:
        return Position()
    return after(marker, str(given.get("prefix") or ""), str(given.get("delimiter") or ""))


def _encoder(given: Mapping[str, Any]) -> _Encode:
    """How keys are written: XML cannot carry all of them, so clients ask for percent-encoding."""
    if given.get("encoding-type") == "url":
        return lambda text: quote(text, safe="/", errors="surrogatepass")
    return lambda text: text


def _head(given: Mapping[str, Any], page: Page, encode: _Encode) -> list[tuple[str, Any]]:
    delimiter = given.get("delimiter")
    return [
        ("Name", given["Bucket"]),
        ("Prefix", encode(str(given.get("prefix") or ""))),
        ("Delimiter", encode(str(delimiter)) if delimiter else None),
        ("MaxKeys", _limit(given)),
        ("EncodingType", given.get("encoding-type")),
        ("IsTruncated", page.next is not None),
    ]


def _object(stored: StoredObject, encode: _Encode) -> list[tuple[str, Any]]:
    return [
        ("Key", encode(stored.key)),
        ("LastModified", markup.timestamp(stored.modified)),
        ("ETag", f'"{stored.content.etag}"'),
        ("Size", stored.content.size),
        ("StorageClass", stored.facts.headers.get("x-amz-storage-class", "STANDARD")),
    ]


def _prefixes(page: Page, encode: _Encode) -> list[tuple[str, Any]]:
    return [("CommonPrefixes", [("Prefix", encode(prefix))]) for prefix in page.prefixes]
