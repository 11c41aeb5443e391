"""A queue of messages that functions of the app work off. On AWS: one SQS queue, and one for dead letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pluto_py.resources import aws, checks
from pluto_py.resources.base import ArgumentError, Resource, declaration, operation
from pluto_py.runtime.cloud_event import CloudEvent

__all__ = [
    "BATCH_SIZE",
    "MESSAGE_LIMIT",
    "SUBSCRIBER_MEMORY",
    "SUBSCRIBER_TIMEOUT",
    "CloudEvent",
    "Queue",
]

MESSAGE_LIMIT = 256 * 1024
"""Bytes of a message as UTF-8: ten of them fit the 6 MB that Lambda takes in one event."""

BATCH_SIZE = 1
"""Messages of one invocation: by itself, each has the whole timeout, and another's failure is not its own."""

SUBSCRIBER_MEMORY = 256
"""MB."""

SUBSCRIBER_TIMEOUT = 120
"""Seconds: enough for a call of a model, which may take 60; what fails waits six times as long."""

# What SQS does not carry: SendMessage, "A message can include only XML, JSON, and unformatted text".
# Compiled at the first push, since it takes milliseconds and every function of every app imports this module.
_NOT_CARRIED = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Queue(Resource):
    """Messages between functions, each delivered at least once, in about the order of their pushes.

    Args:
        name: unique among the app's Queues.

    Example:
        orders = Queue("orders")

        def on_order(event: CloudEvent) -> None:
            print(event.timestamp, event.data)

        orders.subscribe(on_order)

        def order(item: str) -> None:
            orders.push(item)
    """

    library_actions = ("sqs:SendMessage",)

    def __init__(self, name: str) -> None:
        super().__init__(name)

    @declaration(
        "queue",
        {
            "handler": checks.handler,
            "batch_size": checks.whole_number(1, 10, "messages"),
            "memory": checks.whole_number(128, 10240, "MB"),
            "timeout": checks.whole_number(1, 900, "seconds"),
        },
    )
    def subscribe(
        self,
        handler: Callable[[CloudEvent], Any],
        *,
        batch_size: int = BATCH_SIZE,
        memory: int = SUBSCRIBER_MEMORY,
        timeout: int = SUBSCRIBER_TIMEOUT,
    ) -> None:
        """Have `handler` run as a function of its own, on every message that is pushed.

        It is called with one `CloudEvent` at a time; what it returns is ignored. If it raises, the message
        comes back after six times `timeout`; after the fifth failure it goes to the dead-letter queue.
        Each message of a queue goes to one of its subscribers. Call this at module level.

        Args:
            handler: what runs: a function (`async`, too), lambda, bound method or partial.
            batch_size: how many messages one invocation may work off, one after the other; 1 to 10.
            memory: MB, 128 to 10240.
            timeout: seconds for one invocation, 1 to 900.
        """
        self.declare_function("subscribe", handler, batch_size=batch_size, memory=memory, timeout=timeout)

    @operation("sqs:SendMessage")
    def push(self, message: str) -> None:
        """Add a message: 1 byte to 256 KB of text as UTF-8; no control characters but tab and line ends."""
        _check(message)
        url = self.provisioned("queue_url")
        aws.client("sqs").send_message(QueueUrl=url, MessageBody=message)


def _check(message: str) -> None:
    if not isinstance(message, str):
        raise ArgumentError(
            f"A Queue's message must be a string, not {type(message).__name__}.",
            hint="`json.dumps` makes one of plain data, and `json.loads` undoes it in the subscriber.",
        )
    if found := re.search(_NOT_CARRIED, message):
        raise ArgumentError(
            f"A Queue's message must be text; it has the character {found[0]!r} at index {found.start()}.",
            hint="`base64` makes text of bytes.",
        )
    size = len(message.encode())
    if not 1 <= size <= MESSAGE_LIMIT:
        raise ArgumentError(
            f"A Queue's message must take 1 to {MESSAGE_LIMIT} bytes as UTF-8; this one takes {size}.",
            hint="Keep large data in a Bucket or KVStore, and push its key." if size else None,
        )
