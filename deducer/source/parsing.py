"""Parse one module with libcst and lower it; the only place that loads libcst."""

from __future__ import annotations

import gc
from dataclasses import dataclass

from deducer.source.files import decode
from deducer.source.form import LoweredModule

__all__ = ["SourceProblem", "parse"]

_MAX_NESTING = 200
"""CPython's own parser refuses more than 200 nested brackets; libcst's would overflow its stack."""


@dataclass(frozen=True)
class SourceProblem(Exception):
    """A file that cannot be analysed: `code` is a finding's code, `line` and `column` are 1-based."""

    code: str
    message: str
    line: int
    column: int


def parse(content: bytes) -> LoweredModule:
    """The lowered form of a module's source.

    Raises:
        SourceProblem: for a syntax error, an undecodable file, or nesting beyond what Python accepts.
    """
    try:
        text = decode(content)
    except (LookupError, UnicodeDecodeError) as error:
        raise SourceProblem("syntax-error", f"this file cannot be decoded: {error}", 1, 1) from error
    _refuse_deep_nesting(text)
    # A syntax tree is a million small objects without cycles: the collector would scan them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse_text(text)
    except RecursionError as error:
        raise SourceProblem("unsupported", "this file is nested too deeply to be analysed", 1, 1) from error
    finally:
        if collecting:
            gc.enable()


def _parse_text(text: str) -> LoweredModule:
    import libcst as cst

    from deducer.source.lowering import lower_module

    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise SourceProblem("syntax-error", _reason(error), error.editor_line, error.editor_column) from error
    return lower_module(tree, text)


def _reason(error: Exception) -> str:
    message = str(getattr(error, "message", error)).split("\n", maxsplit=1)[0]
    return message.removeprefix("parser error: error at").strip() or "invalid syntax"


def _refuse_deep_nesting(text: str) -> None:
    if text.count("(") + text.count("[") + text.count("{") < _MAX_NESTING:
        return
    depth = 0
    for offset, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        if depth > _MAX_NESTING:
            line = text.count("\n", 0, offset) + 1
            raise SourceProblem("unsupported", "more than 200 brackets are open here", line, 1)
