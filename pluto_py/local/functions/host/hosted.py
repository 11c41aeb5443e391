"""A function as it is configured at some time: how its environments are made, and the pool that they form."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pluto_py.local.context import CloudContext, Credentials
from pluto_py.local.functions.code.code_store import CodeStore
from pluto_py.local.functions.host.environment import Environment, InitTimeoutError
from pluto_py.local.functions.host.memory import MemoryWatch
from pluto_py.local.functions.host.output import Output
from pluto_py.local.functions.host.pool import Pool
from pluto_py.local.functions.host.process import Folders, FunctionProcess
from pluto_py.local.functions.host.variables import Surroundings, variables
from pluto_py.local.functions.limits import TIMEOUT_S, HostSettings
from pluto_py.local.functions.model import FunctionRecord

__all__ = ["HostedFunction", "Machine"]


@dataclass(frozen=True)
class Machine:
    """What all functions of the host share. `slots` bounds how many environments start at a time."""

    context: CloudContext
    settings: HostSettings
    code: CodeStore
    runtime: Path
    watch: MemoryWatch
    slots: asyncio.Semaphore

    @property
    def folders(self) -> Path:
        """Where environments have their own folders."""
        return self.context.directory / "functions" / "environments"


class HostedFunction:
    """See the module. `on_end` is called when one of its environments is gone."""

    def __init__(self, function: FunctionRecord, machine: Machine, on_end: Callable[[HostedFunction], None]):
        self.function = function
        self._machine = machine
        self._on_end = on_end
        self._credentials: Credentials | None = None
        self.pool = Pool(
            self._start,
            machine.slots,
            idle_s=machine.settings.idle_s,
            # An invocation may begin at the very end of the lifetime and last as long as a function may.
            lifetime_s=machine.settings.credentials_s / 2 - TIMEOUT_S.stop,
        )

    def runs(self, function: FunctionRecord) -> bool:
        """Whether its environments may run invocations of `function`."""
        return (self.function.configuration, self.function.code_sha256) == (
            function.configuration,
            function.code_sha256,
        )

    async def _start(self) -> Environment:
        """Start an environment; one that loads too long is tried again, within the function's timeout."""
        try:
            return await self._start_once(self._machine.settings.init_s)
        except InitTimeoutError:
            return await self._start_once(float(self.function.configuration.timeout))

    async def _start_once(self, limit_s: float) -> Environment:
        machine, function = self._machine, self.function
        credentials = self._fresh_credentials()
        stream, sink = _log_stream(), machine.context.log_sink
        folders = Folders(machine.folders)

        async def on_end(environment: Environment) -> None:
            self.pool.ended(environment)
            await asyncio.to_thread(folders.remove)
            self._on_end(self)

        async def starter(runtime_api: str, output: int) -> FunctionProcess:
            around = self._surroundings(folders, stream, credentials)
            return await FunctionProcess.start(
                runtime=around.runtime,
                code=around.code,
                variables=variables(function, around, runtime_api),
                output=output,
                ledger=machine.context.processes,
            )

        environment = Environment(
            memory_mb=function.configuration.memory,
            output=Output(
                lambda at, line: sink.append(function.log_group, stream, at, line), machine.settings.log_bytes
            ),
            watch=machine.watch,
            on_idle=self.pool.offer,
            on_end=on_end,
        )
        try:
            await environment.start(starter, limit_s)
        except BaseException:
            await environment.end()
            folders.remove()  # where not even a process was started, nobody else does
            raise
        return environment

    def _surroundings(self, folders: Folders, stream: str, credentials: Credentials) -> Surroundings:
        context = self._machine.context
        return Surroundings(
            code=self._machine.code.path(self.function.code_sha256),
            runtime=self._machine.runtime,
            home=folders.home,
            temporary=folders.temporary,
            region=context.region,
            endpoint_url=context.endpoint_url,
            log_group=self.function.log_group,
            log_stream=stream,
            credentials=credentials,
        )

    def _fresh_credentials(self) -> Credentials:
        """Credentials of the function's role with at least half of their lifetime left."""
        lifetime_s = self._machine.settings.credentials_s
        held, now = self._credentials, datetime.now(timezone.utc)
        if held is None or (held.expiration - now).total_seconds() < lifetime_s / 2:
            held = self._credentials = self._machine.context.identity.mint(
                self.function.configuration.role,
                service="lambda.amazonaws.com",
                session=self.function.name,
                lifetime_s=lifetime_s,
            )
        return held


def _log_stream() -> str:
    today = datetime.now(timezone.utc).strftime("%Y/%m/%d")
    return f"{today}/[$LATEST]{uuid.uuid4().hex}"
