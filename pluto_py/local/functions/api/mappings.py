"""Event source mappings: made, read, changed and deleted. The only sources are SQS queues."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.polling.mapping import REPORT_FAILURES, EventSourceMapping
from pluto_py.local.functions.polling.poller import check_role
from pluto_py.local.functions.polling.pollers import Pollers
from pluto_py.local.functions.polling.source import QueueSource
from pluto_py.local.functions.polling.store import MappingStore
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.validation import invalid
from pluto_py.local.service import AccessDeniedError, ServiceError, ServiceRequest, ServiceResponse

__all__ = ["MappingOperations"]

_BATCH_SIZE = 10  # unless the request says another
_LARGEST_BATCH = 10_000
_WITHOUT_WINDOW = 10
_LONGEST_WINDOW_S = 300
_CONCURRENCY = range(2, 1000 + 1)
_TAKEN = {
    "BatchSize",
    "Enabled",
    "EventSourceArn",
    "FunctionName",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "ScalingConfig",
    "Tags",
    "UUID",
}


class MappingOperations:
    """See the module."""

    def __init__(
        self,
        context: CloudContext,
        registry: FunctionRegistry,
        store: MappingStore,
        pollers: Pollers,
        source: QueueSource,
    ):
        self._context = context
        self._registry = registry
        self._store = store
        self._pollers = pollers
        self._source = source

    async def create(self, request: ServiceRequest) -> ServiceResponse:
        """`CreateEventSourceMapping`."""
        parameters = request.parameters
        _refuse_what_is_not_here(parameters)
        function = self._registry.find(parameters)
        arn = str(parameters.get("EventSourceArn") or "")
        self._check_source(function, arn)
        for other in self._store:
            if (other.function, other.source) == (function.name, arn):
                raise ServiceError(
                    "ResourceConflictException",
                    f'An event source mapping with SQS arn (" {arn} ") and function (" {function.name} ") '
                    f"already exists. Please update or delete the existing mappings with UUID {other.uuid}",
                    409,
                )
        mapping = EventSourceMapping(
            uuid=str(uuid.uuid4()),
            function=function.name,
            source=arn,
            batch_size=_BATCH_SIZE,
            window_s=0,
            enabled=True,
            response_types=(),
            concurrency=None,
            modified=time.time(),
            tags=dict(parameters.get("Tags") or {}),
        )
        return await self._save(_changed(mapping, parameters))

    async def get(self, request: ServiceRequest) -> ServiceResponse:
        """`GetEventSourceMapping`."""
        return shapes.json_response(self._shown(self._find(request.parameters)))

    async def list(self, request: ServiceRequest) -> ServiceResponse:
        """`ListEventSourceMappings`."""
        parameters = request.parameters
        found = list(self._store)
        if parameters.get("FunctionName"):
            name = self._registry.find(parameters).name
            found = [mapping for mapping in found if mapping.function == name]
        if parameters.get("EventSourceArn"):
            found = [mapping for mapping in found if mapping.source == parameters["EventSourceArn"]]
        return shapes.json_response({"EventSourceMappings": [self._shown(mapping) for mapping in found]})

    async def update(self, request: ServiceRequest) -> ServiceResponse:
        """`UpdateEventSourceMapping`."""
        parameters = request.parameters
        _refuse_what_is_not_here(parameters)
        mapping = self._find(parameters)
        name = parameters.get("FunctionName")
        function = self._registry.find(parameters if name else {"FunctionName": mapping.function})
        self._check_source(function, mapping.source)
        moved = replace(mapping, function=function.name, modified=time.time())
        return await self._save(_changed(moved, parameters))

    async def delete(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteEventSourceMapping`."""
        mapping = self._find(request.parameters)
        self._store.delete(mapping.uuid)
        await self._pollers.replace(mapping.uuid, None)
        return shapes.json_response({**self._shown(mapping), "State": "Deleting"}, 202)

    async def tag(self, request: ServiceRequest) -> ServiceResponse:
        """`TagResource` of a mapping."""
        mapping = self._tagged(request.parameters)
        self._store.put(replace(mapping, tags={**mapping.tags, **(request.parameters.get("Tags") or {})}))
        return shapes.empty()

    async def untag(self, request: ServiceRequest) -> ServiceResponse:
        """`UntagResource` of a mapping."""
        mapping = self._tagged(request.parameters)
        removed = request.parameters.get("TagKeys") or ()
        removed = {removed} if isinstance(removed, str) else set(removed)
        kept = {key: value for key, value in mapping.tags.items() if key not in removed}
        self._store.put(replace(mapping, tags=kept))
        return shapes.empty()

    async def list_tags(self, request: ServiceRequest) -> ServiceResponse:
        """`ListTags` of a mapping."""
        return shapes.json_response({"Tags": dict(self._tagged(request.parameters).tags)})

    def _tagged(self, parameters: Mapping[str, Any]) -> EventSourceMapping:
        return self._find({"UUID": str(parameters.get("Resource")).rpartition(":")[2]})

    async def _save(self, mapping: EventSourceMapping) -> ServiceResponse:
        self._store.put(mapping)
        await self._pollers.replace(mapping.uuid, mapping)
        return shapes.json_response(self._shown(mapping), 202)

    def _find(self, parameters: Mapping[str, Any]) -> EventSourceMapping:
        mapping = self._store.get(str(parameters.get("UUID")))
        if mapping is None:
            raise ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404)
        return mapping

    def _check_source(self, function: FunctionRecord, arn: str) -> None:
        """The queue is there, the role may poll it, and hides messages as long as the function may run."""
        if not arn.startswith("arn:aws:sqs:"):
            raise invalid(f"Unrecognized event source: the local platform polls SQS queues, not {arn}.")
        try:
            visibility = self._source.visibility_timeout(arn)
        except ServiceError as error:
            raise invalid(
                f"Error occurred while ReceiveMessage. SQS Error Code: {error.code}. "
                f"SQS Error Message: {error.message}"
            ) from None
        try:
            check_role(self._context.identity, function, arn)
        except AccessDeniedError as error:
            raise invalid(
                f"The provided execution role does not have permissions to call SQS. {error.message}"
            ) from None
        if visibility < function.configuration.timeout:
            raise invalid(
                f"Queue visibility timeout: {visibility} seconds is less than "
                f"Function timeout: {function.configuration.timeout} seconds"
            )

    def _shown(self, mapping: EventSourceMapping) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "UUID": mapping.uuid,
            "BatchSize": mapping.batch_size,
            "MaximumBatchingWindowInSeconds": mapping.window_s,
            "EventSourceArn": mapping.source,
            "FunctionArn": shapes.function_arn(self._context, mapping.function),
            "LastModified": mapping.modified,
            "LastProcessingResult": self._pollers.result(mapping.uuid),
            "State": "Enabled" if mapping.enabled else "Disabled",
            "StateTransitionReason": "USER_INITIATED",
            "FunctionResponseTypes": list(mapping.response_types),
            "EventSourceMappingArn": self._context.arn("lambda", f"event-source-mapping:{mapping.uuid}"),
        }
        if mapping.concurrency is not None:
            shown["ScalingConfig"] = {"MaximumConcurrency": mapping.concurrency}
        return shown


