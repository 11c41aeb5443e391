"""boto3 clients of a running function: one per service and process, shared by its threads.

boto3 is imported by the first call, never by importing the SDK. Clients (unlike sessions) may be shared by
threads. Region, credentials and, on the local platform, the endpoint come from the function's environment.
"""

from __future__ import annotations

import os
import threading
from typing import Any

__all__ = ["client", "forget"]

# Seconds. The read timeout of each service is a little over the longest that the service itself takes to
# answer, so that its own error arrives first: InvokeEndpoint 60 s (between two parts of a stream, too),
# Lambda 900 s. A function is not called twice because an answer was lost on the way: one attempt. S3 answers
# a PutObject only when it has stored all of it.
_SETTINGS: dict[str, dict[str, Any]] = {
    "lambda": {"read_timeout": 910, "retries": {"total_max_attempts": 1}},
    "s3": {"read_timeout": 60, "retries": {"mode": "standard", "total_max_attempts": 4}},
    "sagemaker-runtime": {"read_timeout": 70, "retries": {"mode": "standard", "total_max_attempts": 3}},
}
_DEFAULT: dict[str, Any] = {"read_timeout": 20, "retries": {"mode": "standard", "total_max_attempts": 4}}
_CONNECT_TIMEOUT = 5
_CONNECTIONS = 50

_clients: dict[str, Any] = {}
_lock = threading.Lock()


def client(service: str) -> Any:
    """The process's client for a service (`"dynamodb"`), made by the first call."""
    found = _clients.get(service)
    if found is not None:
        return found
    with _lock:
        if service not in _clients:
            _clients[service] = _make(service)
        return _clients[service]


def _make(service: str) -> Any:
    import boto3
    from botocore.config import Config

    settings = Config(
        connect_timeout=_CONNECT_TIMEOUT,
        max_pool_connections=_CONNECTIONS,
        # A call of another function may be silent for minutes; without probes, NAT forgets the connection.
        tcp_keepalive=True,
        **_SETTINGS.get(service, _DEFAULT),
    )
    session: Any = boto3.session.Session()
    return session.client(service, config=settings)


def forget() -> None:
    """Drop all clients, so that the next call makes its own.

    A forked child does: it must not share its parent's connections, nor a lock that another thread held.
    """
    global _lock  # noqa: PLW0603 - a lock held at the time of the fork would stay held
    _lock = threading.Lock()
    _clients.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)
