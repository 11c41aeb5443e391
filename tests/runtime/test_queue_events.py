"""A subscriber and the batches that Lambda hands it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from pluto_py import CloudEvent, Queue
from pluto_py.runtime import registry
from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.registry import Declared


class Context:
    """Lambda's context, with as much time left as a test says."""

    def __init__(self, remaining_ms: int = 60_000):
        self.remaining_ms = remaining_ms

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


def batch(*bodies: str) -> dict[str, Any]:
    records = [
        {
            "messageId": f"id-{body}",
            "body": body,
            "attributes": {"SentTimestamp": "1700000000123"},
            "eventSource": "aws:sqs",
        }
        for body in bodies
    ]
    return {"Records": records}


def run(handler: Callable[..., Any], *bodies: str, context: Context | None = None) -> Any:
    return lambda_handler(Declared("q-subscribe-0", handler, trigger="queue"))(
        batch(*bodies), context or Context()
    )


def failed(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def test_each_message_is_an_event_with_time_and_data():
    seen: list[CloudEvent] = []
    assert run(seen.append, "a", "b") == {"batchItemFailures": []}
    assert seen == [CloudEvent(1700000000123, "a"), CloudEvent(1700000000123, "b")]


def test_an_event_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        CloudEvent(1, "a").data = "b"  # type: ignore[misc]


def test_only_the_messages_that_failed_come_back(caplog):
    def handler(event: CloudEvent) -> None:
        if event.data != "good":
            raise ValueError(event.data)

    assert failed(run(handler, "bad", "good", "worse")) == ["id-bad", "id-worse"]
    assert "ValueError: bad" in caplog.text
    assert "ValueError: worse" in caplog.text


def test_if_nothing_was_done_the_invocation_fails_so_that_lambda_counts_it():
    def handler(event: CloudEvent) -> None:
        raise ValueError(event.data)

    with pytest.raises(ValueError, match="first"):
        run(handler, "first", "second")


def test_coroutines_are_awaited_and_generators_run():
    seen: list[str] = []

    async def later(event: CloudEvent) -> None:
        seen.append(event.data)

    def steps(event: CloudEvent) -> Iterator[int]:
        yield 1
        seen.append(event.data)

    run(later, "a")
    run(steps, "b")
    run(functools.partial(lambda prefix, event: seen.append(prefix + event.data), "x"), "c")
    assert seen == ["a", "b", "xc"]


def test_what_a_handler_returns_is_of_no_interest():
    assert run(lambda _: object(), "a") == {"batchItemFailures": []}


def test_a_handler_that_takes_something_else_is_told():
    with pytest.raises(Exception, match="argument"):
        run(lambda: None, "a")


def test_what_would_not_be_finished_in_time_is_not_begun(caplog, monkeypatch):
    context = Context()
    seen: list[str] = []

    def handler(event: CloudEvent) -> None:
        seen.append(event.data)
        context.remaining_ms = 0

    with caplog.at_level(logging.WARNING, "pluto"):
        answer = run(handler, "a", "b", "c", context=context)
    assert (seen, failed(answer)) == (["a"], ["id-b", "id-c"])
    assert "2 messages were not begun" in caplog.text


def test_what_is_no_batch_is_refused():
    handler = lambda_handler(Declared("q-subscribe-0", print, trigger="queue"))
    for event in (
        {"Records": [{"eventSource": "aws:s3"}]},
        ["hello"],
        {"requestContext": {"http": {}}},
        None,
    ):
        with pytest.raises(Exception, match="runs on the messages of a queue"):
            handler(event, Context())


def test_subscribers_are_named_by_resource_method_and_number():
    queue, other = Queue("numbered"), Queue("numbered-2")
    first, second = (lambda _: 1), (lambda _: 2)
    queue.subscribe(first)
    other.subscribe(first)
    queue.subscribe(second, timeout=5)
    for name, handler in (
        ("numbered-subscribe-0", first),
        ("numbered-subscribe-1", second),
        ("numbered-2-subscribe-0", first),
    ):
        declared = registry.lookup(name)
        assert declared is not None
        assert (declared.handler, declared.trigger) == (handler, "queue")
