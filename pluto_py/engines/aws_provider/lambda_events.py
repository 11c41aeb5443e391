"""Lambda's polling of queues: event source mappings, as far as SQS has them.

States of a mapping: Lambda API reference, `GetEventSourceMapping`.
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.clients import is_error
from pluto_py.engines.aws_provider.handler import Handler, Property, from_api, register, to_api
from pluto_py.engines.aws_provider.waiting import poll, retry_while
from pluto_py.engines.properties.values import Properties

__all__ = ["EventSourceMapping"]

_PROPAGATION = 120.0  # seconds that a role's new policy may stay invisible to Lambda
_READY = 600.0  # seconds
_SETTINGS = (
    "batchSize",
    "enabled",
    "filterCriteria",
    "functionName",
    "functionResponseTypes",
    "maximumBatchingWindowInSeconds",
    "scalingConfig",
)


@register
class EventSourceMapping(Handler):
    """A queue that a function is run for. Its id is the UUID that Lambda gives it."""

    token = "aws:lambda/eventSourceMapping:EventSourceMapping"  # noqa: S105 - Pulumi's word for a type's name
    properties: ClassVar[Mapping[str, Property]] = {
        "batchSize": Property(default=10),
        "enabled": Property(default=True),
        "eventSourceArn": Property(force_new=True, required=True),
        "filterCriteria": Property(fields={"filters": Property(fields={"pattern": Property()})}),
        "functionName": Property(required=True),
        "functionResponseTypes": Property(),
        "maximumBatchingWindowInSeconds": Property(),
        "scalingConfig": Property(fields={"maximumConcurrency": Property()}),
        "tags": Property(),
    }
    subordinate = True
    volatile = frozenset({"lastModified", "lastProcessingResult", "state", "stateTransitionReason"})

    def identify(self, inputs: Properties) -> str | None:
        """The mapping of this function and queue, of which there can be one."""
        pages = self.clients("lambda").get_paginator("list_event_source_mappings")
        found = pages.paginate(EventSourceArn=inputs["eventSourceArn"], FunctionName=inputs["functionName"])
        return next((str(item["UUID"]) for page in found for item in page["EventSourceMappings"]), None)

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = {**_arguments(inputs), "EventSourceArn": inputs["eventSourceArn"]}
        if inputs.get("tags"):
            arguments["Tags"] = inputs["tags"]
        made = retry_while(
            lambda: self.clients("lambda").create_event_source_mapping(**arguments),
            _role_may_not_poll_yet,
            timeout=0.0 if self.clients.settings.private else _PROPAGATION,
        )
        self._wait(made["UUID"], timeout)
        return str(made["UUID"])

    def read(self, identity: str) -> Properties | None:
        client = self.clients("lambda")
        found = client.get_event_source_mapping(UUID=identity)
        live: Properties = {
            "batchSize": found["BatchSize"],
            "enabled": found["State"] in ("Enabled", "Enabling", "Creating", "Updating"),
            "eventSourceArn": found["EventSourceArn"],
            "functionArn": found["FunctionArn"],
            "functionName": found["FunctionArn"],
            "functionResponseTypes": found.get("FunctionResponseTypes") or [],
            "maximumBatchingWindowInSeconds": found.get("MaximumBatchingWindowInSeconds") or 0,
            "state": found["State"],
            "uuid": identity,
        }
        for name, member in (("filterCriteria", "FilterCriteria"), ("scalingConfig", "ScalingConfig")):
            if found.get(member):
                live[name] = from_api(found[member])
        if arn := found.get("EventSourceMappingArn"):
            live["arn"] = arn
            live["tags"] = client.list_tags(Resource=arn).get("Tags", {})
        return live

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        client = self.clients("lambda")
        self._wait(identity, timeout)
        if any(olds.get(name) != news.get(name) for name in _SETTINGS):
            client.update_event_source_mapping(UUID=identity, **_cleared(olds, news), **_arguments(news))
            self._wait(identity, timeout)
        before, after = olds.get("tags") or {}, news.get("tags") or {}
        if before == after:
            return
        arn = client.get_event_source_mapping(UUID=identity)["EventSourceMappingArn"]
        if gone := sorted(set(before) - set(after)):
            client.untag_resource(Resource=arn, TagKeys=gone)
        if added := {key: value for key, value in after.items() if before.get(key) != value}:
            client.tag_resource(Resource=arn, Tags=added)

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        client = self.clients("lambda")
        self._wait(identity, timeout)
        client.delete_event_source_mapping(UUID=identity)

        def gone() -> bool | None:
            try:
                client.get_event_source_mapping(UUID=identity)
            except client.exceptions.ResourceNotFoundException:
                return True
            return None

        poll(gone, what=f"event source mapping {identity} to be deleted", timeout=timeout or _READY)

    def _wait(self, identity: str, timeout: float) -> None:
        """Until Lambda is done with the last change; it refuses another one meanwhile."""

        def settled() -> bool | None:
            state = self.clients("lambda").get_event_source_mapping(UUID=identity)["State"]
            return None if state in ("Creating", "Enabling", "Disabling", "Updating") else True

        poll(settled, what=f"event source mapping {identity} to settle", timeout=timeout or _READY)


def _arguments(inputs: Properties) -> dict[str, Any]:
    chosen = {name: inputs.get(name) for name in _SETTINGS}
    arguments: dict[str, Any] = to_api(chosen)
    return arguments


def _cleared(olds: Properties, news: Properties) -> dict[str, Any]:
    """What sets a property back to Lambda's default once the program no longer gives it."""
    defaults: dict[str, Any] = {
        "filterCriteria": {},
        "functionResponseTypes": [],
        "maximumBatchingWindowInSeconds": 0,
        "scalingConfig": {},
    }
    gone = [name for name in defaults if olds.get(name) is not None and news.get(name) is None]
    return {name[0].upper() + name[1:]: defaults[name] for name in gone}


def _role_may_not_poll_yet(error: Exception) -> bool:
    return is_error(error, "InvalidParameterValueException", text="does not have permissions") or is_error(
        error, "InvalidParameterValueException", text="cannot be assumed"
    )
