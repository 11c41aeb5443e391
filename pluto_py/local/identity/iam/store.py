"""Roles and managed policies, in memory for reading and in the state file for the next start.

A write replaces one row, so the file holds what exists and no history. `generation` grows with every write:
who caches something derived compares it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pluto_py.local.database import connect
from pluto_py.local.identity.iam import aws_policies
from pluto_py.local.identity.iam.records import ManagedPolicy, Role
from pluto_py.local.service import ServiceError

__all__ = ["IamStore"]


class IamStore:
    """All of a stack's IAM."""

    def __init__(self, database: Path):
        self._connection = connect(database)
        self._connection.execute("CREATE TABLE IF NOT EXISTS iam_roles (name TEXT PRIMARY KEY, record TEXT)")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS iam_policies (arn TEXT PRIMARY KEY, record TEXT)"
        )
        roles = map(Role.from_json, _records(self._connection, "SELECT record FROM iam_roles"))
        self._roles = {role.name: role for role in roles}
        policies = map(ManagedPolicy.from_json, _records(self._connection, "SELECT record FROM iam_policies"))
        self._policies = {policy.arn: policy for policy in policies}
        self.generation = 0

    def close(self) -> None:
        """Let go of the state file."""
        self._connection.close()

    def roles(self) -> Iterator[Role]:
        """All roles by name."""
        return (self._roles[name] for name in sorted(self._roles))

    def find_role(self, name: str) -> Role | None:
        """A role by name."""
        return self._roles.get(name)

    def role(self, name: str) -> Role:
        """A role by name. Raises `ServiceError` `NoSuchEntity`."""
        role = self._roles.get(name)
        if role is None:
            raise ServiceError("NoSuchEntity", f"The role with name {name} cannot be found.", 404)
        return role

    def put_role(self, role: Role) -> None:
        """Make or replace a role."""
        self._write("INSERT OR REPLACE INTO iam_roles VALUES (?, ?)", role.name, role.to_json())
        self._roles[role.name] = role

    def delete_role(self, name: str) -> None:
        """Remove a role that is there."""
        self._write("DELETE FROM iam_roles WHERE name = ?", name)
        del self._roles[name]

    def policies(self) -> Iterator[ManagedPolicy]:
        """All managed policies by ARN."""
        return (self._policies[arn] for arn in sorted(self._policies))

    def find_policy(self, arn: str) -> ManagedPolicy | None:
        """A managed policy by ARN; AWS's own are known without having been made."""
        return self._policies.get(arn) or aws_policies.find(arn)

    def policy(self, arn: str) -> ManagedPolicy:
        """A managed policy by ARN. Raises `ServiceError` `NoSuchEntity`."""
        policy = self.find_policy(arn)
        if policy is None:
            raise ServiceError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)
        return policy

    def put_policy(self, policy: ManagedPolicy) -> None:
        """Make or replace a managed policy."""
        self._write("INSERT OR REPLACE INTO iam_policies VALUES (?, ?)", policy.arn, policy.to_json())
        self._policies[policy.arn] = policy

    def delete_policy(self, arn: str) -> None:
        """Remove a managed policy that is there."""
        self._write("DELETE FROM iam_policies WHERE arn = ?", arn)
        del self._policies[arn]

    def _write(self, statement: str, *values: str) -> None:
        self._connection.execute(statement, values)
        self.generation += 1


def _records(connection: sqlite3.Connection, query: str) -> Iterator[str]:
    return (record for (record,) in connection.execute(query))
