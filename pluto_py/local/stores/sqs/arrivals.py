"""Word of messages that may be received now, for those who wait for them."""

from __future__ import annotations

import asyncio
import contextlib

from pluto_py.local.stores.sqs.records import QueueKey

__all__ = ["Arrival", "Arrivals"]


class Arrival:
    """The next announcement about one queue."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def announce(self) -> None:
        """It has come."""
        self._event.set()

    async def wait(self, limit_s: float) -> None:
        """Until it comes, `limit_s` at most."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._event.wait(), limit_s)


class Arrivals:
    """Announcements about all queues; for the event loop's thread."""

    def __init__(self) -> None:
        self._next: dict[QueueKey, Arrival] = {}
        self.closed = False

    def next(self, queue: QueueKey) -> Arrival:
        """The next announcement: one that is made from now on."""
        return self._next.setdefault(queue, Arrival())

    def announce(self, queue: QueueKey) -> None:
        """A queue may have something to receive, or is gone."""
        arrival = self._next.pop(queue, None)
        if arrival is not None:
            arrival.announce()

    def close(self) -> None:
        """Wake everybody for good."""
        self.closed = True
        for arrival in self._next.values():
            arrival.announce()
