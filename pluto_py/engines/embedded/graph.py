"""Who depends on whom, and in which order resources may therefore be deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pluto_py.engines.embedded.state import ResourceState

__all__ = ["dependents", "layers", "transitive_dependencies"]


def dependents(
    root: ResourceState, resources: Sequence[ResourceState], ignored: Collection[str]
) -> list[ResourceState]:
    """Whatever depends on `root`, directly or not, in the state's order; being a child does not count."""
    reached = {root.urn}
    found = []
    for state in resources[resources.index(root) + 1 :]:
        if state.urn not in ignored and not reached.isdisjoint(state.ordering_urns()):
            found.append(state)
            reached.add(state.urn)
    return found


def layers(doomed: Iterable[ResourceState], resources: Sequence[ResourceState]) -> list[list[ResourceState]]:
    """Resources to delete, in groups: one group may go at once, and only after the groups before it.

    A resource goes when nothing that is left depends on it. The order within a group is that of the state,
    reversed.
    """
    position = {state: index for index, state in enumerate(resources)}
    remaining = sorted(doomed, key=lambda state: position.get(state, len(position)))
    neighbours = _Neighbours(remaining, resources)
    depth: dict[ResourceState, int] = {}
    for state in remaining:  # in the state's order, so whatever a resource depends on has its depth already
        below = [
            depth[other] for other in neighbours.needed_by(state) if other in depth and other is not state
        ]
        depth[state] = 1 + max(below, default=-1)
    deepest = max(depth.values(), default=-1)
    return [
        [state for state in reversed(remaining) if depth[state] == level] for level in range(deepest, -1, -1)
    ]


def transitive_dependencies(
    roots: Iterable[ResourceState], resources: Sequence[ResourceState]
) -> set[ResourceState]:
    """Everything that the roots need in order to exist, themselves not included."""
    by_urn: dict[str, list[ResourceState]] = {}
    for state in resources:
        by_urn.setdefault(state.urn, []).append(state)
    found: set[ResourceState] = set()
    waiting = list(roots)
    while waiting:
        for urn in waiting.pop().dependency_urns():
            for state in by_urn.get(urn, ()):
                if state not in found:
                    found.add(state)
                    waiting.append(state)
    return found


class _Neighbours:
    """Which doomed resources must outlive another: those it names, and children of components it names."""

    def __init__(self, doomed: Sequence[ResourceState], resources: Sequence[ResourceState]):
        self._by_urn: dict[str, list[ResourceState]] = {}
        for state in doomed:
            self._by_urn.setdefault(state.urn, []).append(state)
        components = {state.urn for state in resources if not state.custom}
        self._children: dict[str, list[ResourceState]] = {}
        for state in doomed:
            if state.parent in components:
                self._children.setdefault(state.parent, []).append(state)

    def needed_by(self, state: ResourceState) -> Iterator[ResourceState]:
        for urn in state.dependency_urns():
            yield from self._by_urn.get(urn, ())
        for urn in state.ordering_urns():
            yield from self._children.get(urn, ())
