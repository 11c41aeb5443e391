"""Whichever signature a request has: Version 4 of every client, or Version 2 of a URL for S3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pluto_py.local.gateway import sigv2, sigv4
from pluto_py.local.gateway.sigv4 import IncompleteError, Signed, SkewedError

__all__ = ["IncompleteError", "Signed", "SkewedError", "check_time", "compute", "read"]


def read(headers: Mapping[str, str], query: str) -> Signed | None:
    """What a request claims, or None for an unsigned one. Raises `IncompleteError`."""
    return sigv4.read(headers, query) or sigv2.read(query)


def check_time(signed: Signed, now: datetime) -> None:
    """Refuse what is too old. Raises `SkewedError`, `IncompleteError`, or `ServiceError`."""
    if isinstance(signed, sigv2.SignedV2):
        sigv2.check_time(signed, now)
    else:
        sigv4.check_time(signed, now)


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
    """The signature that the request has if it was signed with `secret_key`."""
    if isinstance(signed, sigv2.SignedV2):
        return sigv2.compute(signed, secret_key, method=method, path=path, query=query, headers=headers)
    return sigv4.compute(
        signed,
        secret_key,
        method=method,
        path=path,
        query=query,
        headers=headers,
        payload_hash=payload_hash,
    )
