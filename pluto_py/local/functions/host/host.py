"""The function host: runs invocations of any function, within the machine's and the functions' concurrency.

One pool per function. When a function's code or configuration changes, its pool is retired and a new one
takes its place, so an invocation runs in an environment that is up to date when the invocation begins.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pluto_py.local.context import CloudContext, Credentials
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.host import managed_runtime, outcomes
from pluto_py.local.functions.host.environment import Environment, InitError, InitTimeoutError, Work
from pluto_py.local.functions.host.memory import MemoryWatch
from pluto_py.local.functions.host.outcomes import Reply
from pluto_py.local.functions.host.output import Output
from pluto_py.local.functions.host.pool import Pool
from pluto_py.local.functions.host.process import Folders, FunctionProcess
from pluto_py.local.functions.host.variables import Surroundings, variables
from pluto_py.local.functions.limits import TIMEOUT_S, HostSettings
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.service import ServiceError

__all__ = ["FunctionHost"]


class FunctionHost:
    """See the module."""

    def __init__(
        self, context: CloudContext, code: CodeStore, settings: HostSettings, on_released: Callable[[], None]
    ):
        self._context = context
        self._on_released = on_released
        self._code = code
        self._settings = settings
        self._directory = context.directory / "functions"
        self._hosted: dict[str, _Hosted] = {}
        self._retired: set[_Hosted] = set()
        self._slots = asyncio.Semaphore(settings.starts)
        self._watch = MemoryWatch()
        self._running: Counter[str] = Counter()
        self._runtime = Path()

    def processes(self, function: str) -> int:
        """How many processes a function has now."""
        return self._hosted[function].pool.size if function in self._hosted else 0

    def code_in_use(self) -> set[str]:
        """The zips that environments were made from, or are about to be."""
        return {hosted.function.code_sha256 for hosted in (*self._hosted.values(), *self._retired)}

    async def start(self) -> None:
        """Make ready what every environment needs, so that the first call does not wait for it."""
        self._runtime = await asyncio.to_thread(managed_runtime.prepare, self._directory / "runtime")

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
            return await self._pool(function).run(work)
        except InitError as error:
            return error.reply
        except InitTimeoutError:
            return outcomes.timed_out(request_id, timeout_s)

    def refresh(self, function: FunctionRecord) -> None:
        """The function has been saved: environments that no longer fit it end, as by `retire`."""
        hosted = self._hosted.get(function.name)
        if hosted and not _runs_alike(hosted.function, function):
            self.retire(function.name)

    def retire(self, function: str) -> None:
        """The function has changed or is gone: idle processes end now, the others after their invocation."""
        hosted = self._hosted.pop(function, None)
        if hosted:
            self._retired.add(hosted)
            hosted.pool.retire()
            self._forget_if_over(hosted)

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(hosted.pool.close() for hosted in (*self._hosted.values(), *self._retired)))
        self._watch.close()

    def _forget_if_over(self, hosted: _Hosted) -> None:
        if hosted in self._retired and hosted.pool.is_over:
            self._retired.remove(hosted)
            self._on_released()

    def _check_concurrency(self, function: FunctionRecord) -> None:
        if function.concurrency is not None and self._running[function.name] >= function.concurrency:
            raise _throttled("ReservedFunctionConcurrentInvocationLimitExceeded")
        if sum(self._running.values()) >= self._settings.concurrency:
            raise _throttled("ConcurrentInvocationLimitExceeded")

    def _pool(self, function: FunctionRecord) -> Pool:
        self.refresh(function)
        hosted = self._hosted.get(function.name)
        if hosted is None:
            hosted = self._hosted[function.name] = self._host(function)
        return hosted.pool

    def _host(self, function: FunctionRecord) -> _Hosted:
        minted: list[Credentials] = []

        async def make() -> Environment:
            return await self._start(hosted, self._credentials(function, minted))

        pool = Pool(
            make,
            self._slots,
            idle_s=self._settings.idle_s,
            # An invocation may begin at the very end of the lifetime and last as long as a function may.
            lifetime_s=self._settings.credentials_s / 2 - TIMEOUT_S.stop,
        )
        hosted = _Hosted(function, pool)
        return hosted

    def _credentials(self, function: FunctionRecord, minted: list[Credentials]) -> Credentials:
        """Credentials of the function's role with at least half of their lifetime left."""
        now = datetime.now(timezone.utc)
        if not minted or (minted[0].expiration - now).total_seconds() < self._settings.credentials_s / 2:
            minted[:] = [
                self._context.identity.mint(
                    function.configuration.role,
                    service="lambda.amazonaws.com",
                    session=function.name,
                    lifetime_s=self._settings.credentials_s,
                )
            ]
        return minted[0]

    async def _start(self, hosted: _Hosted, credentials: Credentials) -> Environment:
        """Start an environment; one that loads too long is tried again, within the function's timeout."""
        try:
            return await self._start_once(hosted, credentials, self._settings.init_s)
        except InitTimeoutError:
            return await self._start_once(hosted, credentials, float(hosted.function.configuration.timeout))

    async def _start_once(self, hosted: _Hosted, credentials: Credentials, limit_s: float) -> Environment:
        function = hosted.function
        group, stream = function.log_group, _log_stream()
        folders = Folders(self._directory / "environments")

        async def on_end(environment: Environment) -> None:
            hosted.pool.ended(environment)
            await asyncio.to_thread(folders.remove)
            self._forget_if_over(hosted)

        async def starter(runtime_api: str, output: int) -> FunctionProcess:
            around = Surroundings(
                code=self._code.path(function.code_sha256),
                runtime=self._runtime,
                home=folders.home,
                temporary=folders.temporary,
                region=self._context.region,
                endpoint_url=self._context.endpoint_url,
                log_group=group,
                log_stream=stream,
                credentials=credentials,
            )
            return await FunctionProcess.start(
                runtime=around.runtime,
                code=around.code,
                variables=variables(function, around, runtime_api),
                output=output,
                ledger=self._context.processes,
            )

        sink = self._context.log_sink
        environment = Environment(
            memory_mb=function.configuration.memory,
            output=Output(lambda at, line: sink.append(group, stream, at, line), self._settings.log_bytes),
            watch=self._watch,
            on_idle=hosted.pool.offer,
            on_end=on_end,
        )
        try:
            await environment.start(starter, limit_s)
        except BaseException:
            await environment.end()
            raise
        return environment


@dataclass(frozen=True, eq=False)
class _Hosted:
    """A function as it was at some time, and the environments that run it as it was."""

    function: FunctionRecord
    pool: Pool


def _runs_alike(one: FunctionRecord, other: FunctionRecord) -> bool:
    """Whether environments of one may run invocations of the other."""
    return one.configuration == other.configuration and one.code_sha256 == other.code_sha256


def _throttled(reason: str) -> ServiceError:
    return ServiceError("TooManyRequestsException", "Rate Exceeded.", 429, {"Reason": reason, "Type": "User"})


def _log_stream() -> str:
    today = datetime.now(timezone.utc).strftime("%Y/%m/%d")
    return f"{today}/[$LATEST]{uuid.uuid4().hex}"


def _trace_id(request_id: str) -> str:
    """X-Ray's header form; nothing here samples it."""
    unique = request_id.replace("-", "")
    seconds = int(datetime.now(timezone.utc).timestamp())
    return f"Root=1-{seconds:08x}-{unique[:24]};Parent={unique[16:]};Sampled=0"
