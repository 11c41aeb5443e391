"""What the cloud process hands to each of its services, and the small interfaces behind it.

A service is constructed with one `CloudContext` and keeps to it: its files lie under `directory`, its tables
in `database`, its processes are recorded in `processes`, its lines go to `log_sink`, and whoever calls is
judged by `identity`. Nothing here imports an implementation, so that a service runs against any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pluto_py.local.service import Caller

__all__ = [
    "ACCOUNT",
    "CloudContext",
    "Credentials",
    "Identity",
    "LogSink",
    "PolicyLookup",
    "Processes",
]

ACCOUNT = "000000000000"
"""The account of every local cloud: twelve digits, as AWS's ARNs want, and nobody's."""

PolicyLookup = Callable[[str], Sequence[Mapping[str, Any]]]
"""A resource's ARN -> its resource-based policy documents (none: an empty sequence)."""


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials of a role; `expiration` is in UTC."""

    access_key: str
    secret_key: str
    session_token: str
    expiration: datetime


class Identity(Protocol):
    """Who may do what."""

    def can_assume(self, role_arn: str, service: str) -> bool:
        """Whether the role exists and trusts `service` (`"lambda.amazonaws.com"`) to assume it."""
        ...

    def mint(self, role_arn: str, *, service: str, session: str, lifetime_s: int = 43_200) -> Credentials:
        """Assume a role on behalf of a service; `session` becomes the last part of the caller's ARN.

        They are valid for `lifetime_s` and survive a restart of the cloud. To renew them, mint again.

        Raises:
            ServiceError: `AccessDenied` if the role does not exist or does not trust the service.
        """
        ...

    def authorize(
        self, caller: Caller, action: str, resource: str, context: Mapping[str, str] | None = None
    ) -> None:
        """Check one action (`"iam:PassRole"`) on one ARN; `context` are further condition keys.

        The gateway has already checked the request itself. Raises `ServiceError` `AccessDeniedException` with
        AWS's message.
        """
        ...

    def user_id(self, caller: Caller) -> str:
        """IAM's unique id of a caller: `AROA…:session` for a role's session."""
        ...

    def allows_public(self, action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
        """Whether the resource's own policies let anybody (principal `*`) do this, as for a public URL.

        `context` are condition keys, such as `{"lambda:FunctionUrlAuthType": "NONE"}`.
        """
        ...

    def register_resource_policies(self, service: str, lookup: PolicyLookup) -> None:
        """Have `lookup` asked for the resource-based policies of every ARN of `service` (`"lambda"`)."""
        ...


class LogSink(Protocol):
    """Where functions' and containers' lines go."""

    def append(self, group: str, stream: str, timestamp_ms: int, message: str) -> None:
        """Add one event; the group and the stream are made if they do not exist.

        Cheap (microseconds: it only buffers), never raises for a full disk; for the event loop's thread.
        """
        ...


class Processes(Protocol):
    """The ledger of child processes, by which the next start ends those that a killed cloud left behind."""

    def record(self, pid: int) -> None:
        """Write down a child right after it was started. A child should lead its own process group."""
        ...

    def forget(self, pid: int) -> None:
        """Strike out a child that has been waited for."""
        ...


@dataclass(frozen=True)
class CloudContext:
    """One local cloud, as its services see it.

    `directory` is `.pluto/local/<stack>/`; `database` the sqlite file in it (open it with `database.connect`,
    name tables after the service); `endpoint_url` the gateway, `"http://127.0.0.1:<port>"`; `region` the
    stack's; `llm` the setting `[tool.pluto.local] llm` (a directory, a URL, or None for the built-in
    responder); `code` where functions' code is unpacked (`code/` in `directory` unless given).
    """

    directory: Path
    stack: str
    region: str
    account: str
    endpoint_url: str
    database: Path
    identity: Identity
    log_sink: LogSink
    processes: Processes
    llm: str | None = None
    code: Path | None = None

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource: `context.arn("lambda", "function:chatbot")`."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"
