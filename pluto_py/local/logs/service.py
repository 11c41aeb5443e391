"""The CloudWatch Logs API over a stack's log groups."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pluto_py.local.logs import group_operations, stream_operations
from pluto_py.local.logs.groups import LogGroups
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["LogsService"]

_RETENTION_EVERY_S = 3600.0
_CONTENT_TYPE = "application/x-amz-json-1.1"

_Operation = Callable[[LogGroups, ServiceRequest], "dict[str, Any] | Awaitable[dict[str, Any]] | None"]
_OPERATIONS: Mapping[str, _Operation] = {**group_operations.OPERATIONS, **stream_operations.OPERATIONS}


class LogsService:
    """Logs over the groups that functions write to."""

    def __init__(self, groups: LogGroups):
        self._groups = groups
        self._retention: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to remove what is past its retention, once an hour."""
        self._retention = asyncio.create_task(self._apply_retention())

    async def stop(self) -> None:
        """Write what is buffered."""
        if self._retention is not None:
            self._retention.cancel()
        self._groups.flush()

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        operation = _OPERATIONS.get(request.operation)
        if operation is None:
            raise ServiceError("UnknownOperationException", f"Unknown operation {request.operation}.")
        result = operation(self._groups, request)
        if isinstance(result, Awaitable):
            result = await result
        body = b"" if result is None else json.dumps(result).encode()
        return ServiceResponse(headers={"Content-Type": _CONTENT_TYPE}, body=body)

    async def _apply_retention(self) -> None:
        while True:
            await asyncio.sleep(_RETENTION_EVERY_S)
            for group in self._groups.all():
                group.apply_retention()
