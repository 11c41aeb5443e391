"""What a deployment is doing, while it does it.

On a terminal: finished steps stay, running ones are redrawn below them with their age. Elsewhere: one plain
line when something has lasted a second or a resource is done, so that a log reads from top to bottom.
Everything goes to stderr; calls may come from any thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from pluto_py.cli.deploying.changes import Change, change_in, mark
from pluto_py.cli.terminal import Terminal

if TYPE_CHECKING:
    from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata
    from typing_extensions import Self

__all__ = ["Progress"]

_WORTH_TELLING_SECONDS = 1.0


class _Screen(Protocol):
    """Where lines go, and what knows how to redraw what is running."""

    def line(self, text: str) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Progress:
    """Phases of a command and the engine's steps.

    Attributes:
        changes: the changes that have been carried out, in the order in which they ended.
    """

    def __init__(self, terminal: Terminal):
        self.changes: list[Change] = []
        self._style = terminal.err_style
        self._running: dict[str, float] = {}
        self._details: dict[str, str] = {}
        self._told = time.monotonic()
        self._lock = threading.Lock()
        self._screen: _Screen = _PlainScreen(terminal)
        if terminal.err_style.interactive:
            from pluto_py.cli.deploying.live_screen import LiveScreen

            self._screen = LiveScreen(self.running)

    def __enter__(self) -> Self:
        self._screen.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._screen.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the screen alone for a while: something else is printed, or a question asked."""
        self._screen.stop()
        try:
            yield
        finally:
            self._screen.start()

    @contextmanager
    def phase(self, what: str) -> Iterator[None]:
        """Something that may take a while, said as what is being done: "Starting the local cloud"."""
        announce = threading.Timer(_WORTH_TELLING_SECONDS, self._screen.line, [f"{what} ..."])
        announce.daemon = True
        self._begin(what)
        if not self._style.interactive:
            announce.start()
        try:
            yield
        finally:
            announce.cancel()
            self._end(what)

    def say(self, text: str) -> None:
        """Something that has happened and that a person should know."""
        self._screen.line(text)

    def detail(self, what: str, text: str) -> None:
        """How far the phase `what` has come; where lines stay, one a second is enough."""
        now = time.monotonic()
        with self._lock:
            self._details[what] = text
            due = not self._style.interactive and now - self._told >= _WORTH_TELLING_SECONDS
            if due:
                self._told = now
        if due:
            self._screen.line(f"{what}: {text}")

    def running(self) -> list[tuple[str, float]]:
        """What is under way, each with its age in seconds, oldest first."""
        now = time.monotonic()
        with self._lock:
            shown = {what: f"{what}: {detail}" for what, detail in self._details.items()}
            return [(shown.get(what, what), now - since) for what, since in self._running.items()]

    def event(self, event: EngineEvent) -> None:
        """One event of the engine."""
        if event.resource_pre_event:
            change = change_in(event.resource_pre_event.metadata)
            if change is not None:
                self._begin(_title(change))
        elif event.res_outputs_event:
            self._finished(event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self._failed(event.res_op_failed_event.metadata)
        elif event.diagnostic_event:
            self._said(event.diagnostic_event)

    def _finished(self, metadata: StepEventMetadata) -> None:
        change = change_in(metadata)
        if change is None:
            return
        seconds = self._end(_title(change))
        self.changes.append(change)
        properties = f"  {', '.join(change.properties)}" if change.properties else ""
        took = self._style.paint(f" ({seconds:.1f} s)", "dim")
        self._screen.line(f"  {mark(change, self._style)} {change.label} {change.done}{took}{properties}")

    def _failed(self, metadata: StepEventMetadata) -> None:
        change = change_in(metadata)
        if change is not None:
            self._end(_title(change))
            cross = self._style.paint(self._style.symbol("✗ ", "x "), "red")
            self._screen.line(f"  {cross} {change.label} failed")

    def _said(self, diagnostic: DiagnosticEvent) -> None:
        """Errors are told at the end, with their resource; what else the engine says is told at once."""
        if diagnostic.severity == "warning":
            label = self._style.paint("warning:", "yellow", "bold")
            self._screen.line(f"{label} {diagnostic.message.strip()}")

    def _begin(self, what: str) -> None:
        with self._lock:
            self._running[what] = time.monotonic()

    def _end(self, what: str) -> float:
        with self._lock:
            since = self._running.pop(what, None)
            self._details.pop(what, None)
        return time.monotonic() - since if since is not None else 0.0


def _title(change: Change) -> str:
    return f"{change.operation} {change.label}"


class _PlainScreen:
    """Lines only."""

    def __init__(self, terminal: Terminal):
        self._terminal = terminal

    def line(self, text: str) -> None:
        self._terminal.note(text)

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass
