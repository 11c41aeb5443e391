"""Findings on the way: collected while interpreting, each once, sorted at the end."""

from __future__ import annotations

from deducer.architecture import Finding, Position, Severity
from deducer.source.files import Place

__all__ = ["Findings"]

_SEVERITY_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Findings:
    """What will be told to the user. One place and code gives one finding, whatever leads there."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Position, str], Finding] = {}

    def add(
        self,
        severity: Severity,
        code: str,
        message: str,
        place: Place | Position,
        hint: str = "",
        chain: tuple[str, ...] = (),
    ) -> None:
        """Note a finding unless the same is known."""
        at = place if isinstance(place, Position) else place.position
        self._found.setdefault((code, at, message), Finding(severity, code, message, at, hint, chain))

    def sorted(self) -> tuple[Finding, ...]:
        """All findings: errors before warnings before information, then by position."""
        return tuple(
            sorted(self._found.values(), key=lambda f: (_SEVERITY_ORDER[f.severity], f.at, f.code, f.message))
        )
