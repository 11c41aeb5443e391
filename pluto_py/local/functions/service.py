"""Lambda as the gateway sees it: operations by name, persisted state, start and stop."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.api import shapes
from pluto_py.local.functions.api.functions import FunctionOperations
from pluto_py.local.functions.api.invocations import InvokeOperations
from pluto_py.local.functions.api.mappings import MappingOperations
from pluto_py.local.functions.api.permissions import PermissionOperations
from pluto_py.local.functions.api.settings import SettingOperations
from pluto_py.local.functions.api.urls import UrlOperations
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.events import EventQueue
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.limits import HostSettings
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.polling.mapping import EventSourceMapping
from pluto_py.local.functions.polling.poller import Poller
from pluto_py.local.functions.polling.pollers import Pollers
from pluto_py.local.functions.polling.source import NoQueues, QueueSource
from pluto_py.local.functions.polling.store import MappingStore
from pluto_py.local.functions.registry import FunctionRegistry
from pluto_py.local.functions.store import FunctionStore
from pluto_py.local.functions.url.authorization import UrlAuthorization
from pluto_py.local.functions.url.front import UrlFronts
from pluto_py.local.functions.url.serving import UrlServing
from pluto_py.local.gateway.authority import Authority
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse

__all__ = ["LambdaService"]

Operation = Callable[[ServiceRequest], Awaitable[ServiceResponse]]


class LambdaService:
    """Implements `local.service.Service` and `Reporting`.

    `authority` tells whose key signed a request to a Function URL with `AWS_IAM`; `queues` are what event
    source mappings poll.
    """

    def __init__(
        self,
        context: CloudContext,
        authority: Authority,
        settings: HostSettings | None = None,
        queues: QueueSource | None = None,
    ):
        settings = settings or HostSettings()
        self._context = context
        self._directory = context.directory / "functions"
        self._store = FunctionStore(context.database)
        self._code = CodeStore(context.code or context.directory / "code")
        self._host = FunctionHost(context, self._code, settings, self._collect_soon)
        self._registry = FunctionRegistry(context, self._store, self._code, self._host)
        self._queue = EventQueue(context.database, self._host, settings, self._store.get, self._note)
        authorization = UrlAuthorization(context.identity, authority)
        serving = UrlServing(context, self._host, authorization, self._store.get)
        self._fronts = UrlFronts(context.directory, serving.serve)
        self._collecting: asyncio.Task[None] | None = None
        self._collect_again = False
        self._queues = queues or NoQueues()
        self._mappings = MappingStore(context.database)
        self._pollers = Pollers(self._poller)
        self._operations = self._table(settings)

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        operation = self._operations.get(request.operation)
        if operation is None:
            raise ServiceError(
                "UnknownOperationException", f"The local platform has no Lambda {request.operation}.", 404
            )
        return await operation(request)

    async def start(self) -> None:
        """Bring URLs and unfinished events back; remove what an earlier run left behind."""
        shutil.rmtree(self._directory / "environments", ignore_errors=True)
        await self._registry.collect_code()
        await self._host.start()
        for function in self._registry:
            if function.url:
                await self._fronts.open(function.name, function.url)
        self._queue.resume()
        self._pollers.start(self._mappings)

    async def stop(self) -> None:
        """Let go of processes, ports and files."""
        await self._pollers.stop()
        await self._queue.close()
        stopping = asyncio.create_task(self._fronts.close_all())
        await self._host.stop()
        await stopping
        if self._collecting:
            await self._collecting
        self._mappings.close()
        self._store.close()

    def report(self) -> Mapping[str, Any]:
        """Every function: its URL, its processes, and what is wrong with its URL, if anything is."""
        return {"functions": [self._facts(function) for function in self._registry]}

    def _facts(self, function: FunctionRecord) -> dict[str, Any]:
        facts: dict[str, Any] = {"name": function.name, "processes": self._host.processes(function.name)}
        if function.url:
            facts["url"] = shapes.url_address(function.url)
        if problem := self._fronts.problem(function.name):
            facts["problem"] = problem
        return facts

    def _note(self, function: FunctionRecord, message: str) -> None:
        """A line of the platform's own in a function's log."""
        self._context.log_sink.append(
            function.log_group, "pluto", time.time_ns() // 1_000_000, f"[pluto] {message}"
        )

    def _collect_soon(self) -> None:
        """Some code may be unused now: remove it, one removal at a time."""
        self._collect_again = True
        if self._collecting is None or self._collecting.done():
            self._collecting = asyncio.create_task(self._collect())

    async def _collect(self) -> None:
        while self._collect_again:
            self._collect_again = False
            await self._registry.collect_code()

    def _poller(self, mapping: EventSourceMapping) -> Poller:
        return Poller(mapping, self._queues, self._host, self._context.identity, self._store.get)

    def _table(self, settings: HostSettings) -> Mapping[str, Operation]:
        context, registry = self._context, self._registry
        functions = FunctionOperations(context, registry, self._code, self._fronts.close, self._collect_soon)
        urls = UrlOperations(context, registry, self._fronts)
        permissions = PermissionOperations(context, registry)
        other = SettingOperations(context, registry, settings)
        invocations = InvokeOperations(registry, self._host, self._queue)
        mappings = MappingOperations(context, registry, self._mappings, self._pollers, self._queues)
        return {
            "CreateFunction": functions.create,
            "UpdateFunctionCode": functions.update_code,
            "UpdateFunctionConfiguration": functions.update_configuration,
            "DeleteFunction": functions.delete,
            "GetFunction": functions.get,
            "GetFunctionConfiguration": functions.get_configuration,
            "ListFunctions": functions.list,
            "ListVersionsByFunction": functions.list_versions,
            "CreateFunctionUrlConfig": urls.create,
            "GetFunctionUrlConfig": urls.get,
            "UpdateFunctionUrlConfig": urls.update,
            "DeleteFunctionUrlConfig": urls.delete,
            "ListFunctionUrlConfigs": urls.list,
            "AddPermission": permissions.add,
            "RemovePermission": permissions.remove,
            "GetPolicy": permissions.get,
            "CreateEventSourceMapping": mappings.create,
            "GetEventSourceMapping": mappings.get,
            "ListEventSourceMappings": mappings.list,
            "UpdateEventSourceMapping": mappings.update,
            "DeleteEventSourceMapping": mappings.delete,
            "TagResource": _by_kind(mappings.tag, other.tag),
            "UntagResource": _by_kind(mappings.untag, other.untag),
            "ListTags": _by_kind(mappings.list_tags, other.list_tags),
            "PutFunctionConcurrency": other.put_concurrency,
            "GetFunctionConcurrency": other.get_concurrency,
            "DeleteFunctionConcurrency": other.delete_concurrency,
            "GetFunctionCodeSigningConfig": other.get_code_signing,
            "GetAccountSettings": other.get_account,
            "Invoke": invocations.invoke,
        }


def _by_kind(of_mapping: Operation, of_function: Operation) -> Operation:
    """An operation on whatever the ARN in `Resource` names."""

    async def operation(request: ServiceRequest) -> ServiceResponse:
        is_mapping = ":event-source-mapping:" in str(request.parameters.get("Resource"))
        return await (of_mapping if is_mapping else of_function)(request)

    return operation
