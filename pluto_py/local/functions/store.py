"""Where functions outlive the process: one row per function in the cloud's sqlite file.

All rows are also held in memory, so that a call reads no file. A write is committed before it returns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pluto_py.local.database import connect
from pluto_py.local.functions.model import FunctionRecord

__all__ = ["FunctionStore"]


class FunctionStore:
    """The functions of one stack, by name."""

    def __init__(self, database: Path):
        self._connection = connect(database)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS lambda_functions (name TEXT PRIMARY KEY, record TEXT NOT NULL)"
        )
        rows = self._connection.execute("SELECT record FROM lambda_functions ORDER BY name")
        loaded = (FunctionRecord.from_data(json.loads(record)) for (record,) in rows)
        self._records = {record.name: record for record in loaded}

    def get(self, name: str) -> FunctionRecord | None:
        """The function of that name, or None."""
        return self._records.get(name)

    def __iter__(self) -> Iterator[FunctionRecord]:
        """All functions, by name."""
        return iter(sorted(self._records.values(), key=lambda record: record.name))

    def put(self, record: FunctionRecord) -> None:
        """Insert or replace a function."""
        self._connection.execute(
            "INSERT OR REPLACE INTO lambda_functions VALUES (?, ?)",
            (record.name, json.dumps(record.to_data())),
        )
        self._records[record.name] = record

    def delete(self, name: str) -> None:
        """Forget a function."""
        self._connection.execute("DELETE FROM lambda_functions WHERE name = ?", (name,))
        self._records.pop(name, None)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
