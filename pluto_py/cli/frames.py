"""A place in source code, shown: the line, and a caret under the column.

A frame is a courtesy: where the file cannot be read or the line is not there, it is simply left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from deducer.architecture import Position
from pluto_py.cli.terminal import Style

__all__ = ["code_frame", "parse_position", "source_line"]

_WIDEST = 110  # columns of source shown; longer lines are cut around the caret

_POSITION = re.compile(r"^(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$")


def parse_position(text: str) -> Position | None:
    """`file:line[:column]` as a position (column 0 where none is given); None for any other text."""
    match = _POSITION.match(text)
    if match is None:
        return None
    return Position(match["file"], int(match["line"]), int(match["column"] or 0))


def source_line(roots: Iterable[Path], at: Position) -> str | None:
    """The line at `at`, looked for under each of `roots`; None where there is none."""
    for root in roots:
        try:
            lines = (root / at.file).read_text(encoding="utf-8", errors="replace").splitlines()
        except (OSError, ValueError):
            continue
        if 0 < at.line <= len(lines):
            return lines[at.line - 1]
    return None


def code_frame(roots: Iterable[Path], at: Position, style: Style, *, caret: str = "red") -> list[str]:
    """The source line at `at` with its number, and a caret under its column where it has one."""
    text = source_line(roots, at)
    if text is None or not text.strip():
        return []
    text, column = _cut(text.expandtabs(4), _expanded_column(text, at.column))
    bar = style.paint(style.symbol("│", "|"), "dim")
    number = f"{at.line:>5}"
    frame = [f"{style.paint(number, 'dim')} {bar} {_printable(text)}"]
    if column:
        pointer = " " * _cells(text[: column - 1]) + style.paint("^", caret, "bold")
        frame.append(f"{' ' * len(number)} {bar} {pointer}")
    return frame


def _expanded_column(text: str, column: int) -> int:
    return len(text[: column - 1].expandtabs(4)) + 1 if column else 0


def _cut(text: str, column: int) -> tuple[str, int]:
    """`text` at most `_WIDEST` long, with `column` (1-based, 0 for none) still in it."""
    if len(text) <= _WIDEST:
        return text.rstrip(), column
    start = max(0, min(column - _WIDEST // 2, len(text) - _WIDEST))
    shown = text[start : start + _WIDEST].rstrip()
    head = "..." if start else ""
    tail = "..." if start + _WIDEST < len(text) else ""
    return f"{head}{shown}{tail}", column - start + len(head) if column else 0


def _cells(text: str) -> int:
    """Terminal cells that `text` takes: East Asian wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _printable(text: str) -> str:
    """Without control characters, which a terminal would obey instead of showing."""
    return "".join(c if c.isprintable() else "?" for c in text)
