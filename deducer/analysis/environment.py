"""Which variables of the environment a function needs, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from deducer.models.environment import RESERVED
from deducer.state.effects import EnvironmentRead, Fact, Trail
from deducer.state.findings import Findings

__all__ = ["report_missing", "variables_of"]


def variables_of(facts: Iterable[Fact], environment: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that the function's code reads and that have to be given to it."""
    return tuple(
        sorted(
            {
                fact.variable
                for fact in facts
                if isinstance(fact, EnvironmentRead)
                and fact.variable not in RESERVED
                and (fact.required or fact.variable in environment)
            }
        )
    )


def report_missing(findings: Findings, facts: Mapping[Any, Trail], environment: Mapping[str, str]) -> None:
    """A finding for each variable that is read without a default and that has no value."""
    for fact, trail in facts.items():
        if not isinstance(fact, EnvironmentRead) or not fact.required:
            continue
        if fact.variable in environment or fact.variable in RESERVED:
            continue
        hops = trail.hops()
        findings.add(
            "error",
            "missing-environment",
            f"the variable {fact.variable} is read here, has no default, and is not set",
            hops[-1].place,
            f"set {fact.variable} in .env or in the environment, or read it with a default: "
            f'os.environ.get("{fact.variable}", …)',
            tuple(f"{hop.place} {hop.label}" for hop in hops[:-1]),
        )