def _refuse_what_is_not_here(parameters: Mapping[str, Any]) -> None:
    """Members of other sources, or of features that this platform lacks; empty ones say nothing."""
    for member, value in parameters.items():
        if member not in _TAKEN and value not in (None, {}, [], 0, "", False):
            raise invalid(f"The local platform does not support {member} of event source mappings.")


def _changed(mapping: EventSourceMapping, parameters: Mapping[str, Any]) -> EventSourceMapping:
    """A mapping with what a request sets. Raises `ServiceError` `InvalidParameterValueException`."""
    size = parameters.get("BatchSize")
    window = parameters.get("MaximumBatchingWindowInSeconds")
    types = parameters.get("FunctionResponseTypes")
    concurrency = mapping.concurrency
    if parameters.get("ScalingConfig") is not None:
        concurrency = parameters["ScalingConfig"].get("MaximumConcurrency")
    enabled = parameters.get("Enabled")
    changed = replace(
        mapping,
        batch_size=mapping.batch_size if size is None else size,
        window_s=mapping.window_s if window is None else window,
        enabled=mapping.enabled if enabled is None else bool(enabled),
        response_types=mapping.response_types if types is None else tuple(types),
        concurrency=concurrency,
    )
    _check(changed)
    return changed


def _check(mapping: EventSourceMapping) -> None:
    if mapping.batch_size not in range(1, _LARGEST_BATCH + 1):
        raise invalid(f"BatchSize must be from 1 to {_LARGEST_BATCH}, not {mapping.batch_size}.")
    if mapping.window_s not in range(_LONGEST_WINDOW_S + 1):
        raise invalid(f"MaximumBatchingWindowInSeconds must be from 0 to {_LONGEST_WINDOW_S}.")
    if mapping.batch_size > _WITHOUT_WINDOW and not mapping.window_s:
        raise invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    if set(mapping.response_types) - {REPORT_FAILURES}:
        raise invalid(f"FunctionResponseTypes may have {REPORT_FAILURES}, and nothing else.")
    if mapping.concurrency is not None and mapping.concurrency not in _CONCURRENCY:
        raise invalid(f"MaximumConcurrency must be from {_CONCURRENCY[0]} to {_CONCURRENCY[-1]}.")
