"""One execution environment: a process from start to end, and the invocations that it runs one by one.

States: starting → idle ⇄ busy → ended. It becomes idle when the runtime client asks for work, not when a
result comes in: in between, the handler's module may still be at work.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from pluto_py.local.functions.host import outcomes
from pluto_py.local.functions.host.memory import MemoryWatch, high_water
from pluto_py.local.functions.host.outcomes import Reply
from pluto_py.local.functions.host.output import Output
from pluto_py.local.functions.host.process import FunctionProcess
from pluto_py.local.functions.host.runtime_api import Delivery, RuntimeApi

__all__ = ["Environment", "InitError", "InitTimeoutError", "Starter", "Work"]

_DRAIN_S = 0.2
_MB = 1024 * 1024


class InitError(Exception):
    """The environment cannot start; `reply` is what the invocation that waits for it gets."""

    def __init__(self, reply: Reply):
        super().__init__(reply.error_type)
        self.reply = reply


class InitTimeoutError(Exception):
    """The handler's module did not load in time."""


class Starter(Protocol):
    """Starts the process once the Runtime API listens."""

    async def __call__(self, runtime_api: str, output: int) -> FunctionProcess:
        """`runtime_api` is `host:port`, `output` the descriptor for what the process prints."""
        ...


@dataclass(frozen=True)
class Work:
    """One invocation. `timeout_s` counts from its delivery."""

    request_id: str
    payload: bytes
    function_arn: str
    timeout_s: float
    trace_id: str
    client_context: str | None = None


