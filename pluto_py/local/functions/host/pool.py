"""The environments of one function: which takes an invocation, and when another one is started.

An invocation takes the environment that was idle last; where none is idle, it waits for whichever comes
first, one that becomes idle or one that is started for it, as on Lambda.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from pluto_py.local.functions.host.environment import Environment, Work
from pluto_py.local.functions.host.outcomes import Reply

__all__ = ["Pool"]

_RETURN_S = 0.1
"""How long an environment that has answered may take to ask for work before another one is started."""


class Pool:
    """See the module.

    `make` starts an environment of the function as it is now; `slots` bounds the starts of all pools
    together; environments idle for `idle_s` are ended, and those older than `lifetime_s` are not used
    again.
    """

    def __init__(
        self,
        make: Callable[[], Awaitable[Environment]],
        slots: asyncio.Semaphore,
        *,
        idle_s: float,
        lifetime_s: float,
    ):
        self._make = make
        self._slots = slots
        self._idle_s = idle_s
        self._lifetime_s = lifetime_s
        self._loop = asyncio.get_running_loop()
        self._idle: list[Environment] = []
        self._all: dict[Environment, float] = {}  # and when each was started
        self._waiters: deque[asyncio.Future[Environment]] = deque()
        self._returning: dict[
            Environment, asyncio.TimerHandle
        ] = {}  # those that have answered, and are about to be idle
        self._starting = 0  # starts that have been asked for
        self._launching = 0  # those of them that hold a slot
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._retired = False

    @property
    def size(self) -> int:
        """How many processes there are, those being started aside."""
        return len(self._all)

    @property
    def is_over(self) -> bool:
        """Whether it is retired and its last environment gone."""
        return self._retired and not self._all and not self._starting

    async def run(self, work: Work) -> Reply:
        """Run one invocation in an idle environment, or in one that is started for it.

        Raises:
            InitError, InitTimeoutError, ServiceError: the one that was started for this invocation failed.
        """
        environment = await self._acquire()
        reply = await environment.run(work)
        if not (environment.ended or environment.is_idle):
            late = self._loop.call_later(_RETURN_S, self._not_returned, environment)
            self._returning[environment] = late
        return reply

    async def _acquire(self) -> Environment:
        while self._idle:
            environment = self._idle.pop()
            if self._is_young(environment):
                return environment
            environment.kill()
        waiter: asyncio.Future[Environment] = self._loop.create_future()
        self._waiters.append(waiter)
        self._start_as_needed()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and not waiter.exception():
                self.offer(waiter.result())
            raise

    def offer(self, environment: Environment) -> None:
        """An environment has become idle: it goes to who has waited longest."""
        if late := self._returning.pop(environment, None):
            late.cancel()
        if not self._is_young(environment):
            environment.kill()
            self._start_as_needed()
        elif waiter := self._next_waiter():
            waiter.set_result(environment)
        elif self._retired:
            environment.kill()
        else:
            self._idle.append(environment)
            self._schedule_sweep()

    def ended(self, environment: Environment) -> None:
        """An environment's process is gone."""
        self._all.pop(environment, None)
        if environment in self._idle:
            self._idle.remove(environment)
        self._not_returned(environment)

    def retire(self) -> None:
        """End what is idle now, and the rest when it is done with what it has been given."""
        self._retired = True
        for environment in self._idle:
            environment.kill()
        self._idle.clear()

    async def close(self) -> None:
        """End everything now."""
        self._retired = True
        if self._sweep:
            self._sweep.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(environment.end() for environment in list(self._all)))
        while waiter := self._next_waiter():
            waiter.cancel()

    def _is_young(self, environment: Environment) -> bool:
        return self._loop.time() - self._all.get(environment, 0.0) < self._lifetime_s

    def _next_waiter(self) -> asyncio.Future[Environment] | None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                return waiter
        return None

    def _waiting(self) -> int:
        return sum(not waiter.done() for waiter in self._waiters)

    def _not_returned(self, environment: Environment) -> None:
        """Who waits for this environment waits no longer: it has ended, or does something else."""
        if late := self._returning.pop(environment, None):
            late.cancel()
            self._start_as_needed()

    def _start_as_needed(self) -> None:
        for _ in range(self._waiting() - self._starting - len(self._returning)):
            self._starting += 1
            task = asyncio.create_task(self._start())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        """Start one environment, unless enough are being started by the time there is a slot."""
        environment = None
        try:
            async with self._slots:
                if self._launching >= self._waiting():
                    return
                self._launching += 1
                try:
                    environment = await self._make()
                finally:
                    self._launching -= 1
        except Exception as error:  # whatever it is, it belongs to the invocation that waits
            if waiter := self._next_waiter():
                waiter.set_exception(error)
        finally:
            self._starting -= 1
        if environment:
            self._all[environment] = self._loop.time()
            self.offer(environment)

    def _schedule_sweep(self) -> None:
        if self._sweep is None:
            self._sweep = self._loop.call_later(self._idle_s, self._end_idle)

    def _end_idle(self) -> None:
        self._sweep = None
        oldest = self._loop.time() - self._idle_s
        for environment in [e for e in self._idle if e.idle_since <= oldest]:
            self._idle.remove(environment)
            environment.kill()
        if self._idle:
            first = min(environment.idle_since for environment in self._idle)
            self._sweep = self._loop.call_later(max(first - oldest, 0.01), self._end_idle)
