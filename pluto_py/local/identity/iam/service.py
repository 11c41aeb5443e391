"""The IAM API: finds the operation, writes its answer as query XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pluto_py.local.identity.iam import policies, roles
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.xml import query_answer

__all__ = ["IamService"]

_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_VERSION = "2010-05-08"

_Operation = Callable[[IamStore, Mapping[str, Any]], "dict[str, Any] | None"]
_OPERATIONS: Mapping[str, _Operation] = {**roles.OPERATIONS, **policies.OPERATIONS}


class IamService:
    """IAM over one store. All of it is in memory, so nothing here waits."""

    def __init__(self, store: IamStore):
        self._store = store

    async def start(self) -> None:
        """The store has read its file already."""

    async def stop(self) -> None:
        """Close the store."""
        self._store.close()

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        operation = _OPERATIONS.get(request.operation)
        if operation is None:
            raise ServiceError(
                "InvalidAction", f"Could not find operation {request.operation} for version {_VERSION}"
            )
        result = operation(self._store, request.parameters)
        return query_answer(request.operation, result, _NAMESPACE)
