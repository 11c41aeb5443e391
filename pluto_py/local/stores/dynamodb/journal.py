"""Tables and items in the state file: one row per table, one per item, so a start reads what lives.

An item's row is replaced when the item changes. Nothing here knows moto.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pluto_py.local.database import connect
from pluto_py.local.stores.dynamodb.values import from_wire, to_wire

__all__ = ["Change", "Journal"]

Change = tuple[str, str, "Mapping[str, Any] | None"]
"""A table's name, an item's key as text, and its attributes, or None if it is gone."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS dynamodb_tables (
    region TEXT, name TEXT, definition TEXT, PRIMARY KEY (region, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dynamodb_items (
    region TEXT, "table" TEXT, key TEXT, attributes BLOB, PRIMARY KEY (region, "table", key)
);
"""
_PUT_ITEM = "INSERT OR REPLACE INTO dynamodb_items VALUES (?, ?, ?, ?)"
_DELETE_ITEM = 'DELETE FROM dynamodb_items WHERE region = ? AND "table" = ? AND key = ?'
_DELETE_ITEMS = 'DELETE FROM dynamodb_items WHERE region = ? AND "table" = ?'


class Journal:
    """DynamoDB's part of the state file; for one thread at a time."""

    def __init__(self, database: Path):
        self._connection = connect(database)
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def tables(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Region, name and definition of every table, in the order of their names."""
        rows = self._connection.execute("SELECT region, name, definition FROM dynamodb_tables").fetchall()
        return ((region, name, json.loads(definition)) for region, name, definition in rows)

    def items(self, region: str, table: str) -> Iterator[dict[str, Any]]:
        """The attributes of every item of a table."""
        query = 'SELECT attributes FROM dynamodb_items WHERE region = ? AND "table" = ?'
        rows = self._connection.execute(query, (region, table))
        return (from_wire(json.loads(attributes)) for (attributes,) in rows)

    def save_table(self, region: str, name: str, definition: Mapping[str, Any]) -> None:
        """Make or replace a table's row."""
        row = (region, name, json.dumps(definition))
        self._connection.execute("INSERT OR REPLACE INTO dynamodb_tables VALUES (?, ?, ?)", row)

    def delete_table(self, region: str, name: str) -> None:
        """Remove a table with its items."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM dynamodb_tables WHERE region = ? AND name = ?", (region, name))
            connection.execute(_DELETE_ITEMS, (region, name))

    def write(self, region: str, changes: list[Change]) -> None:
        """Record changed items, all or none."""
        if len(changes) == 1:
            self._apply(self._connection, region, changes[0])
            return
        with self._transaction() as connection:
            for change in changes:
                self._apply(connection, region, change)

    def replace_items(self, region: str, table: str, items: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Record all items of a table anew."""
        with self._transaction() as connection:
            connection.execute(_DELETE_ITEMS, (region, table))
            connection.executemany(_PUT_ITEM, ((region, table, key, to_wire(item)) for key, item in items))

    def _apply(self, connection: sqlite3.Connection, region: str, change: Change) -> None:
        table, key, attributes = change
        if attributes is None:
            connection.execute(_DELETE_ITEM, (region, table, key))
        else:
            connection.execute(_PUT_ITEM, (region, table, key, to_wire(attributes)))

    def _transaction(self) -> sqlite3.Connection:
        """The connection as a context that commits, or rolls back on an exception."""
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection
