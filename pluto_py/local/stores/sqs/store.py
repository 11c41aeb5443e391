"""Queues and messages in the state file. What a call has answered is committed.

A message's row says when it may be received: when it was sent or its delay is over, and after each receipt
when the visibility timeout is. So there is nothing to restore: time alone makes messages visible again.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pluto_py.local.database import connect
from pluto_py.local.stores.sqs.errors import SqsError, no_such_queue
from pluto_py.local.stores.sqs.records import Message, Queue, QueueKey, Redrive

__all__ = ["Counts", "Received", "SqsStore"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sqs_queues (
    id INTEGER PRIMARY KEY, region TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL,
    tags TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, UNIQUE (region, name)
);
CREATE TABLE IF NOT EXISTS sqs_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, visible INTEGER NOT NULL,
    message_id TEXT NOT NULL, body TEXT NOT NULL, sender TEXT NOT NULL, sent INTEGER NOT NULL,
    attributes TEXT NOT NULL, trace TEXT, received INTEGER NOT NULL, first_received INTEGER, receipt TEXT
);
CREATE INDEX IF NOT EXISTS sqs_messages_visible ON sqs_messages (queue, visible);
"""
_QUEUE = "region, name, attributes, tags, created, modified"
_MESSAGE = "message_id, body, sender, sent, attributes, trace, received, first_received"
_SWEEP_MS = 60_000


@dataclass(frozen=True)
class Received:
    """What a receipt came to.

    `dead` is the queue to which messages went that had been received too often, if any were; `next_visible`
    is when the next message of the queue may be received (milliseconds since 1970), None if there is none.
    """

    messages: Sequence[Message]
    dead: QueueKey | None
    next_visible: int | None


@dataclass(frozen=True)
class Counts:
    """How many messages a queue has: to be received, being worked on, delayed."""

    visible: int
    in_flight: int
    delayed: int


