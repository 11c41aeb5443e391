"""One mapping at work: messages are waited for, handed to the function in batches, and removed when done.

A poller asks for messages only when it has a place for another invocation, so what it holds is being worked
on. What is not done stays hidden until the queue's visibility timeout is over, as on AWS; what is interrupted
because the cloud stops is given back at once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from pluto_py.local.context import ACCOUNT, Identity
from pluto_py.local.functions.host.host import FunctionHost
from pluto_py.local.functions.host.outcomes import Reply
from pluto_py.local.functions.limits import REQUEST_BYTES
from pluto_py.local.functions.model import FunctionRecord
from pluto_py.local.functions.polling import batch
from pluto_py.local.functions.polling.mapping import EventSourceMapping
from pluto_py.local.functions.polling.source import QueueMessage, QueueSource
from pluto_py.local.service import Caller, ServiceError

__all__ = ["POLLER_ACTIONS", "Poller", "check_role"]

POLLER_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
"""What the function's role must allow on the queue: polling is done in its name."""

_log = logging.getLogger(__name__)
_CONCURRENCY = 5  # batches at a time: what Lambda begins with (developer guide, "Scaling for SQS")
_WAIT_S = 20.0  # the longest that SQS has a poll wait
_MOST = 10  # messages of one poll
_PAUSE_S = 1.0  # after something is wrong that only somebody else can put right
_THROTTLED_S = 0.5


class Poller:
    """See the module. `lookup` finds the function as it is now."""

    def __init__(
        self,
        mapping: EventSourceMapping,
        source: QueueSource,
        host: FunctionHost,
        identity: Identity,
        lookup: Callable[[str], FunctionRecord | None],
    ):
        self.mapping = mapping
        self.result = "No records processed"
        self._source = source
        self._host = host
        self._identity = identity
        self._lookup = lookup
        self._places = asyncio.Semaphore(mapping.concurrency or _CONCURRENCY)
        self._working: set[asyncio.Task[None]] = set()
        self._polling: asyncio.Task[None] | None = None

    @property
    def is_working(self) -> bool:
        """Whether batches are being worked on."""
        return bool(self._working)

    def start(self) -> None:
        """Begin to poll."""
        self._polling = asyncio.create_task(self._poll())

    async def stop(self, *, finish: bool) -> None:
        """Poll no more. With `finish`, what is being worked on goes on by itself; else it is given back."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
        if not finish:
            for task in self._working:
                task.cancel()
            await asyncio.gather(*self._working, return_exceptions=True)

    async def _poll(self) -> None:
        while True:
            await self._places.acquire()
            try:
                function, messages = await self._next()
            except BaseException:
                self._places.release()
                raise
            task = asyncio.create_task(self._work(function, messages))
            self._working.add(task)
            task.add_done_callback(self._worked)

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self._places.release()

    async def _next(self) -> tuple[FunctionRecord, Sequence[QueueMessage]]:
        """The next batch that there is, and the function to run on it; waits as long as it takes."""
        while True:
            try:
                function = self._allowed()
                messages = await self._gather()
            except ServiceError as error:
                self._problem(str(error))
            except Exception:
                _log.exception("polling %s for %s failed", self.mapping.source, self.mapping.function)
                self._problem("the local cloud failed; see its cloud.log")
            else:
                if messages:
                    return function, messages
                continue
            await asyncio.sleep(_PAUSE_S)

    def _allowed(self) -> FunctionRecord:
        """The function, if it is there and may poll."""
        function = self._lookup(self.mapping.function)
        if function is None:
            raise ServiceError("ResourceNotFoundException", "The function is gone.", 404)
        check_role(self._identity, function, self.mapping.source)
        return function

    async def _gather(self) -> list[QueueMessage]:
        """One poll, and more of them as long as the batch may wait to be filled."""
        arn, size = self.mapping.source, self.mapping.batch_size
        messages = list(await self._source.receive(arn, count=min(size, _MOST), wait_s=_WAIT_S))
        deadline = time.monotonic() + self.mapping.window_s
        try:
            while messages and len(messages) < size and (left := deadline - time.monotonic()) > 0:
                count = min(size - len(messages), _MOST)
                messages += await self._source.receive(arn, count=count, wait_s=min(left, _WAIT_S))
        except BaseException:
            await self._release(messages)
            raise
        return messages

    async def _work(self, function: FunctionRecord, messages: Sequence[QueueMessage]) -> None:
        """Run the function on a batch; nothing that happens here ends the polling."""
        try:
            for part in _fitting(messages, self.mapping.source):
                await self._run(function, part)
        except asyncio.CancelledError:
            await self._release(messages)
            raise
        except ServiceError as error:
            self._problem(str(error))
        except Exception:
            _log.exception("a batch of %s could not be worked off", self.mapping.source)
            self._problem("the local cloud failed; see its cloud.log")

    async def _run(self, function: FunctionRecord, messages: Sequence[QueueMessage]) -> None:
        reply = await self._invoke(function, batch.event(messages, self.mapping.source))
        finished = batch.done(messages, reply, reported=self.mapping.reports_failures)
        self.result = "PROBLEM: Function call failed" if reply.error_type else "OK"
        if finished:
            await self._source.delete(self.mapping.source, [message.receipt_handle for message in finished])

    async def _invoke(self, function: FunctionRecord, payload: bytes) -> Reply:
        """One invocation; while there is no place for it, it waits as long as the messages stay hidden."""
        deadline = time.monotonic() + self._source.visibility_timeout(self.mapping.source)
        while True:
            try:
                return await self._host.invoke(function, payload)
            except ServiceError as error:
                if error.code != "TooManyRequestsException" or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(_THROTTLED_S)

    async def _release(self, messages: Sequence[QueueMessage]) -> None:
        await self._source.release(self.mapping.source, [message.receipt_handle for message in messages])

    def _problem(self, why: str) -> None:
        if self.result != f"PROBLEM: {why}":
            _log.warning("%s is not polled for %s: %s", self.mapping.source, self.mapping.function, why)
        self.result = f"PROBLEM: {why}"


def check_role(identity: Identity, function: FunctionRecord, source: str) -> None:
    """Whether a function's role may poll a queue. Raises `AccessDeniedError` if it may not."""
    role = function.configuration.role.rpartition("/")[2]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{function.name}"
    caller = Caller(account=ACCOUNT, arn=session, access_key="", role_name=role)
    for action in POLLER_ACTIONS:
        identity.authorize(caller, action, source)


def _fitting(messages: Sequence[QueueMessage], source: str) -> list[Sequence[QueueMessage]]:
    """The batch in parts that Lambda takes in one event."""
    if len(messages) == 1 or len(batch.event(messages, source)) <= REQUEST_BYTES:
        return [messages]
    half = len(messages) // 2
    return [*_fitting(messages[:half], source), *_fitting(messages[half:], source)]
