"""Renaming references: once a resource was found under an alias, whatever points at its old URN follows.

What the update has not come to yet still refers to the old URN, so the references are mended in what is
written, as the CLI does (`Snapshot.NormalizeURNReferences`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.properties import urn as urns

__all__ = ["normalize"]


def normalize(resources: Iterable[ResourceState]) -> list[ResourceState]:
    """The resources with their references to aliased URNs renamed; those concerned are copies."""
    found = list(resources)
    renamed = _renamed(found)
    return [_rename(state, renamed) for state in found] if renamed else found


def _renamed(resources: list[ResourceState]) -> dict[str, str]:
    """Old URN → new URN. What lies below a renamed parent has a new one too: its type names its parents."""
    renamed: dict[str, str] = {}
    for state in resources:
        renamed.update(dict.fromkeys(state.aliases, state.urn))
        parent = renamed.get(state.parent)
        if parent and urns.qualified_type_of(parent) != urns.ROOT_TYPE:
            stack, project = state.urn.removeprefix("urn:pulumi:").split("::", 3)[:2]
            renamed[state.urn] = urns.make(stack, project, parent, state.type, urns.name_of(state.urn))
    return {old: new for old, new in renamed.items() if old != new}


def _rename(state: ResourceState, renamed: Mapping[str, str]) -> ResourceState:
    concerned = (state.urn, *state.dependency_urns())
    if not any(urn in renamed for urn in concerned):
        return state

    def fix(urn: str) -> str:
        return renamed.get(urn, urn)

    return dataclasses.replace(
        state,
        urn=fix(state.urn),
        parent=fix(state.parent),
        deleted_with=fix(state.deleted_with),
        provider=f"{fix(state.provider_urn)}::{state.provider.rpartition('::')[2]}" if state.provider else "",
        dependencies=[fix(urn) for urn in state.dependencies],
        property_dependencies={
            name: [fix(urn) for urn in depended] for name, depended in state.property_dependencies.items()
        },
    )