class SqsStore:
    """All queues of a stack. For one thread at a time; `queues` may be read by others."""

    def __init__(self, database: Path):
        self._connection = connect(database)
        self._connection.executescript(_SCHEMA)
        rows = self._connection.execute(f"SELECT id, {_QUEUE} FROM sqs_queues").fetchall()  # noqa: S608
        self._ids: dict[QueueKey, int] = {(row[1], row[2]): row[0] for row in rows}
        self.queues: dict[QueueKey, Queue] = {(row[1], row[2]): _queue(row[1:]) for row in rows}
        self._swept: dict[int, int] = {}

    def close(self) -> None:
        """Let go of the state file."""
        self._connection.close()

    # -- queues

    def find(self, key: QueueKey) -> Queue:
        """A queue. Raises `SqsError` if there is none."""
        queue = self.queues.get(key)
        if queue is None:
            raise no_such_queue()
        return queue

    def save(self, queue: Queue) -> None:
        """Make a queue, or change its attributes and tags."""
        values = (
            json.dumps(dict(queue.attributes)),
            json.dumps(dict(queue.tags)),
            queue.created,
            queue.modified,
        )
        if queue.key in self._ids:
            self._connection.execute(
                "UPDATE sqs_queues SET attributes = ?, tags = ?, created = ?, modified = ? WHERE id = ?",
                (*values, self._ids[queue.key]),
            )
        else:
            made = self._connection.execute(
                "INSERT INTO sqs_queues (region, name, attributes, tags, created, modified) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (*queue.key, *values),
            )
            self._ids[queue.key] = int(made.lastrowid or 0)
        self.queues[queue.key] = queue

    def delete_queue(self, key: QueueKey) -> None:
        """Remove a queue with its messages."""
        self.find(key)
        with self._transaction():
            self._connection.execute("DELETE FROM sqs_messages WHERE queue = ?", (self._ids[key],))
            self._connection.execute("DELETE FROM sqs_queues WHERE id = ?", (self._ids[key],))
        del self._ids[key], self.queues[key]

    def purge(self, key: QueueKey) -> None:
        """Remove all messages of a queue."""
        self.find(key)
        self._connection.execute("DELETE FROM sqs_messages WHERE queue = ?", (self._ids[key],))

    def counts(self, key: QueueKey) -> Counts:
        """How many messages there are now."""
        self.find(key)
        now = _now()
        row = self._connection.execute(
            "SELECT COALESCE(SUM(visible <= ?), 0), COALESCE(SUM(visible > ? AND received > 0), 0), "
            "COALESCE(SUM(visible > ? AND received = 0), 0) FROM sqs_messages WHERE queue = ?",
            (now, now, now, self._ids[key]),
        ).fetchone()
        return Counts(*row)

    # -- messages

    def send(self, key: QueueKey, messages: Sequence[tuple[Message, int]]) -> None:
        """Add messages, each with its delay in seconds; all or none."""
        self.find(key)
        rows = [
            (
                self._ids[key],
                message.sent + delay * 1000,
                message.message_id,
                message.body,
                message.sender,
                message.sent,
                json.dumps(dict(message.attributes)),
                message.trace,
            )
            for message, delay in messages
        ]
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO sqs_messages (queue, visible, message_id, body, sender, sent, attributes, "
                "trace, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                rows,
            )

    def receive(self, key: QueueKey, count: int, visibility_s: int) -> Received:
        """Take up to `count` messages, the one that has waited longest first, hidden for `visibility_s`."""
        queue = self.find(key)
        number, now = self._ids[key], _now()
        self._sweep(queue, now)
        redrive = self._reachable(queue)
        taken: list[Message] = []
        dead: QueueKey | None = None
        with self._transaction():
            while len(taken) < count and (rows := self._visible(number, now, count - len(taken))):
                for identifier, message in rows:
                    if redrive is not None and message.received >= redrive.deliveries:
                        dead = queue.region, _name(redrive.target)
                        self._move(identifier, self._ids[dead], now)
                    else:
                        # For a millisecond at least: what is not hidden would be found again here.
                        taken.append(self._take(identifier, message, now, max(visibility_s * 1000, 1)))
        return Received(taken, dead, self._next_visible(number, now))

    def delete(self, key: QueueKey, receipt_handle: str) -> None:
        """Remove a message; one that has been received again since stays.

        Raises:
            SqsError: `ReceiptHandleIsInvalid`.
        """
        self.find(key)
        self._connection.execute(
            "DELETE FROM sqs_messages WHERE id = ? AND queue = ? AND receipt = ?",
            (_row_of(receipt_handle), self._ids[key], receipt_handle),
        )

    def hide(self, key: QueueKey, receipt_handle: str, visibility_s: int) -> None:
        """Have a message that is being worked on become visible `visibility_s` from now.

        Raises:
            SqsError: `ReceiptHandleIsInvalid`, or `MessageNotInflight`.
        """
        self.find(key)
        now = _now()
        changed = self._connection.execute(
            "UPDATE sqs_messages SET visible = ? WHERE id = ? AND queue = ? AND receipt = ? AND visible > ?",
            (now + visibility_s * 1000, _row_of(receipt_handle), self._ids[key], receipt_handle, now),
        )
        if changed.rowcount == 0:
            raise SqsError(
                "MessageNotInflight",
                f"Value {receipt_handle} for parameter ReceiptHandle is invalid. Reason: Message does not "
                "exist or is not available for visibility timeout change.",
                "AWS.SimpleQueueService.MessageNotInflight",
            )

    def _visible(self, queue: int, now: int, limit: int) -> list[tuple[int, Message]]:
        """Messages that may be received, by their rows."""
        rows = self._connection.execute(
            f"SELECT id, {_MESSAGE} FROM sqs_messages WHERE queue = ? AND visible <= ? "  # noqa: S608
            "ORDER BY visible, id LIMIT ?",
            (queue, now, limit),
        )
        return [(row[0], _message(row[1:])) for row in rows]

    def _take(self, identifier: int, message: Message, now: int, hidden_ms: int) -> Message:
        handle = base64.urlsafe_b64encode(f"{identifier}:{uuid.uuid4()}".encode()).decode()
        first = message.first_received or now
        self._connection.execute(
            "UPDATE sqs_messages SET visible = ?, received = received + 1, first_received = ?, receipt = ? "
            "WHERE id = ?",
            (now + hidden_ms, first, handle, identifier),
        )
        return replace(message, received=message.received + 1, first_received=first, receipt_handle=handle)

    def _move(self, identifier: int, target: int, now: int) -> None:
        self._connection.execute(
            "UPDATE sqs_messages SET queue = ?, visible = ?, receipt = NULL WHERE id = ?",
            (target, now, identifier),
        )

    def _reachable(self, queue: Queue) -> Redrive | None:
        """The redrive policy, if its target is there."""
        redrive = queue.redrive
        return redrive if redrive and (queue.region, _name(redrive.target)) in self._ids else None

    def _next_visible(self, queue: int, now: int) -> int | None:
        found: int | None = self._connection.execute(
            "SELECT MIN(visible) FROM sqs_messages WHERE queue = ? AND visible > ?", (queue, now)
        ).fetchone()[0]
        return found

    def _sweep(self, queue: Queue, now: int) -> None:
        """Remove what is older than the queue keeps messages; a look a minute will do."""
        number = self._ids[queue.key]
        if now - self._swept.get(number, 0) < _SWEEP_MS:
            return
        self._swept[number] = now
        oldest = now - queue.number("MessageRetentionPeriod") * 1000
        self._connection.execute("DELETE FROM sqs_messages WHERE queue = ? AND sent < ?", (number, oldest))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield


def _queue(row: Sequence[Any]) -> Queue:
    region, name, attributes, tags, created, modified = row
    return Queue(region, name, json.loads(attributes), json.loads(tags), created, modified)


def _message(row: Sequence[Any]) -> Message:
    message_id, body, sender, sent, attributes, trace, received, first_received = row
    return Message(message_id, body, sender, sent, json.loads(attributes), trace, received, first_received)


def _row_of(receipt_handle: str) -> int:
    try:
        number, _, _ = base64.urlsafe_b64decode(receipt_handle).decode().partition(":")
        return int(number)
    except (binascii.Error, ValueError):
        raise SqsError(
            "ReceiptHandleIsInvalid",
            f'The input receipt handle "{receipt_handle}" is not a valid receipt handle.',
        ) from None


def _name(arn: str) -> str:
    return arn.rpartition(":")[2]


def _now() -> int:
    return int(time.time() * 1000)
