"""Policies read once: compiled documents, kept as long as IAM does not change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pluto_py.local.identity.iam.records import Role
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.policy import Kind, Policy, parse

__all__ = ["PolicyCache"]


class PolicyCache:
    """The compiled policies of roles and resources."""

    def __init__(self, store: IamStore):
        self._store = store
        self._generation = store.generation
        self._identity: dict[str, tuple[Policy, ...]] = {}

    def identity(self, role: Role) -> Sequence[Policy]:
        """A role's inline and attached policies."""
        if self._generation != self._store.generation:
            self._identity.clear()
            self._generation = self._store.generation
        found = self._identity.get(role.name)
        if found is None:
            attached = filter(None, map(self._store.find_policy, role.attached))
            documents = [*role.inline.values(), *(policy.document for policy in attached)]
            found = self._identity[role.name] = tuple(_compiled(text, Kind.IDENTITY) for text in documents)
        return found

    def boundary(self, role: Role) -> Sequence[Policy] | None:
        """A role's permissions boundary; one that is gone allows nothing."""
        if not role.boundary:
            return None
        policy = self._store.find_policy(role.boundary)
        return (_compiled(policy.document, Kind.IDENTITY),) if policy else ()

    def trust(self, role: Role) -> Sequence[Policy]:
        """Who may assume a role."""
        return (_compiled(role.trust, Kind.TRUST),)

    def session(self, document: str) -> Sequence[Policy]:
        """A session policy."""
        return (_compiled(document, Kind.IDENTITY),)

    def resource(self, documents: Sequence[Mapping[str, Any]]) -> Sequence[Policy]:
        """A resource's policies."""
        return tuple(_compiled(json.dumps(document), Kind.RESOURCE) for document in documents)


@lru_cache(maxsize=1024)
def _compiled(document: str, kind: Kind) -> Policy:
    return parse(document, kind)
