"""SageMaker's tables in the stack's state file: each change is one transaction.

Names are compared without case, as in the API's ARNs; the spelling of creation is kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pluto_py.local import database

__all__ = ["Store"]

_TABLES = """
CREATE TABLE IF NOT EXISTS sagemaker_object (
  kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sagemaker_tag (
  arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)
) WITHOUT ROWID;
"""


class Store:
    """Objects by kind and name, as JSON; tags by ARN."""

    def __init__(self, path: Path):
        self._connection: sqlite3.Connection = database.connect(path)
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """One object."""
        query = "SELECT body FROM sagemaker_object WHERE kind = ? AND key = ?"
        row = self._connection.execute(query, (kind, name.lower())).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind, by name."""
        query = "SELECT body FROM sagemaker_object WHERE kind = ? ORDER BY key"
        return [dict(json.loads(body)) for (body,) in self._connection.execute(query, (kind,))]

    def put(self, kind: str, body: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> None:
        """Write an object by its `name`; `tags` are those of a new one, by its `arn`."""
        statement = "INSERT OR REPLACE INTO sagemaker_object VALUES (?, ?, ?)"
        with self._transaction() as connection:
            connection.execute(statement, (kind, body["name"].lower(), json.dumps(body)))
            self._tag(connection, body["arn"], tags or {})

    def delete(self, kind: str, name: str, arn: str) -> None:
        """Remove an object and its tags."""
        with self._transaction() as connection:
            connection.execute(
                "DELETE FROM sagemaker_object WHERE kind = ? AND key = ?", (kind, name.lower())
            )
            connection.execute("DELETE FROM sagemaker_tag WHERE arn = ?", (arn,))

    def tags(self, arn: str) -> dict[str, str]:
        """An object's tags, by key."""
        query = "SELECT key, value FROM sagemaker_tag WHERE arn = ? ORDER BY key"
        return dict(self._connection.execute(query, (arn,)))

    def add_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add tags, or change those that are there."""
        with self._transaction() as connection:
            self._tag(connection, arn, tags)

    def remove_tags(self, arn: str, keys: Iterable[str]) -> None:
        """Remove tags; those that are not there are no error."""
        with self._transaction() as connection:
            statement = "DELETE FROM sagemaker_tag WHERE arn = ? AND key = ?"
            connection.executemany(statement, [(arn, key) for key in keys])

    @staticmethod
    def _tag(connection: sqlite3.Connection, arn: str, tags: Mapping[str, str]) -> None:
        statement = "INSERT OR REPLACE INTO sagemaker_tag VALUES (?, ?, ?)"
        connection.executemany(statement, [(arn, key, value) for key, value in tags.items()])

    def _transaction(self) -> sqlite3.Connection:
        """The connection after `BEGIN`; as a context manager it commits, or rolls back on an error."""
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection
