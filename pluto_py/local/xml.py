"""Plain data as the XML of AWS's query and REST-XML protocols.

A dict becomes elements in its own order, a list repeats `<member>` inside its element, None is left out;
booleans and times take AWS's spelling.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from pluto_py.local.service import ServiceResponse

__all__ = ["query_answer", "to_xml"]


def to_xml(name: str, value: Any) -> str:
    """One element with what it holds; `None` gives nothing at all."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(to_xml(key, item) for key, item in value.items())}</{name}>"
    if isinstance(value, (list, tuple)):
        return f"<{name}>{''.join(to_xml('member', item) for item in value)}</{name}>"
    return f"<{name}>{escape(_scalar(value))}</{name}>"


def query_answer(operation: str, result: Mapping[str, Any] | None, namespace: str) -> ServiceResponse:
    """A query protocol's answer: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`."""
    request_id = str(uuid.uuid4())
    body = to_xml(f"{operation}Result", result) if result is not None else ""
    metadata = to_xml("ResponseMetadata", {"RequestId": request_id})
    text = f'<{operation}Response xmlns="{namespace}">{body}{metadata}</{operation}Response>'
    headers = {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}
    return ServiceResponse(headers=headers, body=text.encode())


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
