"""Batches of a queue: the handler gets one message after the other, and only what failed comes back.

The answer names the messages that were not done (Lambda's partial batch response); the queue delivers those
again once their visibility timeout is over. If nothing was done, the invocation itself fails instead, so that
Lambda counts an error and asks for fewer messages. Formats:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pluto_py.runtime.cloud_event import CloudEvent
from pluto_py.runtime.execution import ArgumentsError, Executor, HandlerError

__all__ = ["handle_batches", "is_batch"]

_log = logging.getLogger("pluto")


def is_batch(event: Any) -> bool:
    """Whether an event is a batch of SQS messages."""
    records = event.get("Records") if isinstance(event, Mapping) else None
    return isinstance(records, list) and all(
        isinstance(record, Mapping) and record.get("eventSource") == "aws:sqs" for record in records
    )


def handle_batches(handler: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """A Lambda handler that has `handler` called with a `CloudEvent` for each message."""
    executor = Executor(handler)

    def handle(event: Any, context: Any) -> dict[str, Any]:
        if not is_batch(event):
            raise ArgumentsError("This function runs on the messages of a queue: push one to have it run.")
        failed, first = _run_all(executor, event["Records"], context)
        if first is not None and len(failed) == len(event["Records"]):
            raise first.cause from None
        return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failed]}

    return handle


def _run_all(
    executor: Executor, records: Sequence[Mapping[str, Any]], context: Any
) -> tuple[list[str], HandlerError | None]:
    """The ids of the messages that are not done, and the first failure.

    A message that would probably not be finished before the function's timeout is not begun: the timeout
    would bring the finished ones back as well.
    """
    failed, first, longest = [], None, 0.0
    for done, record in enumerate(records):
        if done and context.get_remaining_time_in_millis() < longest * 1000:
            _log.warning("%d messages were not begun: the time is nearly up.", len(records) - done)
            failed += [str(left["messageId"]) for left in records[done:]]
            break
        began = time.monotonic()
        try:
            executor.run([_cloud_event(record)], {})
        except HandlerError as error:
            error.log()
            failed.append(str(record["messageId"]))
            first = first or error
        longest = max(longest, time.monotonic() - began)
    return failed, first


def _cloud_event(record: Mapping[str, Any]) -> CloudEvent:
    return CloudEvent(timestamp=int(record["attributes"]["SentTimestamp"]), data=record["body"])
