"""Asynchronous invocations: accepted at once, run later, tried again when they fail.

Events lie in the cloud's sqlite file until they are done, so that a restart loses none (it may run one
twice, as Lambda may). Retries: `limits.HostSettings`; a throttled event waits and does not count as a try.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pluto_py.local.database import connect
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.limits import HostSettings
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.service import ServiceError

__all__ = ["EventQueue"]

_THROTTLED_S = 1.0
_COLUMNS = "id, function, payload, client_context, received, attempts"


@dataclass(frozen=True)
class _Event:
    id: int
    function: str
    payload: bytes
    client_context: str | None
    received: float  # Unix time
    attempts: int


class EventQueue:
    """See the module. `dropped(function, message)` is told of an event that is given up."""

    def __init__(
        self,
        database: Path,
        host: FunctionHost,
        settings: HostSettings,
        lookup: Callable[[str], FunctionRecord | None],
        dropped: Callable[[FunctionRecord, str], None],
    ):
        self._connection = connect(database)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS lambda_events (id INTEGER PRIMARY KEY, function TEXT NOT NULL, "
            "payload BLOB NOT NULL, client_context TEXT, received REAL NOT NULL, attempts INTEGER NOT NULL)"
        )
        self._host = host
        self._settings = settings
        self._lookup = lookup
        self._dropped = dropped
        self._tasks: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Take up what an earlier run has left."""
        for row in self._connection.execute(f"SELECT {_COLUMNS} FROM lambda_events").fetchall():  # noqa: S608
            self._begin(_Event(*row))

    def put(self, function: str, payload: bytes, client_context: str | None) -> None:
        """Accept an event."""
        received = time.time()
        cursor = self._connection.execute(
            "INSERT INTO lambda_events (function, payload, client_context, received, attempts) "
            "VALUES (?, ?, ?, ?, 0)",
            (function, payload, client_context, received),
        )
        self._begin(_Event(cursor.lastrowid or 0, function, payload, client_context, received, 0))

    async def close(self) -> None:
        """Stop; what is not done stays for the next run."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._connection.close()

    def _begin(self, event: _Event) -> None:
        task = asyncio.create_task(self._carry_out(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, event: _Event) -> None:
        attempts = event.attempts
        while time.time() - event.received < self._settings.event_age_s:
            function = self._lookup(event.function)
            if function is None:
                return self._done(event)
            try:
                reply = await self._host.invoke(function, event.payload, event.client_context)
            except Exception as error:  # a role that is gone, a machine out of processes: nobody else is told
                if isinstance(error, ServiceError) and error.code == "TooManyRequestsException":
                    await asyncio.sleep(_THROTTLED_S)
                    continue
                self._dropped(function, f"an asynchronous invocation was dropped: {error}")
                return self._done(event)
            if not reply.error_type:
                return self._done(event)
            attempts += 1
            if attempts > len(self._settings.retry_delays_s):
                self._dropped(function, f"an asynchronous invocation was dropped after {attempts} attempts.")
                return self._done(event)
            self._connection.execute(
                "UPDATE lambda_events SET attempts = ? WHERE id = ?", (attempts, event.id)
            )
            await asyncio.sleep(self._settings.retry_delays_s[attempts - 1])
        return self._done(event)

    def _done(self, event: _Event) -> None:
        self._connection.execute("DELETE FROM lambda_events WHERE id = ?", (event.id,))
