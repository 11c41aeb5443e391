"""The deducer's findings as a person reads them: all at once, worst first, each with its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deducer.architecture import Finding
from pluto_py.cli.frames import code_frame
from pluto_py.cli.terminal import Style

__all__ = ["render_findings", "summarise"]

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_ORDER = {"error": 0, "warning": 1, "info": 2}


def render_findings(findings: Sequence[Finding], root: Path, style: Style) -> str:
    """Every finding, errors first, and one line that counts them; empty text for no findings."""
    if not findings:
        return ""
    ordered = sorted(findings, key=lambda f: (_ORDER[f.severity], f.at))
    return "\n\n".join([*(_render(f, root, style) for f in ordered), summarise(findings)])


def summarise(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 warning`."""
    counts = [(severity, sum(f.severity == severity for f in findings)) for severity in _ORDER]
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    return ", ".join(f"{n} {nouns[s]}{'s' if n != 1 else ''}" for s, n in counts if n)


def _render(finding: Finding, root: Path, style: Style) -> str:
    colour = _COLOURS[finding.severity]
    head = style.paint(f"{finding.severity}[{finding.code}]:", colour, "bold")
    lines = [
        f"{head} {style.paint(finding.message, 'bold')}",
        f"  {style.paint('-->', 'blue')} {finding.at}",
        *code_frame([root], finding.at, style, caret=colour),
    ]
    if finding.chain:
        lines.append(f"  {style.paint('reached by:', 'dim')}")
        lines += [f"    {step}" for step in finding.chain]
    if finding.hint:
        lines.append(f"  {style.paint('hint:', 'green', 'bold')} {finding.hint}")
    return "\n".join(lines)
