"""Bringing a stack's state in line with what is really there."""

from __future__ import annotations

import dataclasses

from pluto_py.engines.embedded.executor import Executor
from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import RefreshStep

__all__ = ["refresh"]


def refresh(base: list[ResourceState], executor: Executor) -> list[ResourceState]:
    """Look at every object at once; returns the state with what was found.

    What is gone leaves the state, and nothing refers to it any more.
    """
    steps = [RefreshStep(state, state) for state in base]
    executor.run_together(steps)
    refreshed: list[ResourceState] = []
    present: set[str] = set()
    parents: dict[str, str] = {}
    for step, old in zip(steps, base, strict=True):
        parents[old.urn] = old.parent if old.parent in present else parents.get(old.parent, "")
        if step.new is not None:
            refreshed.append(_without_dangling(step.new, present, parents[old.urn]))
            present.add(old.urn)
    return refreshed


def _without_dangling(state: ResourceState, present: set[str], parent: str) -> ResourceState:
    """The state without references to what is no longer there; a child moves up to the nearest parent left.

    As with the CLI, properties that depend on nothing lose their (empty) list of dependencies.
    """
    by_property = {
        name: [urn for urn in depended if urn in present]
        for name, depended in state.property_dependencies.items()
    }
    by_property = {name: depended for name, depended in by_property.items() if depended}
    unchanged = by_property == state.property_dependencies
    if unchanged and all(urn in present for urn in state.dependency_urns()):
        return state
    return dataclasses.replace(
        state,
        parent=parent,
        deleted_with=state.deleted_with if state.deleted_with in present else "",
        dependencies=[urn for urn in state.dependencies if urn in present],
        property_dependencies=by_property,
    )
