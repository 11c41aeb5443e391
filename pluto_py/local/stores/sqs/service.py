"""The SQS API, on a thread of its own, and long polls that sleep until a message may be there.

A poll reads the queue, and if it is empty waits for whichever comes first: a message is announced, the next
hidden one becomes visible, or the time is up. Nothing is asked of the state file meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from pluto_py.local.context import Identity
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.sqs import receiving, sending
from pluto_py.local.stores.sqs.arrivals import Arrivals
from pluto_py.local.stores.sqs.errors import SqsError, render
from pluto_py.local.stores.sqs.queues import QueueOperations
from pluto_py.local.stores.sqs.receiving import Receipt
from pluto_py.local.stores.sqs.records import Message, Queue, QueueKey
from pluto_py.local.stores.sqs.store import Received, SqsStore

__all__ = ["SqsService"]

_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}
_ROUNDING_S = 0.001
"""Times in the state file are whole milliseconds: this much later, a message is visible for certain."""

_Result = TypeVar("_Result")


class SqsService:
    """SQS over the state file `database`; `endpoint_url` is the gateway's."""

    def __init__(self, database: Path, endpoint_url: str, identity: Identity):
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqs")
        self._store = SqsStore(database)
        self._queues = QueueOperations(self._store, endpoint_url)
        self._identity = identity
        self._arrivals = Arrivals()
        identity.register_resource_policies("sqs", self._policies)

    async def start(self) -> None:
        """Nothing to bring back: the state file is open already."""

    async def stop(self) -> None:
        """Let long polls end, and go on to the state file."""
        self._arrivals.close()
        await asyncio.to_thread(self._thread.shutdown)
        self._store.close()

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        try:
            answer = await self._answer(request)
        except SqsError as error:
            return render(error)
        return ServiceResponse(headers=_HEADERS, body=json.dumps(answer or {}).encode())

    async def receive(self, arn: str, *, count: int, wait_s: float) -> Sequence[Message]:
        """Messages of a queue, hidden for its visibility timeout; waits up to `wait_s` for the first.

        Raises:
            ServiceError: there is no such queue.
        """
        queue = self.find(arn)
        return await self._receive(queue, Receipt(count, queue.number("VisibilityTimeout"), 0), wait_s)

    async def delete(self, arn: str, receipt_handles: Sequence[str]) -> None:
        """Remove messages that are done."""
        key = self.find(arn).key

        def remove() -> None:
            for handle in receipt_handles:
                self._store.delete(key, handle)

        await self._run(remove)

    async def release(self, arn: str, receipt_handles: Sequence[str]) -> None:
        """Give messages back: they can be received at once."""
        await self._give_back(self.find(arn).key, receipt_handles)

    def visibility_timeout(self, arn: str) -> int:
        """For how many seconds a received message of a queue stays hidden."""
        return self.find(arn).number("VisibilityTimeout")

    def find(self, arn: str) -> Queue:
        """The queue with that ARN. Raises `ServiceError` if there is none."""
        region, _, name = arn.split(":", 3)[3].split(":", 2)
        return self._store.find((region, name))

    async def _answer(self, request: ServiceRequest) -> Mapping[str, Any] | None:
        region, parameters = request.region, request.parameters
        if request.operation == "ReceiveMessage":
            queue = self._queues.find(region, parameters)
            wanted = receiving.receipt(queue, parameters)
            return receiving.shown(await self._receive(queue, wanted, wanted.wait_s), parameters)
        about_queues = self._about_queues().get(request.operation)
        if about_queues is not None:
            return await self._run(lambda: about_queues(region, parameters))
        if request.operation == "DeleteQueue":
            self._arrivals.announce(await self._run(lambda: self._queues.delete(region, parameters)))
            return None
        return await self._about_messages(request)

    def _about_queues(self) -> Mapping[str, Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]]:
        return {
            "CreateQueue": self._queues.create,
            "GetQueueAttributes": self._queues.attributes,
            "GetQueueUrl": self._queues.url,
            "ListDeadLetterSourceQueues": self._queues.sources,
            "ListQueueTags": self._queues.tags,
            "ListQueues": self._queues.list_queues,
            "SetQueueAttributes": self._queues.set_attributes,
            "TagQueue": self._queues.tag,
            "UntagQueue": self._queues.untag,
        }

    async def _about_messages(self, request: ServiceRequest) -> Mapping[str, Any] | None:
        """An operation after which there may be more messages to receive, or fewer."""
        store, parameters = self._store, request.parameters
        queue = self._queues.find(request.region, parameters)
        sender = self._identity.user_id(request.caller)
        operations: Mapping[str, Callable[[], Mapping[str, Any] | None]] = {
            "ChangeMessageVisibility": lambda: receiving.change_visibility(store, queue, parameters),
            "ChangeMessageVisibilityBatch": lambda: receiving.each(
                receiving.change_visibility, store, queue, parameters, "ChangeVisibility"
            ),
            "DeleteMessage": lambda: receiving.delete(store, queue, parameters),
            "DeleteMessageBatch": lambda: receiving.each(
                receiving.delete, store, queue, parameters, "Delete"
            ),
            "PurgeQueue": lambda: store.purge(queue.key),
            "SendMessage": lambda: sending.send(store, queue, parameters, sender),
            "SendMessageBatch": lambda: sending.send_batch(store, queue, parameters, sender),
        }
        operation = operations.get(request.operation)
        if operation is None:
            message = f"The local cloud does not serve sqs:{request.operation}."
            raise ServiceError("UnknownOperationException", message)
        answer = await self._run(operation)
        if not request.operation.startswith(("Delete", "Purge")):
            self._arrivals.announce(queue.key)
        return answer

    async def _receive(self, queue: Queue, wanted: Receipt, wait_s: float) -> Sequence[Message]:
        deadline = time.monotonic() + wait_s
        while True:
            arrival = self._arrivals.next(queue.key)  # taken before looking, so that none is missed
            found = await self._look(queue.key, wanted)
            if found.dead is not None:
                self._arrivals.announce(found.dead)
            left = deadline - time.monotonic()
            if found.messages or left <= 0 or self._arrivals.closed:
                return found.messages
            if found.next_visible is not None:
                left = min(left, max(found.next_visible / 1000 - time.time(), 0) + _ROUNDING_S)
            await arrival.wait(left)

    async def _look(self, key: QueueKey, wanted: Receipt) -> Received:
        """Receive what there is. If nobody waits for it any more by then, it is given back."""
        looking = asyncio.ensure_future(
            self._run(lambda: self._store.receive(key, wanted.count, wanted.visibility_s))
        )
        try:
            return await asyncio.shield(looking)
        except asyncio.CancelledError:
            found = await looking
            await self._give_back(key, [message.receipt_handle for message in found.messages])
            raise

    async def _give_back(self, key: QueueKey, receipt_handles: Sequence[str]) -> None:
        def show() -> None:
            for handle in receipt_handles:
                with contextlib.suppress(SqsError):  # it is visible already, or gone
                    self._store.hide(key, handle, 0)

        await self._run(show)
        self._arrivals.announce(key)

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        """Work on the state file, one piece at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _policies(self, arn: str) -> Sequence[Mapping[str, Any]]:
        parts = arn.split(":")
        key: QueueKey = (parts[3], parts[5]) if len(parts) == 6 else ("", "")
        queue = self._store.queues.get(key)
        policy = queue.attributes.get("Policy") if queue else None
        return [json.loads(policy)] if policy else []
