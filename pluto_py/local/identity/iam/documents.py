"""Checking a policy document before it is stored."""

from __future__ import annotations

import re

from pluto_py.local.identity.policy import Kind, PolicyError, parse
from pluto_py.local.service import ServiceError

__all__ = ["checked", "unspaced_length"]

_SPACE = re.compile(r"\s+")


def checked(document: str, kind: Kind) -> str:
    """The document as it was given. Raises `ServiceError` `MalformedPolicyDocument`."""
    try:
        parse(document, kind)
    except PolicyError as error:
        raise ServiceError("MalformedPolicyDocument", str(error)) from None
    return document


def unspaced_length(document: str) -> int:
    """A document's length as quotas count it: without white space."""
    return len(_SPACE.sub("", document))
