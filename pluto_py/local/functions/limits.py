"""Lambda's quotas that the local platform keeps, and the few that it sets itself.

Lambda's own are from the developer guide, "Lambda quotas", unless another page is named.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

__all__ = [
    "ASYNC_PAYLOAD_BYTES",
    "ENVIRONMENT_BYTES",
    "LOG_EVENT_BYTES",
    "LOG_TAIL_BYTES",
    "MEMORY_MB",
    "POLICY_BYTES",
    "REQUEST_BYTES",
    "RESPONSE_BYTES",
    "TIMEOUT_S",
    "UNZIPPED_BYTES",
    "HostSettings",
]

REQUEST_BYTES = 6 * 1024 * 1024
"""Of a synchronous invocation's payload."""

RESPONSE_BYTES = REQUEST_BYTES + 100
"""Of a synchronous invocation's result; the number that Lambda names in its error message."""

ASYNC_PAYLOAD_BYTES = 1024 * 1024
"""Of an asynchronous invocation's payload."""

MEMORY_MB = range(128, 10_240 + 1)
TIMEOUT_S = range(1, 900 + 1)
ENVIRONMENT_BYTES = 4 * 1024
"""Of all environment variables of a function, names and values together."""

UNZIPPED_BYTES = 262_144_000
"""Of a function's code; the number that Lambda names in its error message."""

POLICY_BYTES = 20 * 1024
"""Of a function's resource-based policy."""

LOG_EVENT_BYTES = 256 * 1024
"""Of one line in the log; a longer one is split. CloudWatch Logs' event size."""

LOG_TAIL_BYTES = 4 * 1024
"""Of `LogResult`, the last lines that `Invoke` returns with `LogType=Tail`."""


@dataclass(frozen=True)
class HostSettings:
    """How the function host behaves where one machine differs from a region, or a test from both.

    Attributes:
        init_s: for loading the handler's module; after it the environment is started once more, and its start
            then counts as part of the invocation ("Lambda runtime environment": init phase).
        idle_s: an environment without work for this long is ended.
        credentials_s: lifetime of an environment's credentials; environments end before it does.
        concurrency: invocations at a time, over all functions: this machine's "account limit".
        starts: environments that start at a time; more would only take each other's processor.
        log_bytes: of one invocation's output kept in the log; the rest is counted and dropped.
        retry_delays_s: before each further attempt of an asynchronous invocation ("Asynchronous invocation":
            two retries, after one and after two minutes).
        event_age_s: an asynchronous event older than this is dropped.
    """

    init_s: float = 10.0
    idle_s: float = 300.0
    credentials_s: int = 43_200
    concurrency: int = 100
    starts: int = max(4, 2 * (os.cpu_count() or 2))
    log_bytes: int = 1024 * 1024
    retry_delays_s: tuple[float, ...] = (60.0, 120.0)
    event_age_s: float = 6 * 3600.0
