"""Signature Version 4: reading it from a request, and computing what it should have been.

The algorithm is that of the IAM user guide, "Create a signed AWS API request". It comes in two forms that
differ only in where things stand: the `Authorization` header, or the query string of a presigned URL.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from urllib.parse import quote, unquote

__all__ = ["IncompleteError", "Signed", "SkewedError", "check_time", "compute", "read", "signing_key"]

_ALGORITHM = "AWS4-HMAC-SHA256"
_SKEW = timedelta(minutes=5)
_LONGEST_PRESIGNED_S = 604_800  # seven days, AWS's own limit of X-Amz-Expires
_HEADER_PART = re.compile(r"\s*(Credential|SignedHeaders|Signature)=([^,\s]+)\s*")
_UNRESERVED = "-_.~"


class IncompleteError(Exception):
    """The request is signed, but a part of the signature is missing or malformed; the text says which."""


class SkewedError(Exception):
    """The request's time is too far from ours; the text is AWS's."""


@dataclass(frozen=True)
class Signed:
    """What a request claims: who signed it, when, for which service, over which headers.

    `expires_s` is None for a header signature, else the lifetime of a presigned URL. `timestamp` is the text
    `20260131T120000Z`, `scope` is `20260131/us-east-1/dynamodb/aws4_request`.
    """

    access_key: str
    timestamp: str
    scope: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    token: str | None
    expires_s: int | None = None


def read(headers: Mapping[str, str], query: str) -> Signed | None:
    """The claim in a request, or None for an unsigned one. `headers` have lower-case names.

    Raises:
        IncompleteError: there is a signature, but not all of it.
    """
    authorization = headers.get("authorization", "")
    if authorization:
        return _from_header(authorization, headers)
    if "X-Amz-Algorithm=" in query:
        return _from_query(dict(_pairs(query)))
    return None


def check_time(signed: Signed, now: datetime) -> None:
    """Refuse a signature that is too old or not valid yet: five minutes either way, or the URL's lifetime.

    Raises:
        SkewedError: with AWS's text.
        IncompleteError: the time is not a time, or not that of the scope.
    """
    try:
        then = datetime.strptime(signed.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise IncompleteError(
            "Date must be in ISO-8601 'basic format'. "
            f"Got '{signed.timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ) from None
    if not signed.scope.startswith(signed.timestamp[:8] + "/"):
        raise IncompleteError("Credential should be scoped to the date of the request.")
    lifetime = _SKEW if signed.expires_s is None else timedelta(seconds=signed.expires_s)
    if now - then > lifetime:
        margin = "5 min." if signed.expires_s is None else f"{signed.expires_s} s"
        raise SkewedError(
            f"Signature expired: {signed.timestamp} is now earlier than {_basic(now - lifetime)} "
            f"({_basic(now)} - {margin})"
        )
    if then - now > _SKEW:
        raise SkewedError(
            f"Signature not yet current: {signed.timestamp} is still later than {_basic(now + _SKEW)} "
            f"({_basic(now)} + 5 min.)"
        )


def compute(
    signed: Signed,
    secret_key: str,
    *,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    payload_hash: str,
) -> str:
    """The hexadecimal signature that this request has if it was signed with `secret_key`.

    `path` and `query` are as they came over the wire. S3 signs the path as it is; every other service signs
    it with dot segments removed and encoded once more.
    """
    canonical_path = path if signed.service == "s3" else quote(_without_dots(path), safe="/" + _UNRESERVED)
    names = signed.signed_headers
    canonical_headers = "".join(f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in names)
    request = "\n".join(
        (
            method,
            canonical_path or "/",
            _canonical_query(query, presigned=signed.expires_s is not None),
            canonical_headers,
            ";".join(names),
            payload_hash,
        )
    )
    digest = hashlib.sha256(request.encode("utf-8", "surrogateescape")).hexdigest()
    to_sign = f"{_ALGORITHM}\n{signed.timestamp}\n{signed.scope}\n{digest}"
    key = signing_key(secret_key, signed.scope)
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=256)
def signing_key(secret_key: str, scope: str) -> bytes:
    """One key per secret, day, region and service: derived once a day, not once a request."""
    key = ("AWS4" + secret_key).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _from_header(authorization: str, headers: Mapping[str, str]) -> Signed:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != _ALGORITHM:
        raise IncompleteError(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    found = (_HEADER_PART.fullmatch(part) for part in rest.split(","))
    parts = {match[1]: match[2] for match in found if match}
    for name in ("Credential", "Signature", "SignedHeaders"):
        if name not in parts:
            raise IncompleteError(f"Authorization header requires '{name}' parameter.")
    timestamp = headers.get("x-amz-date")
    if timestamp is None:
        raise IncompleteError("Authorization header requires existence of the 'X-Amz-Date' header.")
    return _claim(parts, timestamp, headers.get("x-amz-security-token"), None)


def _from_query(parameters: Mapping[str, str]) -> Signed:
    parts = {}
    for name in ("Credential", "Signature", "SignedHeaders", "Date", "Expires"):
        value = parameters.get(f"X-Amz-{name}")
        if not value:
            raise IncompleteError(f"AWS query-string parameters must include 'X-Amz-{name}'.")
        parts[name] = value
    if parameters["X-Amz-Algorithm"] != _ALGORITHM:
        raise IncompleteError(f"Unsupported AWS 'algorithm': '{parameters['X-Amz-Algorithm']}'.")
    if not parts["Expires"].isdecimal() or not 0 < int(parts["Expires"]) <= _LONGEST_PRESIGNED_S:
        raise IncompleteError("X-Amz-Expires must be a number of seconds between 1 and 604800.")
    return _claim(parts, parts["Date"], parameters.get("X-Amz-Security-Token"), int(parts["Expires"]))


def _claim(parts: Mapping[str, str], timestamp: str, token: str | None, expires_s: int | None) -> Signed:
    access_key, _, scope = parts["Credential"].partition("/")
    fields = scope.split("/")
    if len(fields) != 4 or fields[3] != "aws4_request" or not access_key:
        raise IncompleteError(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/…"
        )
    signed_headers = tuple(parts["SignedHeaders"].lower().split(";"))
    if "host" not in signed_headers:
        raise IncompleteError("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    return Signed(
        access_key=access_key,
        timestamp=timestamp,
        scope=scope,
        region=fields[1],
        service=fields[2],
        signed_headers=signed_headers,
        signature=parts["Signature"],
        token=token,
        expires_s=expires_s,
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def _canonical_query(query: str, *, presigned: bool) -> str:
    if not query:
        return ""
    encoded = [
        (quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED))
        for name, value in _pairs(query)
        if not (presigned and name == "X-Amz-Signature")
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def _without_dots(path: str) -> str:
    """RFC 3986's dot segments and empty segments removed, as SigV4 wants outside S3."""
    if "//" not in path and "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if kept and path.endswith("/") else "")


def _basic(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")
