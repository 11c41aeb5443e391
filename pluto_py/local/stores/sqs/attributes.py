"""A queue's attributes: which may be set, to what, and which are told.

Limits: SQS API reference, `SetQueueAttributes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pluto_py.local.stores.sqs.errors import SqsError, invalid_parameter
from pluto_py.local.stores.sqs.records import DEFAULTS, Queue
from pluto_py.local.stores.sqs.store import Counts

__all__ = ["checked", "shown"]

_NUMBERS = {
    "DelaySeconds": (0, 900),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
    "MaximumMessageSize": (1024, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}
_FIFO = ("ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit")
_TEXTS = ("KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy", "SqsManagedSseEnabled")
_TOLD = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
)
_ARN = re.compile(r"arn:aws:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,80}")


def checked(given: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of a request as text. An empty text takes a policy away.

    Raises:
        SqsError: `InvalidAttributeName` or `InvalidAttributeValue`.
    """
    return {name: _checked(name, str(value)) for name, value in given.items()}


def shown(queue: Queue, counts: Counts, wanted: Sequence[str]) -> dict[str, str]:
    """The attributes that a request asks for, `"All"` among them.

    Raises:
        SqsError: `InvalidAttributeName`.
    """
    known = {*DEFAULTS, *_NUMBERS, *_TEXTS, *_FIFO, *_TOLD, "All"}
    if unknown := [name for name in wanted if name not in known]:
        raise SqsError("InvalidAttributeName", f"Unknown Attribute {unknown[0]}.")
    found = {
        **DEFAULTS,
        **{name: value for name, value in queue.attributes.items() if value},
        "ApproximateNumberOfMessages": str(counts.visible),
        "ApproximateNumberOfMessagesDelayed": str(counts.delayed),
        "ApproximateNumberOfMessagesNotVisible": str(counts.in_flight),
        "CreatedTimestamp": str(queue.created),
        "LastModifiedTimestamp": str(queue.modified),
        "QueueArn": queue.arn,
    }
    return {name: value for name, value in found.items() if "All" in wanted or name in wanted}


def _checked(name: str, value: str) -> str:
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        if not re.fullmatch(r"\d+", value) or not low <= int(value) <= high:
            raise _invalid_value(name)
        return str(int(value))
    if name in _FIFO:
        if name == "FifoQueue" and value.lower() == "false":
            return ""
        raise invalid_parameter(f"The local cloud has no FIFO queues, so {name} cannot be set.")
    if name not in _TEXTS:
        raise SqsError("InvalidAttributeName", f"Unknown Attribute {name}.")
    if name == "RedrivePolicy" and value:
        _check_redrive(value)
    elif name in ("Policy", "RedriveAllowPolicy") and value:
        _object(name, value)
    elif name == "SqsManagedSseEnabled" and value not in ("true", "false"):
        raise _invalid_value(name)
    return value


def _check_redrive(text: str) -> None:
    policy = _object("RedrivePolicy", text)
    deliveries = str(policy.get("maxReceiveCount", ""))
    if not re.fullmatch(r"\d+", deliveries) or not 1 <= int(deliveries) <= 1000:
        raise invalid_parameter(
            f"Value {text} for parameter RedrivePolicy is invalid. Reason: Invalid value for "
            f"maxReceiveCount: {deliveries}, valid values are from 1 to 1000 both inclusive."
        )
    if not _ARN.fullmatch(str(policy.get("deadLetterTargetArn", ""))):
        raise invalid_parameter(
            f"Value {text} for parameter RedrivePolicy is invalid. "
            "Reason: Invalid value for deadLetterTargetArn."
        )


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise _invalid_value(name) from None
    if not isinstance(found, dict):
        raise _invalid_value(name)
    return found


def _invalid_value(name: str) -> SqsError:
    return SqsError("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
