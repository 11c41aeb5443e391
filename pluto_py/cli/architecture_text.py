"""An architecture as text: each function with what it may do, then the resources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from deducer.architecture import Architecture, DeducedFunction, DeducedResource, Grant
from pluto_py.cli.columns import align
from pluto_py.cli.terminal import Style

__all__ = ["grant_target", "render_architecture", "trigger_text"]

_LONGEST_VALUE = 80
_WIDEST = 100


def render_architecture(architecture: Architecture, style: Style) -> str:
    """Functions with their grants, captures and environment, and the resources with their arguments."""
    lines: list[str] = []
    if architecture.functions:
        lines.append(style.paint("Functions", "bold"))
        for function in architecture.functions:
            lines += _function(architecture, function, style)
    others = [r for r in architecture.resources if r.kind != "Function"]
    if others:
        lines.append(style.paint("Resources", "bold"))
        lines += _resources(others)
    return "\n".join(lines) or "The app declares nothing: no functions, no resources."


def trigger_text(function: DeducedFunction) -> str:
    """What runs the function: `url`, `route GET /hello of chatbot`, `queue of orders, timeout=60`."""
    trigger = dict(function.trigger)
    kind = str(trigger.pop("kind", ""))
    resource = trigger.pop("resource", None)
    details = [value for value in trigger.values() if isinstance(value, str)]
    settings = [f"{name}={value}" for name, value in trigger.items() if not isinstance(value, str)]
    named = " ".join((kind, *details, *([f"of {resource}"] if resource else [])))
    return ", ".join((named, *settings))


def grant_target(grant: Grant) -> str:
    """What the grant is on: `KVStore history`, or an ARN for what the app does not declare."""
    return f"{grant.kind} {grant.name}" if grant.name else (grant.arn or grant.kind)


def _function(architecture: Architecture, function: DeducedFunction, style: Style) -> Iterator[str]:
    place = style.paint(str(function.at), "dim")
    yield f"  {style.paint(function.name, 'cyan')}  {trigger_text(function)}  {place}"
    rows: dict[str, list[Grant]] = {}
    for grant in architecture.grants:
        if grant.function == function.name:
            rows.setdefault(grant_target(grant), []).append(grant)
    yield from align([(target, *_may_do(grants)) for target, grants in rows.items()], indent=4)
    if function.environment:
        yield f"    environment  {', '.join(function.environment)}"


def _may_do(grants: list[Grant]) -> tuple[str, str]:
    operations = dict.fromkeys(f"{g.operation}{' (may)' if g.certainty == 'may' else ''}" for g in grants)
    actions = dict.fromkeys(action for g in grants for action in g.actions)
    return ", ".join(operations), ", ".join(actions)


def _resources(resources: Sequence[DeducedResource]) -> Iterator[str]:
    """Kind and name; the arguments beside them, or below where they are many."""
    heads = align([(resource.kind, resource.name) for resource in resources], indent=2)
    width = max(map(len, heads))
    for resource, head in zip(resources, heads, strict=True):
        shown = [f"{key}={_value(argument.shown)}" for key, argument in sorted(resource.arguments.items())]
        beside = f"{head.ljust(width)}  {'  '.join(shown)}".rstrip()
        if len(beside) <= _WIDEST:
            yield beside
        else:
            yield head
            yield from (f"    {argument}" for argument in shown)


def _value(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"env"}:
        return f"${value['env']}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
