"""The terminal's last lines, redrawn: what is under way, and for how long."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

__all__ = ["LiveScreen"]

_REDRAWS_PER_SECOND = 10
_MOST_LINES = 12


class LiveScreen:
    """Prints finished lines, and below them what `running` says is under way, with ages in seconds."""

    def __init__(self, running: Callable[[], list[tuple[str, float]]]):
        self._running = running
        self._spinner = Spinner("dots")
        self._console = Console(stderr=True, highlight=False)
        self._live: Live | None = None

    def start(self) -> None:
        """Begin to redraw."""
        self._live = Live(
            get_renderable=self._render,
            console=self._console,
            refresh_per_second=_REDRAWS_PER_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def stop(self) -> None:
        """Leave the screen with the finished lines only."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def line(self, text: str) -> None:
        """One finished line, which may carry colour codes."""
        self._console.print(Text.from_ansi(text), soft_wrap=True)

    def _render(self) -> RenderableType:
        running = self._running()
        lines = [
            Text(f"{what}  {age:.1f} s", overflow="ellipsis", no_wrap=True)
            for what, age in running[:_MOST_LINES]
        ]
        if not lines:
            return Text("")
        self._spinner.text = lines[0]
        rest = [Text.assemble("  ", line) for line in lines[1:]]
        more = [Text(f"  and {len(running) - _MOST_LINES} more")] if len(running) > _MOST_LINES else []
        return Group(self._spinner, *rest, *more)
