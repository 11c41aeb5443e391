"""The reasons for grants: which to show, and each as a path of source lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deducer.architecture import Architecture, DeducedFunction, Grant
from pluto_py.cli.architecture_text import grant_target, trigger_text
from pluto_py.cli.frames import code_frame, parse_position
from pluto_py.cli.terminal import Style
from pluto_py.errors import PlutoError

__all__ = ["find_function", "render_explanation", "select_grants"]


def find_function(architecture: Architecture, name: str) -> DeducedFunction:
    """The named function; an error that lists the functions otherwise."""
    for function in architecture.functions:
        if function.name == name:
            return function
    known = ", ".join(f.name for f in architecture.functions)
    raise PlutoError(
        f"No such function: '{name}'.",
        where=architecture.entrypoint,
        hint=f"This app's functions are: {known}." if known else "This app declares no functions.",
    )


def select_grants(
    architecture: Architecture, function: str, resource: str | None
) -> tuple[DeducedFunction, tuple[Grant, ...]]:
    """The function, and its grants on `resource` (`NAME`, `KIND/NAME` or an ARN), or on everything."""
    chosen = find_function(architecture, function)
    of_function = tuple(g for g in architecture.grants if g.function == function)
    if resource is None:
        return chosen, of_function
    grants = tuple(g for g in of_function if resource in (g.name, f"{g.kind}/{g.name}", g.arn))
    known = {f"{r.kind}/{r.name}" for r in architecture.resources} | {
        f"Function/{f.name}" for f in architecture.functions
    }
    if not grants and not any(resource in (key, key.partition("/")[2]) for key in known):
        raise PlutoError(
            f"No such resource: '{resource}'.",
            where=architecture.entrypoint,
            hint=f"This app's resources are: {', '.join(sorted(known))}.",
        )
    return chosen, grants


def render_explanation(function: DeducedFunction, grants: Sequence[Grant], root: Path, style: Style) -> str:
    """One block per grant: operation, actions, certainty, then the path from the handler to the call."""
    head = f"{style.paint(function.name, 'cyan', 'bold')}  {trigger_text(function)}  {function.at}"
    if not grants:
        return f"{head}\n\nNothing is granted."
    return "\n\n".join([head, *(_grant(grant, root, style) for grant in grants)])


def _grant(grant: Grant, root: Path, style: Style) -> str:
    certainty = "must" if grant.certainty == "must" else "may (the analysis cannot tell exactly)"
    lines = [
        f"{style.paint(grant_target(grant), 'bold')}: {grant.operation}  {certainty}",
        f"  allows {', '.join(grant.actions) or 'nothing (its value is handed over at deployment)'}",
    ]
    for step in grant.because:
        place, _, name = step.partition(" ")
        lines.append(f"  {style.paint(place, 'blue')}  {name}".rstrip())
        at = parse_position(place)
        if at is not None:
            lines += code_frame([root], at, style, caret="green")
    return "\n".join(lines)
