"""What the user probably meant, where a name is nearly a known one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["closest"]


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None if none is alike."""
    import difflib  # only on the way to an error: it loads `re` machinery that a good run does not need

    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None
