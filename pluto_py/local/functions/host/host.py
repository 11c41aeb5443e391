"""The function host: runs invocations of any function, within the machine's and the functions' concurrency.

When a function's code or configuration changes, what was hosted for it is retired and the changed function is
hosted anew, so an invocation runs in an environment that is up to date when the invocation begins.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pluto_py.local.context import CloudContext
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.host import managed_runtime, outcomes
from pluto_py.local.functions.host.environment import InitError, InitTimeoutError, Work
from pluto_py.local.functions.host.hosted import HostedFunction, Machine
from pluto_py.local.functions.host.memory import MemoryWatch
from pluto_py.local.functions.host.outcomes import Reply
from pluto_py.local.functions.limits import HostSettings
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.service import ServiceError

__all__ = ["FunctionHost"]


class FunctionHost:
    """See the module. `on_released` is called when code may no longer be in use."""

    def __init__(
        self, context: CloudContext, code: CodeStore, settings: HostSettings, on_released: Callable[[], None]
    ):
        self._context = context
        self._settings = settings
        self._on_released = on_released
        self._code = code
        self._watch = MemoryWatch()
        self._slots = asyncio.Semaphore(settings.starts)
        self._machine = self._machine_with(Path())
        self._hosted: dict[str, HostedFunction] = {}
        self._retired: set[HostedFunction] = set()
        self._running: Counter[str] = Counter()

    def processes(self, function: str) -> int:
        """How many processes a function has now."""
        return self._hosted[function].pool.size if function in self._hosted else 0

    def code_in_use(self) -> set[str]:
        """The zips that environments were made from, or are about to be."""
        return {hosted.function.code_sha256 for hosted in (*self._hosted.values(), *self._retired)}

    async def start(self) -> None:
        """Make ready what every environment needs, so that the first call does not wait for it."""
        parent = self._context.directory / "functions" / "runtime"
        self._machine = self._machine_with(await asyncio.to_thread(managed_runtime.prepare, parent))

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(hosted.pool.close() for hosted in (*self._hosted.values(), *self._retired)))
        self._watch.close()

    async def invoke(
        self, function: FunctionRecord, payload: bytes, client_context: str | None = None
    ) -> Reply:
        """Run one invocation to its end.

        Raises:
            ServiceError: `TooManyRequestsException`, or the function's role cannot be assumed.
        """
        self._check_concurrency(function)
        self._running[function.name] += 1
        try:
            return await self._invoke(function, payload, client_context)
        finally:
            self._running[function.name] -= 1

    def refresh(self, function: FunctionRecord) -> None:
        """The function has been saved: environments that no longer fit it end, as by `retire`."""
        hosted = self._hosted.get(function.name)
        if hosted and not hosted.runs(function):
            self.retire(function.name)

    def retire(self, function: str) -> None:
        """The function has changed or is gone: idle processes end now, the others after their invocation."""
        hosted = self._hosted.pop(function, None)
        if hosted:
            self._retired.add(hosted)
            hosted.pool.retire()
            self._forget_if_over(hosted)

    async def _invoke(self, function: FunctionRecord, payload: bytes, client_context: str | None) -> Reply:
        request_id = str(uuid.uuid4())
        timeout_s = float(function.configuration.timeout)
        work = Work(
            request_id=request_id,
            payload=payload,
            function_arn=self._context.arn("lambda", f"function:{function.name}"),
            timeout_s=timeout_s,
            trace_id=_trace_id(request_id),
            client_context=client_context,
        )
        try:
            return await self._hosting(function).pool.run(work)
        except InitError as error:
            return error.reply
        except InitTimeoutError:
            return outcomes.timed_out(request_id, timeout_s)

    def _check_concurrency(self, function: FunctionRecord) -> None:
        if function.concurrency is not None and self._running[function.name] >= function.concurrency:
            raise _throttled("ReservedFunctionConcurrentInvocationLimitExceeded")
        if sum(self._running.values()) >= self._settings.concurrency:
            raise _throttled("ConcurrentInvocationLimitExceeded")

    def _hosting(self, function: FunctionRecord) -> HostedFunction:
        self.refresh(function)
        hosted = self._hosted.get(function.name)
        if hosted is None:
            hosted = HostedFunction(function, self._machine, self._forget_if_over)
            self._hosted[function.name] = hosted
        return hosted

    def _forget_if_over(self, hosted: HostedFunction) -> None:
        if hosted in self._retired and hosted.pool.is_over:
            self._retired.remove(hosted)
            self._on_released()

    def _machine_with(self, runtime: Path) -> Machine:
        return Machine(self._context, self._settings, self._code, runtime, self._watch, self._slots)


def _throttled(reason: str) -> ServiceError:
    return ServiceError("TooManyRequestsException", "Rate Exceeded.", 429, {"Reason": reason, "Type": "User"})


def _trace_id(request_id: str) -> str:
    """X-Ray's header form; nothing here samples it."""
    unique = request_id.replace("-", "")
    return f"Root=1-{int(time.time()):08x}-{unique[:24]};Parent={unique[16:]};Sampled=0"
