"""A call and its record: what moto answered is answered only once sqlite has it.

A call that fails leaves every item as it was, whatever moto had done by then; so does one whose record cannot
be written (a full disk).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from pluto_py.local.service import ServiceError
from pluto_py.local.stores.dynamodb import touched
from pluto_py.local.stores.dynamodb.definitions import definition_of, restore, without_stream_records
from pluto_py.local.stores.dynamodb.engine import Engine
from pluto_py.local.stores.dynamodb.journal import Journal
from pluto_py.local.stores.dynamodb.operations import ITEM_WRITES, PARTIQL, TABLE_WRITES
from pluto_py.local.stores.dynamodb.values import canonical_key, from_wire, to_wire

__all__ = ["DynamoDbStore"]

_log = logging.getLogger(__name__)


class DynamoDbStore:
    """All tables of a stack. For one thread at a time; making it reads the state file."""

    def __init__(self, database: Path):
        self._engine = Engine()
        self._journal = Journal(database)
        for region, name, definition in self._journal.tables():
            items = self._journal.items(region, name)
            restore(self._engine.backend(region), name, definition, items)

    def close(self) -> None:
        """Let go of the state file."""
        self._journal.close()

    def call(self, region: str, operation: str, parameters: Mapping[str, Any]) -> bytes:
        """Carry one served operation out and give its answer as JSON. Raises `ServiceError`."""
        given = from_wire(dict(parameters))
        try:
            if operation in ITEM_WRITES:
                return to_wire(self._write_items(region, operation, given))
            if operation in PARTIQL:
                return to_wire(self._execute(region, operation, given))
            answer = self._engine.call(region, operation, given)
            if operation in TABLE_WRITES:
                self._record_table(region, operation, given)
            return to_wire(answer)
        except sqlite3.Error as error:
            _log.exception("%s could not be recorded", operation)
            message = f"The local cloud could not store this: {error}."
            raise ServiceError("InternalServerError", message, 500) from error

    def _write_items(self, region: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        backend = self._engine.backend(region)
        refs = touched.find(backend, operation, parameters)
        before = [(ref, touched.remember(backend, ref, operation)) for ref in refs]
        try:
            answer = self._engine.call(region, operation, parameters)
            self._journal.write(
                region, [(ref.table, ref.key, _attributes(touched.get(backend, ref))) for ref in refs]
            )
        except (ServiceError, sqlite3.Error):
            for ref, item in before:
                touched.put_back(backend, ref, item)
            raise
        return answer

    def _record_table(self, region: str, operation: str, parameters: Mapping[str, Any]) -> None:
        """Keep the table's definition as it is now; one that could not be kept is not made at all."""
        backend = self._engine.backend(region)
        named = parameters.get("TableName") or parameters.get("ResourceArn")
        table = touched.table_of(backend, named)
        if table is None:
            self._journal.delete_table(region, str(named).rpartition("/")[2])
            return
        without_stream_records(table)
        try:
            self._journal.save_table(region, table.name, definition_of(table))
        except sqlite3.Error:
            if operation == "CreateTable":
                del backend.tables[table.name]
            raise

    def _execute(self, region: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Carry statements out. Several may have been carried out before one fails: those count."""
        try:
            return self._engine.call(region, operation, parameters)
        finally:
            self._record_statements(region, parameters)

    def _record_statements(self, region: str, parameters: Mapping[str, Any]) -> None:
        """Keep every table that a statement names: which of its items changed, PartiQL does not say."""
        texts = [str(parameters.get("Statement") or "")]
        for name in ("Statements", "TransactStatements"):
            texts += [str(part.get("Statement")) for part in parameters.get(name) or ()]
        changing = [text for text in texts if text and not text.lstrip().lower().startswith("select")]
        for table in self._engine.backend(region).tables.values():
            if any(table.name in text for text in changing):
                self._journal.replace_items(region, table.name, _rows(table))


def _rows(table: Table) -> list[tuple[str, Mapping[str, Any]]]:
    items = [_attributes(item) or {} for item in table.all_items()]
    return [(canonical_key(item, table.table_key_attrs), item) for item in items]


def _attributes(item: Item | None) -> Mapping[str, Any] | None:
    """An item as `{"name": {"S": …}}`, binary values as bytes."""
    if item is None:
        return None
    attributes: dict[str, Any] = item.to_json()["Attributes"]
    return attributes
