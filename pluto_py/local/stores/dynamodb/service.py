"""The DynamoDB API, on a thread of its own.

moto takes half a second to import, so that happens after the cloud is ready, in the background; a call that
comes earlier waits for it. One thread carries out all calls, one after the other: that is moto's locking.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.dynamodb.operations import SERVED

if TYPE_CHECKING:
    from pluto_py.local.stores.dynamodb.store import DynamoDbStore

__all__ = ["DynamoDbService"]

_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}


class DynamoDbService:
    """DynamoDB over the state file `database`."""

    def __init__(self, database: Path):
        self._database = database
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dynamodb")
        self._store: DynamoDbStore | None = None
        self._opening = threading.Lock()
        self._stopped = False

    async def start(self) -> None:
        """Begin to import moto and to read the tables; nobody waits for it here."""
        self._thread.submit(self._opened)

    async def stop(self) -> None:
        """Finish the calls that are under way and let go of the file; an import under way is left alone."""
        with self._opening:
            self._stopped = True
        if self._store is None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            return
        await asyncio.to_thread(self._thread.shutdown)
        self._store.close()

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        if request.operation not in SERVED:
            message = f"The local cloud does not serve dynamodb:{request.operation}."
            raise ServiceError("UnknownOperationException", message)
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(
            self._thread, self._call, request.region, request.operation, request.parameters
        )
        return ServiceResponse(headers=_HEADERS, body=body)

    def _call(self, region: str, operation: str, parameters: Mapping[str, Any]) -> bytes:
        return self._opened().call(region, operation, parameters)

    def _opened(self) -> DynamoDbStore:
        """The store; its first use, on the thread, opens it."""
        if self._store is None:
            from pluto_py.local.stores.dynamodb.store import DynamoDbStore

            with self._opening:
                if self._stopped:
                    raise ServiceError("ServiceUnavailable", "The local cloud is stopping.", 503)
                self._store = DynamoDbStore(self._database)
        return self._store
