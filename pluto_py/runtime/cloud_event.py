"""What a subscriber gets."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CloudEvent"]


@dataclass(frozen=True)
class CloudEvent:
    """One message of a queue.

    Attributes:
        timestamp: when it was pushed, in milliseconds since 1970, UTC.
        data: what was pushed.
    """

    timestamp: int
    data: str
