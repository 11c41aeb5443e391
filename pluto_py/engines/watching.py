"""Following an update by its events: what changes, what goes wrong.

Events of the CLI and of the embedded engine are the same, so nothing here knows which one is at work.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

from pulumi.automation import EngineEvent

from pluto_py.engines.properties import difference
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.results import ChangeSummary, Diagnostic, StepChange

__all__ = ["Watch"]

# The steps that people count; the others are parts of these.
_SHOWN = frozenset({"create", "update", "replace", "delete", "read", "import", "discard"})
_COLOURS = re.compile(r"<\{%.*?%\}>")


class Watch:
    """Collects what an update tells. Call it with every event; it hands each on.

    Args:
        on_event: gets every event too; may be None.
    """

    def __init__(self, on_event: Callable[[EngineEvent], Any] | None = None):
        self._on_event = on_event
        self._lock = threading.Lock()
        self._steps: dict[tuple[str, str], StepChange] = {}
        self._diagnostics: list[Diagnostic] = []
        self._counts: dict[str, int] = {}

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        with self._lock:
            self._take(event)
        if self._on_event is not None:
            self._on_event(event)

    @property
    def summary(self) -> ChangeSummary:
        """What changes, as far as events have told."""
        with self._lock:
            return ChangeSummary(tuple(self._steps.values()), dict(self._counts))

    def diagnostics(self, *severities: str) -> tuple[Diagnostic, ...]:
        """The messages of these severities, in order and each once."""
        with self._lock:
            found = [entry for entry in self._diagnostics if entry.severity in severities]
        return tuple(dict.fromkeys(found))

    def _take(self, event: EngineEvent) -> None:
        if event.resource_pre_event is not None:
            self._take_step(event.resource_pre_event.metadata)
        elif event.res_outputs_event is not None:
            # Only a refresh knows afterwards what it was about.
            self._take_step(event.res_outputs_event.metadata)
        elif event.diagnostic_event is not None:
            found = event.diagnostic_event
            message = _COLOURS.sub("", found.message).strip()
            if message and not found.ephemeral:
                self._diagnostics.append(Diagnostic(found.severity, message, found.urn or ""))
        elif event.summary_event is not None:
            counts = event.summary_event.resource_changes or {}
            self._counts = {_text(op): int(count) for op, count in counts.items()}

    def _take_step(self, metadata: Any) -> None:
        op = _text(metadata.op)
        type_ = metadata.type
        if op not in _SHOWN or type_ == urns.ROOT_TYPE or urns.provider_package(type_) is not None:
            return
        details = metadata.detailed_diff or {}
        changed = tuple(details) or tuple(metadata.diffs or ())
        replaces = sorted(
            {
                difference.top_level(path)
                for path, diff in details.items()
                if "replace" in _text(diff.diff_kind)
            }
        )
        self._steps[(metadata.urn, op)] = StepChange(
            op,
            type_,
            urns.name_of(metadata.urn),
            metadata.urn,
            changed,
            tuple(replaces or metadata.keys or ()),
        )


def _text(value: Any) -> str:
    """An enumeration's own text: the SDK gives operations as text or as its enumeration."""
    return str(getattr(value, "value", value))
