"""All pollers of a stack: one for each enabled mapping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from pluto_py.local.functions.polling.mapping import EventSourceMapping
from pluto_py.local.functions.polling.poller import Poller

__all__ = ["Pollers"]


class Pollers:
    """See the module. `make` makes the poller of a mapping."""

    def __init__(self, make: Callable[[EventSourceMapping], Poller]):
        self._make = make
        self._pollers: dict[str, Poller] = {}
        self._finishing: list[Poller] = []

    def start(self, mappings: Iterable[EventSourceMapping]) -> None:
        """Begin to poll for the enabled ones."""
        for mapping in mappings:
            if mapping.enabled:
                poller = self._pollers[mapping.uuid] = self._make(mapping)
                poller.start()

    async def replace(self, uuid: str, mapping: EventSourceMapping | None) -> None:
        """A mapping has changed, or is gone; batches that are being worked on are finished as they began."""
        poller = self._pollers.pop(uuid, None)
        if poller is not None:
            await poller.stop(finish=True)
            self._finishing = [found for found in (*self._finishing, poller) if found.is_working]
        if mapping is not None:
            self.start([mapping])

    async def stop(self) -> None:
        """Stop all, and give back what they work on."""
        pollers = (*self._pollers.values(), *self._finishing)
        await asyncio.gather(*(poller.stop(finish=False) for poller in pollers))
        self._pollers.clear()

    def result(self, uuid: str) -> str:
        """`LastProcessingResult` of a mapping."""
        poller = self._pollers.get(uuid)
        return poller.result if poller else "No records processed"
