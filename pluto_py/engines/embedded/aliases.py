"""Every URN by which the state may know a resource that the program has renamed, moved or re-typed."""

from __future__ import annotations

from collections.abc import Mapping

from pluto_py.engines.embedded.goal import Alias, Goal
from pluto_py.engines.properties import urn as urns

__all__ = ["former_urns"]


def former_urns(goal: Goal, stack: str, project: str, matched: Mapping[str, str]) -> list[str]:
    """The URNs to look for, in the order in which they count.

    Args:
        goal: the resource, with the aliases that the program gives.
        stack: the deployment's stack.
        project: its project.
        matched: for each resource that was found under an alias, that alias.
    """
    found = [_expand(goal, alias, stack, project, matched) for alias in goal.aliases]
    parent_alias = matched.get(goal.parent)
    if parent_alias:
        parent_name = urns.name_of(goal.parent)
        inherited = [(goal.type, goal.name), *((urns.type_of(urn), urns.name_of(urn)) for urn in found)]
        found += [_under(parent_alias, parent_name, *child, stack, project) for child in inherited]
    return list(dict.fromkeys(found))


def _expand(goal: Goal, alias: Alias, stack: str, project: str, matched: Mapping[str, str]) -> str:
    if alias.urn:
        return alias.urn
    parent = matched.get(alias.parent, alias.parent) if alias.parent else goal.parent
    if alias.no_parent:
        parent = ""
    return urns.make(
        alias.stack or stack,
        alias.project or project,
        parent,
        alias.type or goal.type,
        alias.name or goal.name,
    )


def _under(parent_alias: str, parent_name: str, type_: str, name: str, stack: str, project: str) -> str:
    """The URN below a parent's former URN; a name that begins with the parent's has followed it."""
    if name.startswith(parent_name):
        name = urns.name_of(parent_alias) + name[len(parent_name) :]
    return urns.make(stack, project, parent_alias, type_, name)
