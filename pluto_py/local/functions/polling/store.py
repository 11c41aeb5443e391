"""Where mappings outlive the process: one row each in the cloud's sqlite file, all held in memory, too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pluto_py.local.database import connect
from pluto_py.local.functions.polling.mapping import EventSourceMapping

__all__ = ["MappingStore"]


class MappingStore:
    """The mappings of one stack, by UUID."""

    def __init__(self, database: Path):
        self._connection = connect(database)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS lambda_event_sources (uuid TEXT PRIMARY KEY, record TEXT NOT NULL)"
        )
        rows = self._connection.execute("SELECT record FROM lambda_event_sources")
        loaded = (EventSourceMapping(**json.loads(record)) for (record,) in rows)
        self._mappings = {mapping.uuid: mapping for mapping in loaded}

    def __iter__(self) -> Iterator[EventSourceMapping]:
        """All mappings, by UUID."""
        return iter(sorted(self._mappings.values(), key=lambda mapping: mapping.uuid))

    def get(self, uuid: str) -> EventSourceMapping | None:
        """The mapping with that UUID, or None."""
        return self._mappings.get(uuid)

    def put(self, mapping: EventSourceMapping) -> None:
        """Insert or replace a mapping."""
        self._connection.execute(
            "INSERT OR REPLACE INTO lambda_event_sources VALUES (?, ?)",
            (mapping.uuid, json.dumps(mapping.to_data())),
        )
        self._mappings[mapping.uuid] = mapping

    def delete(self, uuid: str) -> None:
        """Forget a mapping."""
        self._connection.execute("DELETE FROM lambda_event_sources WHERE uuid = ?", (uuid,))
        self._mappings.pop(uuid, None)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
