"""Signature Version 2 in a query string: what boto3 presigns S3's URLs with, unless it is told otherwise.

The algorithm is that of the S3 developer guide, "Query string request authentication alternative".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from pluto_py.local.gateway.sigv4 import Signed
from pluto_py.local.service import ServiceError

__all__ = ["SignedV2", "check_time", "compute", "read"]

_REGION = "us-east-1"  # the signature names none; only S3 understands it, whose buckets are found without
_TOKEN = "x-amz-security-token"  # noqa: S105 - a header's name
_SUBRESOURCES = frozenset(
    {
        "acl", "cors", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy",
        "requestPayment", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions",
        "website",
    }
)  # fmt: skip


@dataclass(frozen=True)
class SignedV2(Signed):
    """The claim in a URL; `expires` is in seconds since 1970."""

    expires: int = 0


def read(query: str) -> SignedV2 | None:
    """The claim in a request's query, or None."""
    given = dict(_pairs(query))
    if not {"AWSAccessKeyId", "Signature", "Expires"} <= given.keys() or not given["Expires"].isdecimal():
        return None
    return SignedV2(
        access_key=given["AWSAccessKeyId"],
        timestamp="",
        scope="",
        region=_REGION,
        service="s3",
        signed_headers=(),
        signature=given["Signature"],
        token=given.get(_TOKEN),
        expires_s=0,
        expires=int(given["Expires"]),
    )


def check_time(signed: SignedV2, now: datetime) -> None:
    """Refuse a URL whose time is over. Raises `ServiceError` `AccessDenied`, as S3 does."""
    if now.timestamp() > signed.expires:
        raise ServiceError("AccessDenied", "Request has expired", 403)


def compute(
    signed: SignedV2, secret_key: str, *, method: str, path: str, query: str, headers: Mapping[str, str]
) -> str:
    """The signature that this request has if it was signed with `secret_key`.

    What a signer puts into the query (`x-amz-…`, `content-type`) it signs as if it were a header. A bucket's
    path is signed with a slash at its end.
    """
    resource = f"{path}/" if path.count("/") == 1 and path != "/" else path
    given = _pairs(query)
    named = {**headers, **{name.lower(): value for name, value in given}}
    amazon = sorted(f"{name}:{value}\n" for name, value in named.items() if name.startswith("x-amz-"))
    text = "\n".join(
        (
            method,
            named.get("content-md5", ""),
            named.get("content-type", ""),
            str(signed.expires),
            "".join(amazon) + resource + _subresources(given),
        )
    )
    digest = hmac.new(secret_key.encode(), text.encode("utf-8", "surrogateescape"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _subresources(given: list[tuple[str, str]]) -> str:
    wanted = sorted(
        (name, value) for name, value in given if name in _SUBRESOURCES or name.startswith("response-")
    )
    joined = "&".join(f"{name}={value}" if value else name for name, value in wanted)
    return f"?{joined}" if joined else ""


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in parts]