class Environment:
    """See the module. `on_idle` and `on_end` tell the pool."""

    def __init__(
        self,
        *,
        memory_mb: int,
        output: Output,
        watch: MemoryWatch,
        on_idle: Callable[[Environment], None],
        on_end: Callable[[Environment], Awaitable[None]],
    ):
        self.idle_since = 0.0
        self.ended = False
        self._memory_mb = memory_mb
        self._output = output
        self._watch = watch
        self._on_idle = on_idle
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._api = RuntimeApi(self)
        self._process: FunctionProcess | None = None
        self._exit: asyncio.Task[None] | None = None
        self._started: asyncio.Future[Reply | None] = self._loop.create_future()  # None: it asked for work
        self._init_ms: float | None = None
        self._request_id = ""
        self._result: asyncio.Future[Reply] | None = None
        self._out_of_memory = False

    @property
    def is_idle(self) -> bool:
        """Whether the runtime client waits for work."""
        return self._api.is_asked

    # Its life

    async def start(self, starter: Starter, limit_s: float) -> None:
        """Start the process and wait until it asks for work.

        Raises:
            InitError: the handler's module failed to load, or the process ended.
            InitTimeoutError: neither came within `limit_s`; the process has been ended.
        """
        began = self._loop.time()
        self._output.begin()
        address = await self._api.start()
        self._process = await starter(address, self._output.writer)
        self._output.started()
        self._exit = asyncio.create_task(self._see_it_end(self._process))
        self._watch_memory()
        try:
            failure = await asyncio.wait_for(asyncio.shield(self._started), limit_s)
        except asyncio.TimeoutError:
            self._note_failed_init(began, "timeout", None)
            await self.end()
            raise InitTimeoutError from None
        finally:
            self._watch.remove(self._process.pid)
        if failure:
            self._note_failed_init(began, "error", failure.error_type)
            await self.end()
            raise InitError(failure)
        self._init_ms = (self._loop.time() - began) * 1000

    async def end(self) -> None:
        """End the process, if it has not ended, and wait until all is let go."""
        self.kill()
        if self._exit:
            await self._exit
        else:
            self._release()

    def kill(self) -> None:
        """End the process; whatever runs in it fails."""
        if self._process:
            self._process.kill()

    async def _see_it_end(self, process: FunctionProcess) -> None:
        status = await process.wait()
        await self._api.drained(_DRAIN_S)
        self.ended = True
        failure = outcomes.exited(self._request_id, status, out_of_memory=self._out_of_memory)
        if not self._started.done():
            self._started.set_result(failure)
        self._settle(failure)
        self._release()
        await self._on_end(self)

    def _release(self) -> None:
        self._api.close()
        self._output.close()

    # Its work

    async def run(self, work: Work) -> Reply:
        """Deliver one invocation to the idle process and wait for what becomes of it."""
        self._request_id = work.request_id
        result = self._result = self._loop.create_future()
        self._output.begin()
        self._output.note(outcomes.start_line(work.request_id))
        self._watch_memory()
        timer = self._loop.call_later(work.timeout_s, self._time_out, work)
        began = self._loop.time()
        try:
            self._deliver(work)
            reply = await result
        finally:
            timer.cancel()
            self._result = None
        return self._finish(work, reply, (self._loop.time() - began) * 1000)

    def _deliver(self, work: Work) -> None:
        if not self.is_idle:
            return self.kill()  # its connection broke while it was idle: it is about to end
        return self._api.deliver(
            Delivery(
                request_id=work.request_id,
                payload=work.payload,
                deadline_ms=int((time.time() + work.timeout_s) * 1000),
                function_arn=work.function_arn,
                trace_id=work.trace_id,
                client_context=work.client_context,
            )
        )

    def _finish(self, work: Work, reply: Reply, duration_ms: float) -> Reply:
        """Judge the memory, close the invocation's log."""
        used = self._stop_watching()
        if used > self._memory_mb * _MB and not self.ended:
            self._exceed_memory()
            reply = outcomes.exited(work.request_id, -9, out_of_memory=True)
        self._output.flush()
        if reply.error_type == "Sandbox.Timedout":
            self._output.note(f"{work.request_id} Task timed out after {work.timeout_s:.2f} seconds")
        self._output.note(outcomes.end_line(work.request_id))
        self._output.note(
            outcomes.report(
                work.request_id,
                duration_ms=duration_ms,
                memory_mb=self._memory_mb,
                used_mb=-(-used // _MB),
                init_ms=self._init_ms,
                error_type=reply.error_type,
            )
        )
        self._init_ms = None
        return replace(reply, log_tail=self._output.tail())

    def _time_out(self, work: Work) -> None:
        if self._settle(outcomes.timed_out(work.request_id, work.timeout_s)):
            self.kill()

    def _settle(self, reply: Reply) -> bool:
        """Give the running invocation its reply; false if it has one or there is none."""
        if self._result is None or self._result.done():
            return False
        self._result.set_result(reply)
        return True

    # Memory

    def _watch_memory(self) -> None:
        assert self._process  # noqa: S101 - started before anything is watched
        self._watch.add(self._process.pid, self._memory_mb * _MB, self._exceed_memory)

    def _stop_watching(self) -> int:
        """The most memory used, in bytes."""
        assert self._process  # noqa: S101
        self._watch.remove(self._process.pid)
        if self._out_of_memory:
            return self._memory_mb * _MB
        return high_water(self._process.pid)

    def _exceed_memory(self) -> None:
        self._out_of_memory = True
        self.kill()

    # What the runtime client reports

    def on_next(self) -> None:
        """See `runtime_api.Listener`."""
        self.idle_since = self._loop.time()
        if not self._started.done():
            self._started.set_result(None)
        else:
            self._on_idle(self)

    def on_result(self, request_id: str, payload: bytes) -> bool:
        """See `runtime_api.Listener`."""
        return self._answered(request_id, Reply(payload))

    def on_oversized_result(self, request_id: str, size: int) -> bool:
        """See `runtime_api.Listener`."""
        return self._answered(request_id, outcomes.too_large(size))

    def on_error(self, request_id: str, payload: bytes) -> bool:
        """See `runtime_api.Listener`."""
        return self._answered(request_id, Reply(payload, _error_type(payload)))

    def on_init_error(self, payload: bytes) -> None:
        """See `runtime_api.Listener`."""
        if not self._started.done():
            self._started.set_result(Reply(payload, _error_type(payload)))

    def _answered(self, request_id: str, reply: Reply) -> bool:
        return request_id == self._request_id and self._settle(reply)

    def _note_failed_init(self, began: float, status: str, error_type: str | None) -> None:
        self._output.flush()
        duration = (self._loop.time() - began) * 1000
        self._output.note(outcomes.init_report(duration_ms=duration, status=status, error_type=error_type))


def _error_type(payload: bytes) -> str:
    try:
        return str(json.loads(payload)["errorType"])
    except (ValueError, KeyError, TypeError):
        return "Unhandled"
