"""What a person sees of a deployment between its steps."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from deducer.architecture import Architecture
from pluto_py.cli.architecture_text import render_architecture
from pluto_py.cli.columns import align
from pluto_py.cli.deploying.changes import Change, counted, render_changes
from pluto_py.cli.deploying.outcome import Outcome
from pluto_py.cli.deploying.progress import Progress
from pluto_py.cli.failures import Failed
from pluto_py.cli.findings import render_findings
from pluto_py.cli.terminal import Terminal
from pluto_py.errors import PlutoError

__all__ = ["View", "require_someone_to_ask"]


def require_someone_to_ask(command: str) -> None:
    """Refuse to begin what will have to ask, where nobody can answer.

    Raises:
        PlutoError: stdin is no terminal.
    """
    if not sys.stdin.isatty():
        raise PlutoError(
            "Nobody can be asked here: this is not a terminal.",
            hint=f"`pluto {command} --yes` goes ahead without asking.",
        )


class View:
    """Prints to stdout what the command is for; to stderr, where stdout is kept for JSON."""

    def __init__(self, terminal: Terminal, progress: Progress, *, json: bool):
        self.progress = progress
        self._terminal = terminal
        self._say = terminal.note if json else terminal.result
        self._style = terminal.err_style if json else terminal.out_style

    def architecture(self, architecture: Architecture, root: Path, title: str) -> None:
        """Show the findings and, if none forbids a deployment, the architecture.

        Raises:
            Failed: a finding forbids it.
        """
        with self.progress.paused():
            if architecture.findings:
                self._terminal.note(render_findings(architecture.findings, root, self._terminal.err_style))
                self._terminal.note()
            if architecture.errors:
                self._terminal.note("Nothing was deployed.")
                raise Failed
            self._say(self._style.paint(title, "bold"))
            self._say(render_architecture(architecture, self._style))
            self._say()

    def changes(self, changes: Sequence[Change]) -> None:
        """Show what would change."""
        with self.progress.paused():
            self._say(render_changes(changes, self._style))

    def confirmed(self, question: str) -> bool:
        """Ask; no answer is a no."""
        with self.progress.paused():
            answer = typer.confirm(question, default=False, err=True)
            if not answer:
                self._terminal.note("Nothing was changed.")
            return answer

    def outcome(self, outcome: Outcome) -> None:
        """Show what came of it, and how the deployed functions are called."""
        with self.progress.paused():
            if outcome.status in ("deployed", "unchanged", "destroyed"):
                self._say(
                    self._style.paint(_SUMMARIES[outcome.status].format(counted(outcome.changes)), "green")
                )
            if outcome.calls:
                rows = [(call.name, self._style.paint(call.url, "cyan")) for call in outcome.calls]
                self._say("\n" + "\n".join(align(rows, indent=2)))
                self._say("\n" + "\n".join(f"  {call.curl}" for call in outcome.calls))


_SUMMARIES = {
    "deployed": "Deployed: {}.",
    "unchanged": "Everything is deployed already: no changes.",
    "destroyed": "Destroyed: {}.",
}
