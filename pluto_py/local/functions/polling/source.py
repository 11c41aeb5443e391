"""What polling needs of a queue service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

from pluto_py.local.service import ServiceError

__all__ = ["NoQueues", "QueueMessage", "QueueSource"]


class QueueMessage(Protocol):
    """One message that was received."""

    @property
    def message_id(self) -> str:
        """Its id, the same at every receipt."""
        ...

    @property
    def receipt_handle(self) -> str:
        """By which this receipt of it is deleted or given back."""
        ...

    @property
    def body(self) -> str:
        """Its text."""
        ...

    @property
    def md5_of_body(self) -> str:
        """Hexadecimal."""
        ...

    @property
    def system_attributes(self) -> Mapping[str, str]:
        """What the queue says of it (`SentTimestamp`, …)."""
        ...

    @property
    def attributes(self) -> Mapping[str, Mapping[str, Any]]:
        """What its sender says of it, in the shape of SQS's JSON protocol."""
        ...


class QueueSource(Protocol):
    """Queues by ARN. Every method raises `ServiceError` if there is no such queue."""

    def visibility_timeout(self, arn: str) -> int:
        """For how many seconds a received message stays hidden."""
        ...

    async def receive(self, arn: str, *, count: int, wait_s: float) -> Sequence[QueueMessage]:
        """Up to `count` messages (1 to 10); waits up to `wait_s` for the first, without using the processor.

        When cancelled, it has received nothing.
        """
        ...

    async def delete(self, arn: str, receipt_handles: Sequence[str]) -> None:
        """Remove messages that are done."""
        ...

    async def release(self, arn: str, receipt_handles: Sequence[str]) -> None:
        """Give messages back that nobody works on any more: they can be received at once."""
        ...


class NoQueues:
    """The source of a cloud without a queue service."""

    def visibility_timeout(self, arn: str) -> NoReturn:
        """There is no such queue."""
        raise ServiceError("QueueDoesNotExist", f"There is no queue service, so there is no {arn}.")

    async def receive(self, arn: str, *, count: int, wait_s: float) -> NoReturn:  # noqa: ARG002 - of the protocol
        """There is no such queue."""
        self.visibility_timeout(arn)

    async def delete(self, arn: str, receipt_handles: Sequence[str]) -> NoReturn:  # noqa: ARG002
        """There is no such queue."""
        self.visibility_timeout(arn)

    async def release(self, arn: str, receipt_handles: Sequence[str]) -> NoReturn:  # noqa: ARG002
        """There is no such queue."""
        self.visibility_timeout(arn)
