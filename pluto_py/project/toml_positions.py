"""Where a key stands in a TOML text, so that a wrong value can be shown with its line.

The standard parser says what a file means, not where. This scan runs only on the way to an error, over a text
that has already been parsed, and therefore need not judge it: it follows table headers, keys, strings and
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

__all__ = ["Path", "locate"]

Path = tuple[str, ...]

_BARE = r"[A-Za-z0-9_-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'"
_PART = rf"(?:{_BARE}|{_QUOTED})"
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_KEY})\s*\]\]?")
_ASSIGNMENT = re.compile(rf"\s*({_KEY})\s*=")
_VALUE_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''" + rf"|{_QUOTED}|#[^\n]*|[\[\]{{}}\n]", re.DOTALL
)


def locate(text: str, path: Path) -> tuple[int, int] | None:
    """Line and column (1-based) of the key `path`, or of its nearest ancestor that is written out."""
    found: Mapping[Path, tuple[int, int]] = dict(_keys(text))
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
    return None


def _keys(text: str) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Every key that begins a line, with its place. A table's place is its first header."""
    table: Path = ()
    seen: set[Path] = set()
    offset = 0
    while offset < len(text):
        path: Path | None = None
        end = _line_end(text, offset)
        if header := _HEADER.match(text, offset, end):
            match, path = header, _parts(header[1])
            table = path
        elif assignment := _ASSIGNMENT.match(text, offset, end):
            match, path = assignment, (*table, *_parts(assignment[1]))
            end = _value_end(text, assignment.end())
        if path is not None and path not in seen:
            seen.add(path)
            yield path, _line_and_column(text, match.start(1))
        offset = end + 1


def _parts(key: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _value_end(text: str, offset: int) -> int:
    """The end of the line on which the value that starts at `offset` ends."""
    depth = 0
    for token in _VALUE_TOKEN.finditer(text, offset):
        symbol = token[0]
        if symbol in "[{":
            depth += 1
        elif symbol in "]}":
            depth -= 1
        elif symbol == "\n" and depth <= 0:
            return token.start()
    return len(text)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
