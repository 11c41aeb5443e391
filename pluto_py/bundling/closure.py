"""Everything that a demand needs, out of what is installed: for functions that run on this very interpreter.

Nothing is resolved and nothing downloaded, so a local deployment works offline, with the versions that the
developer uses. Where the environment does not meet the demand there is no closure, and the resolver has to
find one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pluto_py.bundling.demand import Demand
from pluto_py.bundling.installed import Environment, Installed, canonical

if TYPE_CHECKING:
    from packaging.requirements import Requirement

__all__ = ["closure"]


def closure(demand: Demand, environment: Environment) -> list[Installed] | None:
    """What `demand` comes to, sorted; None where a distribution is missing or its version a wrong one."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        constraints = [Requirement(text) for text in demand.constraints]
        waiting = [Requirement(text) for text in demand.requirements]
        found: dict[str, Installed] = {}
        seen: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            requirement = waiting.pop()
            name, extras = canonical(requirement.name), frozenset(requirement.extras)
            if name in demand.excluded or (name, extras) in seen or not _applies(requirement, frozenset()):
                continue
            seen.add((name, extras))
            installed = environment.distributions.get(name)
            if (
                installed is None
                or not installed.has_record
                or not _meets(installed, [requirement, *constraints])
            ):
                return None
            found[name] = installed
            waiting += _needs(installed.metadata, extras)
    except InvalidRequirement:
        return None
    return [found[name] for name in sorted(found)]


def _meets(installed: Installed, requirements: list[Requirement]) -> bool:
    """Whether the version is one that every requirement for this distribution allows."""
    return all(
        requirement.specifier.contains(installed.version, prereleases=True)
        for requirement in requirements
        if canonical(requirement.name) == canonical(installed.name) and _applies(requirement, frozenset())
    )


def _needs(metadata: Path, extras: frozenset[str]) -> Iterator[Requirement]:
    from importlib.metadata import Distribution

    from packaging.requirements import Requirement

    for text in Distribution.at(metadata).requires or ():
        requirement = Requirement(text)
        if _applies(requirement, extras):
            requirement.marker = None  # decided here: an extra's marker means nothing later
            yield requirement


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in (extras or {""}))
