"""What an update deletes, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import DeleteStep, RemovePendingReplaceStep, Step

__all__ = ["Deletions", "deletion_steps"]


@dataclass
class Deletions:
    """What is being deleted. A URN leaves `urns` again when its resource turns out to be replaced."""

    urns: set[str] = field(default_factory=set)
    states: set[ResourceState] = field(default_factory=set)

    def add(self, state: ResourceState) -> None:
        """Note that a state is being deleted."""
        self.urns.add(state.urn)
        self.states.add(state)


def deletion_steps(
    base: Iterable[ResourceState], kept: Collection[str], deletions: Deletions
) -> dict[ResourceState, Step]:
    """The steps that remove what the program has no more (not in `kept`) and what replacements have left."""
    steps: dict[ResourceState, Step] = {}
    for state in base:
        if state.delete:
            if state not in deletions.states:
                deletions.add(state)
                steps[state] = DeleteStep(state, replacing=True, deletions=deletions.urns)
        elif state.urn not in kept:
            deletions.add(state)
            if state.pending_replacement:
                steps[state] = RemovePendingReplaceStep(state)
            else:
                steps[state] = DeleteStep(state, deletions=deletions.urns)
    return steps
