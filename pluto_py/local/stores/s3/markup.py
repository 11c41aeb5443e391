"""S3's XML: answers from pairs of names and values, and what request bodies say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape

from pluto_py.local.service import ServiceResponse
from pluto_py.local.stores.s3.errors import malformed_xml

__all__ = ["Pairs", "parse", "respond", "text_of", "timestamp"]

Pairs = Iterable[tuple[str, Any]]
"""Elements in their order: a value is text, a number, a flag, or pairs again; None leaves the element out."""

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def respond(root: str, pairs: Pairs, status: int = 200) -> ServiceResponse:
    """An answer with one root element."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">{_render(pairs)}</{root}>'
    return ServiceResponse(status, {"Content-Type": "application/xml"}, text.encode())


def parse(body: bytes, root: str) -> Element:
    """A request's root element; names are without their namespace. Raises `ServiceError` `MalformedXML`."""
    try:
        # The sender has keys of this stack, and expat itself limits what entities may grow to.
        element = fromstring(body)  # noqa: S314
    except ParseError:
        raise malformed_xml() from None
    for found in element.iter():
        found.tag = found.tag.rpartition("}")[2]
    if element.tag != root:
        raise malformed_xml()
    return element


def text_of(element: Element, name: str) -> str | None:
    """The text of a child, or None without it."""
    found = element.find(name)
    return None if found is None else found.text or ""


def timestamp(milliseconds: int) -> str:
    """A time as S3 writes it in XML."""
    moment = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


def _render(pairs: Pairs) -> str:
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in pairs if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value)) if isinstance(value, (str, int)) else _render(value)
