"""SQS: a queue is named by its URL, and a batch needs the action of the single operation."""

from __future__ import annotations

from pluto_py.local.gateway.definition import Call, Limit, ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["SQS"]


def _queue(call: Call) -> list[str]:
    name = (call.text("QueueUrl") or "").rstrip("/").rpartition("/")[2] or call.text("QueueName")
    return [call.arn(name)] if name else []


SQS = ServiceDefinition(
    name="sqs",
    protocol=Protocol.JSON_1_0,
    target="AmazonSQS",
    default_resources=_queue,
    actions={
        "ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
        "DeleteMessageBatch": "sqs:DeleteMessage",
        "SendMessageBatch": "sqs:SendMessage",
    },
    # A batch may have 1 MiB of messages, and JSON escapes a character in up to six bytes.
    default_limit=Limit(8 * 1024 * 1024),
)
