"""Which headers of a request are kept with an object, and which its readers get."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import parse_qsl

from pluto_py.local.service import ServiceError
from pluto_py.local.stores.s3.errors import invalid_argument, not_implemented
from pluto_py.local.stores.s3.records import Facts, StoredObject

__all__ = ["CHECKSUM", "facts", "parse_tags", "refuse_what_is_not_here", "shown"]

CHECKSUM = "x-amz-checksum-"
_METADATA = "x-amz-meta-"
_METADATA_LIMIT = 2048  # bytes of all names and values: S3 user guide, "Working with object metadata"
_KEPT = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
)
_DEFAULT_TYPE = "binary/octet-stream"
_OVERRIDES = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
)
_PRIVATE = ("private", "bucket-owner-full-control")


def facts(headers: Mapping[str, str]) -> Facts:
    """What a request says of the object that it makes. Raises `ServiceError`."""
    kept = {name: headers[name] for name in _KEPT if headers.get(name)}
    encodings = [part.strip() for part in kept.pop("content-encoding", "").split(",")]
    if remaining := [part for part in encodings if part not in ("", "aws-chunked")]:
        kept["content-encoding"] = ",".join(remaining)
    kept.setdefault("content-type", _DEFAULT_TYPE)
    metadata = {
        name.removeprefix(_METADATA): value for name, value in headers.items() if name.startswith(_METADATA)
    }
    if _size(metadata) > _METADATA_LIMIT:
        raise ServiceError(
            "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400
        )
    return Facts(headers=kept, metadata=metadata, tags=parse_tags(headers.get("x-amz-tagging", "")))


def _size(metadata: Mapping[str, str]) -> int:
    """Bytes of all names and values. Raises `ServiceError` for what is no text."""
    try:
        return sum(len(name.encode()) + len(value.encode()) for name, value in metadata.items())
    except UnicodeEncodeError:
        raise invalid_argument("Metadata must be UTF-8.") from None


def refuse_what_is_not_here(headers: Mapping[str, str]) -> None:
    """Features that would change what a reader gets or may do, and that are not here. Raises `ServiceError`."""
    if headers.get("x-amz-acl", "private") not in _PRIVATE or any(
        name.startswith("x-amz-grant-") for name in headers
    ):
        raise ServiceError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400)
    for name in headers:
        if name.startswith(("x-amz-server-side-encryption-customer-", "x-amz-object-lock-")):
            raise not_implemented(f"the header {name}")


def parse_tags(text: str) -> dict[str, str]:
    """Tags as in the header `x-amz-tagging`, `a=1&b=2`."""
    pairs = parse_qsl(text, keep_blank_values=True)
    if len(pairs) > 10 or len(dict(pairs)) != len(pairs):
        raise invalid_argument("Object tags must be ten at most, with different keys.")
    return dict(pairs)


def shown(stored: StoredObject, query: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """The headers of an object for its readers; `query` may override some, `asked` are the request's."""
    told = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored.content.etag}"',
        "Last-Modified": formatdate(stored.modified / 1000, usegmt=True),
        "x-amz-server-side-encryption": "AES256",
        **{name.title(): value for name, value in stored.facts.headers.items()},
        **{f"{_METADATA}{name}": value for name, value in stored.facts.metadata.items()},
    }
    for name in _OVERRIDES:
        if value := query.get(f"response-{name}"):
            told[name.title()] = value
    if stored.facts.tags:
        told["x-amz-tagging-count"] = str(len(stored.facts.tags))
    if asked.get("x-amz-checksum-mode", "").upper() == "ENABLED":
        told |= {f"{CHECKSUM}{name}": value for name, value in stored.facts.checksums.items()}
    return told
