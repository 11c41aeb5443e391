"""An event source mapping: which queue runs which function, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["REPORT_FAILURES", "EventSourceMapping"]

REPORT_FAILURES = "ReportBatchItemFailures"
"""The response type of a function that says which messages it could not do."""


@dataclass(frozen=True)
class EventSourceMapping:
    """One mapping.

    Attributes:
        uuid: its id.
        function: the function's bare name.
        source: the queue's ARN.
        batch_size: messages of one invocation, at most.
        window_s: how long a batch may wait to be filled.
        enabled: whether the queue is polled.
        response_types: `REPORT_FAILURES`, or none.
        concurrency: invocations at a time, at most; None for the platform's own number.
        modified: seconds since 1970.
        tags: of the mapping itself.
    """

    uuid: str
    function: str
    source: str
    batch_size: int
    window_s: int
    enabled: bool
    response_types: Sequence[str]
    concurrency: int | None
    modified: float
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def reports_failures(self) -> bool:
        """Whether the function's answer says which messages it could not do."""
        return REPORT_FAILURES in self.response_types

    def to_data(self) -> dict[str, Any]:
        """JSON-ready; the constructor takes it back."""
        return asdict(self)
