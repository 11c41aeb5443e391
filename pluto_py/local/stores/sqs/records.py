"""A queue and a message as they are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pluto_py.local.context import ACCOUNT
from pluto_py.local.stores.sqs import digests

__all__ = ["DEFAULTS", "Message", "Queue", "QueueKey", "Redrive"]

QueueKey = tuple[str, str]
"""Region and name."""

DEFAULTS: Mapping[str, str] = {
    "VisibilityTimeout": "30",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "DelaySeconds": "0",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
}
"""What a queue's attributes are unless they are set: SQS API reference, `CreateQueue`."""


@dataclass(frozen=True)
class Redrive:
    """Where a message goes that was received `deliveries` times and is to be received again."""

    target: str
    deliveries: int


@dataclass(frozen=True)
class Queue:
    """One queue; `attributes` are those that were set, `created` and `modified` seconds since 1970."""

    region: str
    name: str
    attributes: Mapping[str, str]
    tags: Mapping[str, str]
    created: int
    modified: int

    @property
    def key(self) -> QueueKey:
        """What it is found by."""
        return self.region, self.name

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:sqs:{self.region}:{ACCOUNT}:{self.name}"

    def attribute(self, name: str) -> str | None:
        """An attribute as it is, set or not."""
        return self.attributes.get(name, DEFAULTS.get(name))

    def number(self, name: str) -> int:
        """An attribute that is a number and has a default."""
        return int(self.attribute(name) or 0)

    @property
    def redrive(self) -> Redrive | None:
        """Its redrive policy."""
        text = self.attributes.get("RedrivePolicy")
        if not text:
            return None
        policy = json.loads(text)
        return Redrive(policy["deadLetterTargetArn"], int(policy["maxReceiveCount"]))


@dataclass(frozen=True)
class Message:
    """One message.

    Times are milliseconds since 1970. `attributes` are those of the sender, in the shape of the JSON protocol
    (binary values in base64); `trace` is X-Ray's header. `receipt_handle` is that of the last receipt.
    """

    message_id: str
    body: str
    sender: str
    sent: int
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trace: str | None = None
    received: int = 0
    first_received: int | None = None
    receipt_handle: str = ""

    @property
    def md5_of_body(self) -> str:
        """Clients check it."""
        return hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest()

    @property
    def md5_of_attributes(self) -> str | None:
        """Clients check it; None without attributes."""
        return digests.md5_of_attributes(self.attributes) if self.attributes else None

    @property
    def system_attributes(self) -> Mapping[str, str]:
        """What SQS itself says of the message."""
        return dict(self._system_attributes())

    def _system_attributes(self) -> Iterator[tuple[str, str]]:
        yield "SenderId", self.sender
        yield "SentTimestamp", str(self.sent)
        yield "ApproximateReceiveCount", str(self.received)
        if self.first_received is not None:
            yield "ApproximateFirstReceiveTimestamp", str(self.first_received)
        if self.trace is not None:
            yield "AWSTraceHeader", self.trace
