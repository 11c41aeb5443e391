"""`ReceiveMessage`, `DeleteMessage` and `ChangeMessageVisibility`, with their batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pluto_py.local.stores.sqs.batches import Batch
from pluto_py.local.stores.sqs.errors import SqsError, invalid_parameter
from pluto_py.local.stores.sqs.records import Message, Queue
from pluto_py.local.stores.sqs.store import SqsStore

__all__ = ["Receipt", "change_visibility", "delete", "each", "receipt", "shown"]

_MOST = 10
_LONGEST_WAIT_S = 20
_LONGEST_HIDDEN_S = 43_200


@dataclass(frozen=True)
class Receipt:
    """What a receiver asks for; times in seconds."""

    count: int
    visibility_s: int
    wait_s: int


def receipt(queue: Queue, parameters: Mapping[str, Any]) -> Receipt:
    """What `ReceiveMessage` asks for, with the queue's defaults. Raises `SqsError`."""
    wait = parameters.get("WaitTimeSeconds")
    visibility = parameters.get("VisibilityTimeout")
    return Receipt(
        count=_within("MaxNumberOfMessages", parameters.get("MaxNumberOfMessages") or 1, 1, _MOST),
        visibility_s=_within(
            "VisibilityTimeout",
            queue.number("VisibilityTimeout") if visibility is None else visibility,
            0,
            _LONGEST_HIDDEN_S,
        ),
        wait_s=_within(
            "WaitTimeSeconds",
            queue.number("ReceiveMessageWaitTimeSeconds") if wait is None else wait,
            0,
            _LONGEST_WAIT_S,
        ),
    )


def shown(messages: Sequence[Message], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """`ReceiveMessage`'s output."""
    system = [
        *(parameters.get("AttributeNames") or ()),
        *(parameters.get("MessageSystemAttributeNames") or ()),
    ]
    wanted = parameters.get("MessageAttributeNames") or ()
    return {"Messages": [_shown(message, system, wanted) for message in messages]} if messages else {}


def delete(store: SqsStore, queue: Queue, parameters: Mapping[str, Any]) -> None:
    """`DeleteMessage`."""
    store.delete(queue.key, _handle(parameters))


def change_visibility(store: SqsStore, queue: Queue, parameters: Mapping[str, Any]) -> None:
    """`ChangeMessageVisibility`."""
    seconds = _within("VisibilityTimeout", parameters.get("VisibilityTimeout", ""), 0, _LONGEST_HIDDEN_S)
    store.hide(queue.key, _handle(parameters), seconds)


def each(
    operation: Callable[[SqsStore, Queue, Mapping[str, Any]], None],
    store: SqsStore,
    queue: Queue,
    parameters: Mapping[str, Any],
    action: str,
) -> dict[str, Any]:
    """An operation carried out for every entry of a batch."""
    batch = Batch(parameters, action)
    for entry in batch.entries:
        batch.attempt(entry, lambda given: operation(store, queue, given))
    return batch.answer()


def _handle(parameters: Mapping[str, Any]) -> str:
    handle = parameters.get("ReceiptHandle")
    if not isinstance(handle, str) or not handle:
        raise SqsError("MissingParameter", "The request must contain the parameter ReceiptHandle.")
    return handle


def _within(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise invalid_parameter(
            f"Value {value} for parameter {name} is invalid. "
            f"Reason: Must be between {low} and {high}, if provided."
        )
    return value


def _shown(message: Message, system: Sequence[str], wanted: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "MessageId": message.message_id,
        "ReceiptHandle": message.receipt_handle,
        "MD5OfBody": message.md5_of_body,
        "Body": message.body,
    }
    attributes = {
        name: value for name, value in message.system_attributes.items() if "All" in system or name in system
    }
    if attributes:
        told["Attributes"] = attributes
    own = {name: value for name, value in message.attributes.items() if _is_wanted(name, wanted)}
    if own:
        told["MessageAttributes"] = own
        told["MD5OfMessageAttributes"] = Message("", "", "", 0, own).md5_of_attributes
    return told


def _is_wanted(name: str, wanted: Sequence[str]) -> bool:
    """Names may end in `.*`, for all that start so."""
    return any(
        pattern in ("All", ".*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-2]))
        for pattern in wanted
    )
