"""SQS queues.

Names, attributes and their limits: SQS API reference, `CreateQueue`. AWS shows a change of attributes only
after up to a minute, and takes as long before a name can be used again.
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.clients import is_error
from pluto_py.engines.aws_provider.handler import Handler, Property, register
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.aws_provider.waiting import poll, retry_while
from pluto_py.engines.properties.values import UNKNOWN, Properties, Value
from pluto_py.engines.provider import CheckFailure

__all__ = ["Queue"]

_READY = 180.0  # seconds
_REUSE = 75.0  # seconds after a deletion in which the name is taken, and some more

_NUMBERS = {
    "delaySeconds": ("DelaySeconds", 0, 900, 0),
    "kmsDataKeyReusePeriodSeconds": ("KmsDataKeyReusePeriodSeconds", 60, 86_400, 300),
    "maxMessageSize": ("MaximumMessageSize", 1024, 1_048_576, 262_144),
    "messageRetentionSeconds": ("MessageRetentionPeriod", 60, 1_209_600, 345_600),
    "receiveWaitTimeSeconds": ("ReceiveMessageWaitTimeSeconds", 0, 20, 0),
    "visibilityTimeoutSeconds": ("VisibilityTimeout", 0, 43_200, 30),
}
"""AWS's name, the least, the most, and the default of Pulumi's provider."""

_FLAGS = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "fifoQueue": "FifoQueue",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
}
_TEXTS = {
    "deduplicationScope": "DeduplicationScope",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
}
_DOCUMENTS = ("policy", "redriveAllowPolicy", "redrivePolicy")


@register
class Queue(Handler):
    """A queue. Its id is its URL."""

    token = "aws:sqs/queue:Queue"  # noqa: S105 - Pulumi's word for a type's name
    properties: ClassVar[Mapping[str, Property]] = {
        **{name: Property(default=default) for name, (_, _, _, default) in _NUMBERS.items()},
        **{name: Property(json=name in _DOCUMENTS) for name in _TEXTS},
        "contentBasedDeduplication": Property(default=False),
        "fifoQueue": Property(force_new=True, default=False),
        "name": Property(force_new=True),
        "namePrefix": Property(force_new=True),
        "sqsManagedSseEnabled": Property(),
        "tags": Property(),
    }
    naming = Naming(longest=80, pattern=r"[a-zA-Z0-9_-]+(\.fifo)?")
    missing = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
    conflict = ("QueueAlreadyExists", "QueueNameExists")

    def check(self, inputs: Properties) -> list[CheckFailure]:
        return [
            CheckFailure(name, f"{inputs[name]!r} is not between {low} and {high}")
            for name, (_, low, high, _) in _NUMBERS.items()
            if inputs.get(name) not in (None, UNKNOWN) and not low <= inputs[name] <= high
        ]

    def identify(self, inputs: Properties) -> str | None:
        """The URL of the queue that has this name now, if there is one."""
        try:
            return str(self.clients("sqs").get_queue_url(QueueName=inputs["name"])["QueueUrl"])
        except Exception as error:
            if self.is_missing(error):
                return None
            raise

    def create(self, inputs: Properties, timeout: float) -> str:
        made = retry_while(
            lambda: self.clients("sqs").create_queue(
                QueueName=inputs["name"], Attributes=_attributes(inputs), tags=inputs.get("tags") or {}
            ),
            lambda error: is_error(
                error, "AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently"
            ),
            timeout=_REUSE,
        )
        url = str(made["QueueUrl"])
        self._wait(url, inputs, timeout)
        return url

    def read(self, identity: str) -> Properties | None:
        client = self.clients("sqs")
        found = client.get_queue_attributes(QueueUrl=identity, AttributeNames=["All"])["Attributes"]
        live = _live(found)
        return {
            **live,
            "arn": found["QueueArn"],
            "name": found["QueueArn"].rpartition(":")[2],
            "tags": client.list_queue_tags(QueueUrl=identity).get("Tags", {}),
            "url": identity,
        }

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        client = self.clients("sqs")
        wanted, present = _attributes(news), _attributes(olds)
        changed = {name: value for name, value in wanted.items() if present.get(name) != value}
        changed.update({name: _cleared(name) for name in present if name not in wanted})
        if changed:
            client.set_queue_attributes(QueueUrl=identity, Attributes=changed)
            self._wait(identity, news, timeout)
        before, after = olds.get("tags") or {}, news.get("tags") or {}
        if gone := sorted(set(before) - set(after)):
            client.untag_queue(QueueUrl=identity, TagKeys=gone)
        if added := {key: value for key, value in after.items() if before.get(key) != value}:
            client.tag_queue(QueueUrl=identity, Tags=added)

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        client = self.clients("sqs")
        client.delete_queue(QueueUrl=identity)

        def gone() -> bool | None:
            try:
                client.get_queue_attributes(QueueUrl=identity, AttributeNames=["QueueArn"])
            except Exception as error:
                if self.is_missing(error):
                    return True
                raise
            return None

        poll(gone, what=f"queue {identity} to be deleted", timeout=timeout or _READY)

    def _wait(self, url: str, inputs: Properties, timeout: float) -> None:
        """Until SQS shows the attributes as they were set: Lambda judges a queue by what it sees."""
        wanted = _attributes(inputs)

        def shown() -> bool | None:
            try:
                found = self.clients("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            except Exception as error:
                if self.is_missing(error):
                    return None
                raise
            present = found["Attributes"]
            return all(_same(name, present.get(name), value) for name, value in wanted.items()) or None

        poll(shown, what=f"queue {url} to have its attributes", timeout=timeout or _READY)


def _attributes(inputs: Properties) -> dict[str, str]:
    """The given attributes as SQS takes them: every value is text."""
    found: dict[str, str] = {}
    for name, (attribute, *_) in _NUMBERS.items():
        if inputs.get(name) is not None:
            found[attribute] = str(int(inputs[name]))
    for name, attribute in _FLAGS.items():
        # A queue that is none of the FIFO kind may not even say so.
        if inputs.get(name) is not None and not (name != "sqsManagedSseEnabled" and not inputs[name]):
            found[attribute] = str(bool(inputs[name])).lower()
    for name, attribute in _TEXTS.items():
        if inputs.get(name):
            value = inputs[name]
            found[attribute] = value if isinstance(value, str) else json.dumps(value)
    return found


def _cleared(attribute: str) -> str:
    """What sets an attribute back to its default once the program no longer gives it."""
    for name, _, _, default in _NUMBERS.values():
        if name == attribute:
            return str(default)
    return "true" if attribute == "SqsManagedSseEnabled" else ""


def _live(found: Mapping[str, str]) -> Properties:
    live: Properties = {}
    for name, (attribute, *_) in _NUMBERS.items():
        if attribute in found:
            live[name] = int(found[attribute])
    for name, attribute in _FLAGS.items():
        if attribute in found:
            live[name] = found[attribute] == "true"
    for name, attribute in _TEXTS.items():
        if found.get(attribute):
            live[name] = found[attribute]
    return live


def _same(name: str, present: Value, wanted: str) -> bool:
    if name in {_TEXTS[document] for document in _DOCUMENTS}:
        return present is not None and _document(present) == _document(wanted)
    return bool(present == wanted)


def _document(text: str) -> Any:
    """A policy without what SQS changes in it: it may hand numbers back that were given as text."""
    found = json.loads(text)
    if isinstance(found, dict) and "maxReceiveCount" in found:
        found["maxReceiveCount"] = int(found["maxReceiveCount"])
    return found
