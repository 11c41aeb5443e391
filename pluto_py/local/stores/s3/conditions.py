"""Conditional requests and ranges: RFC 9110, in S3's interpretation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from pluto_py.local.service import ServiceError
from pluto_py.local.stores.s3.errors import no_such_key, precondition_failed
from pluto_py.local.stores.s3.records import StoredObject

__all__ = ["byte_range", "check_write", "is_unchanged"]

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def is_unchanged(headers: Mapping[str, str], stored: StoredObject) -> bool:
    """Whether a reader has this object already (304). Raises `ServiceError` `PreconditionFailed`."""
    match, none_match = headers.get("if-match"), headers.get("if-none-match")
    if match is not None:
        if not _names(match, stored):
            raise precondition_failed("If-Match")
    elif _is_later(stored, headers.get("if-unmodified-since"), default=False):
        raise precondition_failed("If-Unmodified-Since")
    if none_match is not None:
        return _names(none_match, stored)
    return not _is_later(stored, headers.get("if-modified-since"), default=True)


def check_write(headers: Mapping[str, str], key: str, present: StoredObject | None) -> None:
    """Whether an object may be written over what is there. Raises `ServiceError`."""
    match = headers.get("if-match")
    if match is not None:
        if present is None:
            raise no_such_key(key)
        if not _names(match, present):
            raise precondition_failed("If-Match")
    if headers.get("if-none-match") == "*" and present is not None:
        raise precondition_failed("If-None-Match")


def byte_range(headers: Mapping[str, str], size: int) -> tuple[int, int] | None:
    """First and last byte that are wanted; None for all of them. Raises `ServiceError` `InvalidRange`."""
    match = _RANGE.fullmatch(headers.get("range", "").strip())
    if match is None or not (match[1] or match[2]):
        return None
    if match[1]:
        first, last = int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
        if match[2] and int(match[2]) < first:
            return None  # no valid range: as if none were given
    else:
        first, last = max(size - int(match[2]), 0), size - 1
    if first >= size or (not match[1] and not int(match[2])):
        extra = {"ActualObjectSize": str(size)}
        raise ServiceError("InvalidRange", "The requested range is not satisfiable", 416, extra)
    return first, last


def _names(tags: str, stored: StoredObject) -> bool:
    names = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
    return "*" in names or stored.content.etag in names


def _is_later(stored: StoredObject, date: str | None, *, default: bool) -> bool:
    """Whether the object is of after a date; `default` where there is no date."""
    try:
        moment = parsedate_to_datetime(date or "")
    except (TypeError, ValueError):
        return default
    return stored.modified // 1000 > moment.timestamp()
