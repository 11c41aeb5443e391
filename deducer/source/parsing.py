"""Parse one module with libcst and lower it; the only place that loads libcst."""

from __future__ import annotations

import gc
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deducer.source.files import decode
from deducer.source.form import LoweredModule

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["SourceError", "parse"]

_ONLY_PARSE: Final = 0x400
"""`ast.PyCF_ONLY_AST`, without the import."""

_MAX_NESTING = 200
"""CPython's own parser refuses more than 200 nested brackets; libcst's would overflow its stack."""


@dataclass(frozen=True)
class SourceError(Exception):
    """A file that cannot be analysed: `code` is a finding's code, `line` and `column` are 1-based."""

    code: str
    message: str
    line: int
    column: int


def parse(content: bytes) -> LoweredModule:
    """The lowered form of a module's source.

    Raises:
        SourceError: for a syntax error, an undecodable file, or nesting beyond what Python accepts.
    """
    try:
        text = decode(content)
    except (LookupError, UnicodeDecodeError) as error:
        raise SourceError("syntax-error", f"this file cannot be decoded: {error}", 1, 1) from error
    _refuse_deep_nesting(text)
    # A syntax tree is a million small objects without cycles: the collector would scan them again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse_text(text)
    except RecursionError as error:
        raise SourceError("unsupported", "this file is nested too deeply to be analysed", 1, 1) from error
    finally:
        if collecting:
            gc.enable()


def _parse_text(text: str) -> LoweredModule:
    import libcst as cst

    from deducer.source.lowering import lower_module

    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise _syntax_problem(text, error) from error
    return lower_module(tree, text)


def _syntax_problem(text: str, error: cst.ParserSyntaxError) -> SourceError:
    """What is wrong, in the words of the running Python where it refuses the file too: they name the cause."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "app", "exec", dont_inherit=True, flags=_ONLY_PARSE)
    except SyntaxError as own:
        return SourceError("syntax-error", own.msg, own.lineno or error.editor_line, own.offset or 1)
    except ValueError as own:
        return SourceError("syntax-error", str(own), error.editor_line, error.editor_column)
    return SourceError("syntax-error", "invalid syntax", error.editor_line, error.editor_column)


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
            raise SourceError("unsupported", "more than 200 brackets are open here", line, 1)
