"""Facts about a function, as grants and captures."""

from __future__ import annotations

from collections.abc import Iterable

from deducer.architecture import Capture, Certainty, Grant
from deducer.state.effects import Fact, Touch, Trail
from deducer.values.resources import Resource

__all__ = ["because", "captures_of", "grants_of"]


def because(trail: Trail) -> tuple[str, ...]:
    """The hops of a trail as reports print them."""
    return tuple(f"{hop.place} {hop.label}" for hop in trail.hops())


def grants_of(function: str, facts: Iterable[tuple[Fact, Trail]]) -> list[Grant]:
    """One grant per resource, member and certainty; what is certain is not repeated as possible."""
    found: dict[tuple[Resource, str], dict[str, Trail]] = {}
    for fact, trail in facts:
        if not isinstance(fact, Touch):
            continue
        actions = found.setdefault((fact.resource, fact.member), {})
        for action in actions_of(fact):
            known = actions.get(action)
            if known is None or trail.better_than(known):
                actions[action] = trail
    grants: list[Grant] = []
    for (resource, member), by_action in found.items():
        for certainty in ("must", "may"):
            grants += _grant(function, resource, member, by_action, certainty)
    return grants


def _grant(
    function: str, resource: Resource, member: str, by_action: dict[str, Trail], certainty: Certainty
) -> list[Grant]:
    actions = sorted(action for action, trail in by_action.items() if trail.certain == (certainty == "must"))
    if not actions:
        return []
    trail = min((by_action[action] for action in actions), key=lambda way: way.length)
    kind, name = resource.type.kind, resource.name
    return [Grant(function, kind, name, member, tuple(actions), certainty, because(trail))]


def actions_of(touch: Touch) -> tuple[str, ...]:
    """The AWS actions that a use of a resource needs."""
    kind = touch.resource.type
    if touch.by_library:
        return kind.library_actions
    if touch.member in kind.operations:
        return kind.operations[touch.member].actions
    if touch.member in kind.properties:
        return kind.properties[touch.member].actions
    return ()


def captures_of(facts: Iterable[Fact]) -> tuple[Capture, ...]:
    """The properties whose values a function needs at run time."""
    return tuple(
        sorted(
            {
                Capture(fact.resource.type.kind, fact.resource.name, fact.member)
                for fact in facts
                if isinstance(fact, Touch) and fact.member in fact.resource.type.properties
            }
        )
    )
