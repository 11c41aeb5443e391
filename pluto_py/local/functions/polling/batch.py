"""What a function gets of a queue, and what its answer says of each message.

Shapes: Lambda developer guide, "Using Lambda with Amazon SQS", and "Handling errors for an SQS event source".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pluto_py.local.functions.host.outcomes import Reply
from pluto_py.local.functions.polling.source import QueueMessage

__all__ = ["done", "event"]


def event(messages: Sequence[QueueMessage], source: str) -> bytes:
    """The event of one invocation; `source` is the queue's ARN."""
    records = [_record(message, source) for message in messages]
    return json.dumps({"Records": records}, ensure_ascii=False).encode()


def done(messages: Sequence[QueueMessage], reply: Reply, *, reported: bool) -> list[QueueMessage]:
    """The messages that need not come again; `reported` if the function says which ones failed."""
    if reply.error_type:
        return []
    if not reported:
        return list(messages)
    failed = _failures(reply.payload, {message.message_id for message in messages})
    return [] if failed is None else [message for message in messages if message.message_id not in failed]


def _failures(payload: bytes, sent: set[str]) -> set[str] | None:
    """The ids that the function names; None if its answer is not of the form that Lambda asks for."""
    try:
        answer = json.loads(payload or b"null")
    except ValueError:
        return None
    if answer is None:
        return set()
    items = answer.get("batchItemFailures") if isinstance(answer, dict) else ()
    if not isinstance(items, list):
        return set() if items is None else None
    found = {item.get("itemIdentifier") if isinstance(item, dict) else None for item in items}
    return {str(identifier) for identifier in found} if found <= sent else None


def _record(message: QueueMessage, source: str) -> dict[str, Any]:
    region = source.split(":")[3]
    return {
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": dict(message.system_attributes),
        "messageAttributes": {name: _attribute(value) for name, value in message.attributes.items()},
        "md5OfBody": message.md5_of_body,
        "eventSource": "aws:sqs",
        "eventSourceARN": source,
        "awsRegion": region,
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    for member in ("StringValue", "BinaryValue"):
        if member in value:
            shown[member[0].lower() + member[1:]] = value[member]
    return shown
