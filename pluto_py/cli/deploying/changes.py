"""Engine events as changes: what happens to which resource, and because of which properties.

Works on `pulumi.automation` events without importing Pulumi, so that a run that needs no engine loads none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pluto_py.cli.columns import align
from pluto_py.cli.terminal import Style

if TYPE_CHECKING:
    from pulumi.automation.events import StepEventMetadata

    from pluto_py.engines.results import ChangeSummary

__all__ = ["Change", "change_in", "changes_of", "counted", "render_changes"]

# Of a replacement's three steps the middle one stands for all; `same`, `read` and the like change nothing.
_SHOWN = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("+-", "yellow"),
    "delete": ("-", "red"),
    "import": ("=", "cyan"),
    "refresh": ("~", "cyan"),
}
_DONE = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "import": "imported",
    "refresh": "refreshed",
}
_INVISIBLE = ("pulumi:", "pluto:")  # the stack and providers, and components that only group objects


@dataclass(frozen=True)
class Change:
    """One step on one resource; `properties` are those that differ, `urn` is its name in Pulumi."""

    operation: str
    type: str
    name: str
    urn: str
    properties: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`dynamodb.Table history`: the package's module, the class, the logical name."""
        _, module, token = [*self.type.split(":"), "", ""][:3]
        return f"{module.partition('/')[0]}.{token} {self.name}"

    @property
    def done(self) -> str:
        """The operation in the past tense."""
        return _DONE.get(self.operation, self.operation)


def change_in(metadata: StepEventMetadata) -> Change | None:
    """The step as a change; None for what does not concern a user: nothing differs, or it is Pulumi's own."""
    operation = str(getattr(metadata.op, "value", metadata.op))
    if operation not in _SHOWN or metadata.type.startswith(_INVISIBLE):
        return None
    differing = metadata.diffs or metadata.detailed_diff or ()
    properties = _properties(operation, differing, metadata.keys or ())
    return Change(operation, metadata.type, metadata.urn.split("::")[-1], metadata.urn, properties)


def changes_of(summary: ChangeSummary) -> tuple[Change, ...]:
    """What a preview announces or an update has done, in the engine's order."""
    return tuple(
        Change(step.op, step.type, step.name, step.urn, _properties(step.op, step.changed, step.replaces))
        for step in summary.steps
        if step.op in _SHOWN and not step.type.startswith(_INVISIBLE)
    )


def _properties(operation: str, *paths: Iterable[str]) -> tuple[str, ...]:
    """Top-level properties, each once; none for what is made or removed whole."""
    if operation in ("create", "delete"):
        return ()
    return tuple(sorted({re.split(r"[.\[]", path)[0] for group in paths for path in group}))


def render_changes(changes: Sequence[Change], style: Style) -> str:
    """One line per change with the properties that differ, and a line that counts them."""
    if not changes:
        return "Nothing would change."
    lines = align([(change.label, ", ".join(change.properties)) for change in changes])
    marks = [_SHOWN[change.operation] for change in changes]
    body = [
        f"  {style.paint(f'{mark:<2}', colour)} {line}"
        for (mark, colour), line in zip(marks, lines, strict=True)
    ]
    return "\n".join([style.paint("Changes", "bold"), *body, f"  {counted(changes, planned=True)}"])


def counted(changes: Iterable[Change], *, planned: bool = False) -> str:
    """`3 to create, 1 to update`, or afterwards `3 created, 1 updated`; `no changes` for none."""
    counts = Counter(change.operation for change in changes)
    words = {name: f"to {name}" for name in _DONE} if planned else _DONE
    return ", ".join(f"{counts[name]} {words[name]}" for name in _DONE if counts[name]) or "no changes"


def mark(change: Change, style: Style) -> str:
    """`+`, `~`, `-` in its colour, two characters wide."""
    text, colour = _SHOWN[change.operation]
    return style.paint(f"{text:<2}", colour)
