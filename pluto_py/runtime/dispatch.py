"""Which way an event goes: untouched to a raw handler, message by message, as HTTP, or as a direct call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pluto_py.runtime import http_contract, invocation
from pluto_py.runtime.execution import Executor, settle
from pluto_py.runtime.registry import Declared

__all__ = ["lambda_handler"]


def lambda_handler(declared: Declared) -> Callable[[Any, Any], Any]:
    """A Lambda handler `(event, context) -> response` for one declared function."""
    if declared.raw:
        raw = declared.handler

        def handle_raw(event: Any, context: Any) -> Any:
            return settle(raw(event, context), collect=False)

        return handle_raw

    if declared.trigger == "queue":
        from pluto_py.runtime import queue_events

        return queue_events.handle_batches(declared.handler)

    executor = Executor(declared.handler)

    def handle(event: Any, context: Any) -> Any:  # noqa: ARG001 - Lambda passes it by position
        if http_contract.is_http(event):
            return http_contract.respond(executor, event)
        return invocation.answer(executor, event)

    return handle
