"""Keys in pages: with a prefix, and with those that go on after a delimiter rolled up into common prefixes.

Keys are in the order of their UTF-8 bytes, which is that of their code points. Common prefixes are skipped
over, not read through: a folder with a million objects costs as much as one with ten.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pluto_py.local.stores.s3.errors import invalid_argument
from pluto_py.local.stores.s3.records import StoredObject

__all__ = ["Page", "Position", "Scan", "list_page"]

Scan = Callable[[str, bool], Iterator[StoredObject]]
"""Objects from a key on; the flag says whether the key itself is one of them."""

_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True)
class Position:
    """Where a page begins: at a key, or after it."""

    key: str = ""
    inclusive: bool = True

    def token(self) -> str:
        """As a client hands it back."""
        return base64.urlsafe_b64encode(json.dumps([self.key, self.inclusive]).encode()).decode()

    @classmethod
    def of(cls, token: str) -> Position:
        """From `token`. Raises `ServiceError`."""
        try:
            key, inclusive = json.loads(base64.urlsafe_b64decode(token))
        except (binascii.Error, ValueError, TypeError):
            raise invalid_argument("The continuation token provided is incorrect") from None
        return cls(str(key), bool(inclusive))


@dataclass
class Page:
    """One page. `next` is where the following one begins, None after the last."""

    objects: list[StoredObject] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    next: Position | None = None
    last: str = ""

    @property
    def count(self) -> int:
        """Objects and common prefixes."""
        return len(self.objects) + len(self.prefixes)


def list_page(scan: Scan, *, prefix: str, delimiter: str, start: Position, limit: int) -> Page:
    """The page that begins at `start`."""
    page = Page()
    position: Position | None = start if start.key >= prefix else Position(prefix)
    while position is not None and limit:
        position = _fill(page, scan(position.key, position.inclusive), prefix, delimiter, limit)
    return page


def after(key: str, prefix: str, delimiter: str) -> Position:
    """Where a page begins that comes after `key`, which may be a common prefix."""
    if delimiter and key.startswith(prefix) and key.endswith(delimiter) and len(key) > len(prefix):
        return _beyond(key) or Position(key, inclusive=False)
    return Position(key, inclusive=False)


def _fill(
    page: Page, found: Iterator[StoredObject], prefix: str, delimiter: str, limit: int
) -> Position | None:
    """Add what is found, up to the end of a common prefix; returns where to go on, None at the end."""
    for stored in found:
        if not stored.key.startswith(prefix):
            return None
        if page.count == limit:
            page.next = Position(stored.key)
            return None
        cut = stored.key.find(delimiter, len(prefix)) if delimiter else -1
        if cut < 0:
            page.objects.append(stored)
            page.last = stored.key
            continue
        common = stored.key[: cut + len(delimiter)]
        page.prefixes.append(common)
        page.last = common
        return _beyond(common)
    return None


def _beyond(prefix: str) -> Position | None:
    """The first key that could follow all keys with a prefix; None if none could."""
    while prefix:
        following = ord(prefix[-1]) + 1
        if following in _SURROGATES:
            following = _SURROGATES.stop
        if following <= _LAST:
            return Position(prefix[:-1] + chr(following))
        prefix = prefix[:-1]
    return None
