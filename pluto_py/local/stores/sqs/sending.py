"""`SendMessage` and its batch: what a message may be, and what the sender is told."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from pluto_py.local.stores.sqs.batches import Batch
from pluto_py.local.stores.sqs.errors import SqsError, invalid_parameter, of_batch
from pluto_py.local.stores.sqs.records import Message, Queue
from pluto_py.local.stores.sqs.store import SqsStore

__all__ = ["send", "send_batch"]

_BATCH_BYTES = 1_048_576  # SQS API reference, `SendMessageBatch`
_LONGEST_DELAY_S = 900
_MOST_ATTRIBUTES = 10
_NOT_CARRIED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPE = re.compile(r"(String|Number|Binary)(\.[\w.-]+)?")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")


def send(store: SqsStore, queue: Queue, parameters: Mapping[str, Any], sender: str) -> dict[str, Any]:
    """`SendMessage`."""
    message = _message(queue, parameters, sender)
    store.send(queue.key, [(message, _delay(queue, parameters))])
    return _receipt(message)


def send_batch(store: SqsStore, queue: Queue, parameters: Mapping[str, Any], sender: str) -> dict[str, Any]:
    """`SendMessageBatch`: what is wrong with one message fails that one."""
    batch = Batch(parameters, "Send")
    messages: list[tuple[Message, int]] = []

    def add(entry: Mapping[str, Any]) -> dict[str, Any]:
        message, delay = _message(queue, entry, sender), _delay(queue, entry)
        messages.append((message, delay))
        return _receipt(message)

    for entry in batch.entries:
        batch.attempt(entry, add)
    if sum(_size(message) for message, _ in messages) > _BATCH_BYTES:
        raise of_batch("BatchRequestTooLong", f"Batch requests cannot be longer than {_BATCH_BYTES} bytes.")
    store.send(queue.key, messages)
    return batch.answer()


def _message(queue: Queue, given: Mapping[str, Any], sender: str) -> Message:
    body = given.get("MessageBody")
    if not isinstance(body, str) or not body:
        raise SqsError("MissingParameter", "The request must contain the parameter MessageBody.")
    if _NOT_CARRIED.search(body):
        raise SqsError("InvalidMessageContents", "Message body contains characters that SQS does not carry.")
    system = given.get("MessageSystemAttributes") or {}
    message = Message(
        message_id=str(uuid.uuid4()),
        body=body,
        sender=sender,
        sent=int(time.time() * 1000),
        attributes=_attributes(given.get("MessageAttributes") or {}),
        trace=system.get("AWSTraceHeader", {}).get("StringValue"),
    )
    limit = queue.number("MaximumMessageSize")
    if _size(message) > limit:
        raise invalid_parameter(
            f"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
        )
    return message


def _attributes(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    if len(given) > _MOST_ATTRIBUTES:
        raise invalid_parameter(
            f"Number of message attributes [{len(given)}] exceeds the allowed maximum [10]."
        )
    return {name: _attribute(name, value) for name, value in given.items()}


def _attribute(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    if not _NAME.fullmatch(name):
        raise invalid_parameter(f"The message attribute name '{name}' is invalid.")
    kind = _TYPE.fullmatch(str(value.get("DataType", "")))
    if kind is None:
        raise invalid_parameter(
            f"The type of message (user) attribute '{name}' is invalid. You must use only the following "
            "supported type prefixes: Binary, Number, String."
        )
    member = "BinaryValue" if kind[1] == "Binary" else "StringValue"
    if not value.get(member):
        raise invalid_parameter(
            f"The message (user) attribute '{name}' must contain a non-empty value of type '{kind[1]}'."
        )
    return {"DataType": value["DataType"], member: value[member]}


def _delay(queue: Queue, given: Mapping[str, Any]) -> int:
    delay = given.get("DelaySeconds")
    if delay is None:
        return queue.number("DelaySeconds")
    if not isinstance(delay, int) or not 0 <= delay <= _LONGEST_DELAY_S:
        raise invalid_parameter(
            f"Value {delay} for parameter DelaySeconds is invalid. "
            "Reason: DelaySeconds must be >= 0 and <= 900."
        )
    return delay


def _size(message: Message) -> int:
    """Bytes of the body and of the attributes' names, types and values."""
    size = len(message.body.encode())
    for name, attribute in message.attributes.items():
        size += len(name.encode()) + sum(len(str(part).encode()) for part in attribute.values())
    return size


def _receipt(message: Message) -> dict[str, Any]:
    receipt = {"MessageId": message.message_id, "MD5OfMessageBody": message.md5_of_body}
    digest = message.md5_of_attributes
    return {**receipt, "MD5OfMessageAttributes": digest} if digest else receipt
