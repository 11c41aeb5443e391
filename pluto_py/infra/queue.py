"""Queue on AWS: an SQS queue, a dead-letter queue for what keeps failing, Lambda's polling for subscribers.

Both are encrypted with SQS's own keys. A message that is not done comes back when the visibility timeout is
over: six times the longest timeout of the subscribers, as Lambda's documentation asks for ("Using Lambda with
Amazon SQS"), so that a message is never handed out again while an invocation still works on it. After five
deliveries it goes to the dead-letter queue, which keeps it for 14 days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from deducer.architecture import DeducedFunction, DeducedResource
from pluto_py.infra import naming
from pluto_py.infra.aws_objects import EventSourceMapping, LambdaFunction, Queue
from pluto_py.infra.function_plan import FunctionPlan
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope
from pluto_py.resources.queue import BATCH_SIZE, MESSAGE_LIMIT, SUBSCRIBER_MEMORY, SUBSCRIBER_TIMEOUT

__all__ = ["QueueInfra"]

_DAY = 24 * 3600
_RETENTION = 4 * _DAY
_DEAD_LETTER_RETENTION = 14 * _DAY  # the longest that SQS keeps a message
_DELIVERIES = 5  # the least that Lambda's documentation recommends: throttling uses deliveries up, too
_VISIBILITY_FACTOR = 6
_DEFAULTS = {"batch_size": BATCH_SIZE, "memory": SUBSCRIBER_MEMORY, "timeout": SUBSCRIBER_TIMEOUT}


class QueueInfra(ResourceInfra):
    """A queue with its dead-letter queue."""

    identity = "queue_url"
    trigger = "queue"
    trigger_actions = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")

    def __init__(self, scope: Scope, resource: DeducedResource) -> None:
        super().__init__(scope, resource)
        timeouts = [_setting(found, "timeout") for found in _subscribers(scope, resource)]
        visibility = _VISIBILITY_FACTOR * max(timeouts, default=SUBSCRIBER_TIMEOUT)
        dead = self._dead_letters(resource.name)
        queue = Queue(
            f"{resource.name}-queue",
            {
                "name": scope.physical_name(resource.kind, resource.name, naming.SQS),
                "maxMessageSize": MESSAGE_LIMIT,
                "messageRetentionSeconds": _RETENTION,
                "visibilityTimeoutSeconds": visibility,
                "sqsManagedSseEnabled": True,
                "redrivePolicy": dead.arn.apply(_redrive),
                "tags": self.tags,
            },
            self.child,
        )
        self.arn = queue.arn
        self.properties = {"queue_url": queue.url, "dead_letter_queue_url": dead.url}
        self.register_outputs({"arn": queue.arn})

    @classmethod
    def problems(cls, scope: Scope, resource: DeducedResource) -> list[str]:
        """A subscriber's setting that is only known as the name of a variable."""
        return [
            f"the `{name}` of its subscriber at {found.at} must be written in the code, "
            "not taken from the environment"
            for found in _subscribers(scope, resource)
            for name in _DEFAULTS
            if not isinstance(found.trigger.get(name, 1), int)
        ]

    @classmethod
    def function_arguments(cls, trigger: Mapping[str, Any]) -> Mapping[str, Any]:
        """What `subscribe` was given, or its own defaults."""
        return {name: trigger.get(name, _DEFAULTS[name]) for name in ("memory", "timeout")}

    def run_on_events(
        self, plan: FunctionPlan, function: LambdaFunction, child: pulumi.ResourceOptions
    ) -> None:
        """Have Lambda poll the queue for the function, and keep what it does not report as done."""
        EventSourceMapping(
            f"{plan.name}-events",
            {
                "eventSourceArn": self.arn,
                "functionName": function.arn,
                "batchSize": _setting(plan.function, "batch_size"),
                "functionResponseTypes": ["ReportBatchItemFailures"],
                "tags": self.scope.tags("Function", plan.name),
            },
            child,
        )

    def _dead_letters(self, name: str) -> Queue:
        return Queue(
            f"{name}-dead-letters",
            {
                "name": self.scope.physical_name("Queue dead letters", f"{name}-dead-letters", naming.SQS),
                "maxMessageSize": MESSAGE_LIMIT,
                "messageRetentionSeconds": _DEAD_LETTER_RETENTION,
                "visibilityTimeoutSeconds": 30,
                "sqsManagedSseEnabled": True,
                "tags": self.tags,
            },
            self.child,
        )


def _subscribers(scope: Scope, resource: DeducedResource) -> list[DeducedFunction]:
    return [
        function
        for function in scope.plan.architecture.functions
        if function.trigger.get("kind") == QueueInfra.trigger
        and function.trigger.get("resource") == resource.name
    ]


def _setting(subscriber: DeducedFunction, name: str) -> int:
    return int(subscriber.trigger.get(name, _DEFAULTS[name]))


def _redrive(dead_letters: str) -> str:
    return json.dumps({"deadLetterTargetArn": dead_letters, "maxReceiveCount": _DELIVERIES})
