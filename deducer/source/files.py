"""A source file of the app: its bytes, its text, and positions in it."""

from __future__ import annotations

import re
from bisect import bisect_right

from deducer.architecture import Position

__all__ = ["Place", "SourceFile"]

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceFile:
    """One file; `shown` is its path as reports print it: relative to the project root, with `/`.

    Text and line table are made on demand: a file whose lowered form is cached and that causes no report is
    never decoded.
    """

    __slots__ = ("_starts", "_text", "content", "shown")

    def __init__(self, shown: str, content: bytes) -> None:
        self.shown = shown
        self.content = content
        self._text: str | None = None
        self._starts: list[int] | None = None

    @property
    def text(self) -> str:
        """The decoded source. Raises LookupError or UnicodeDecodeError where it cannot be decoded."""
        if self._text is None:
            self._text = decode(self.content)
        return self._text

    def position(self, offset: int) -> Position:
        """The 1-based line and column of a 0-based offset in characters."""
        if self._starts is None:
            try:
                self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
            except (LookupError, UnicodeDecodeError):
                self._starts = [0]
        line = bisect_right(self._starts, offset)
        return Position(self.shown, line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its end; empty where there is none."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


class Place:
    """An offset in a file: cheap to make while interpreting, turned into a `Position` when shown."""

    __slots__ = ("file", "offset")

    def __init__(self, file: SourceFile, offset: int) -> None:
        self.file = file
        self.offset = offset

    @property
    def position(self) -> Position:
        """Where this is, for a reader."""
        return self.file.position(self.offset)

    def __str__(self) -> str:
        return str(self.position)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.file is other.file and self.offset == other.offset

    def __hash__(self) -> int:
        return hash((id(self.file), self.offset))


def decode(content: bytes) -> str:
    """Source bytes as text, by byte-order mark or PEP 263 cookie, else UTF-8."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8")
    for line in content.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie is not None:
            return content.decode(cookie.group(1).decode("ascii"))
    return content.decode("utf-8")
