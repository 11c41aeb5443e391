"""CloudWatch's filter patterns for unstructured text.

`ERROR timeout` wants both terms, `?ERROR ?WARN` any of them, `-DEBUG` none, `"connection reset"` a phrase
(CloudWatch Logs user guide, "Filter pattern syntax"). Patterns that select fields (`{ $.x = 1 }`, `[a, b]`,
`%regex%`) are refused rather than misread.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["PatternError", "compile_pattern"]

_TERM = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))')


class PatternError(Exception):
    """A pattern that cannot be used here; the text says why."""


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A test for messages; an empty pattern takes all. Terms are case-sensitive."""
    stripped = pattern.strip()
    if stripped[:1] in ("{", "[", "%"):
        raise PatternError(
            "Only term patterns are supported locally, not JSON, column or regular expression ones."
        )
    wanted: list[str] = []
    either: list[str] = []
    unwanted: list[str] = []
    for mark, phrase, word in _TERM.findall(stripped):
        term = re.sub(r"\\(.)", r"\1", phrase) if phrase else word
        (either if mark == "?" else unwanted if mark == "-" else wanted).append(term)

    def matches(message: str) -> bool:
        if any(term in message for term in unwanted):
            return False
        # Beside required terms, optional ones are ignored: so CloudWatch does.
        if wanted:
            return all(term in message for term in wanted)
        return not either or any(term in message for term in either)

    return matches
