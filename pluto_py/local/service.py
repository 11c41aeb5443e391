"""The door between the gateway and the services behind it.

The gateway authenticates, names the action and the resource, asks identity, and then hands a `ServiceRequest`
to the service. A service answers with a `ServiceResponse` or raises `ServiceError`, which the gateway renders
in the wire protocol of the request (JSON, REST-JSON, REST-XML, query), as AWS does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

__all__ = [
    "AccessDeniedError",
    "BodyStream",
    "Caller",
    "Reporting",
    "Service",
    "ServiceError",
    "ServiceRequest",
    "ServiceResponse",
]


@dataclass(frozen=True)
class Caller:
    """Who signed the request. `arn` is the principal's; `role_name` is None for the deployer's own keys."""

    account: str
    arn: str
    access_key: str
    role_name: str | None = None


class BodyStream(Protocol):
    """A body that is handed on as it comes in, for operations that take large ones.

    Iterating over it gives the parts, once; whoever stops early leaves the rest unread. Raises `ServiceError`
    where the body is not what was signed.
    """

    @property
    def length(self) -> int | None:
        """Bytes that the sender announced, after all framing was taken off."""
        ...

    @property
    def trailers(self) -> Mapping[str, str]:
        """Headers that came after the body, by lower-case name; complete at its end."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The parts."""
        ...


@dataclass(frozen=True)
class ServiceRequest:
    """One authenticated and authorised request.

    `service` is the signing name (`"dynamodb"`, `"lambda"`, `"sagemaker"`), `operation` botocore's operation
    name, `parameters` what the protocol's parser found in path, query and JSON body (a member that is the
    whole payload, as Lambda's `Payload`, is only in `body`), `headers` lower-case names. For the operations
    that a service's definition says are streamed, `body` is empty and `stream` has it.
    """

    service: str
    operation: str
    region: str
    caller: Caller
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    parameters: Mapping[str, Any]
    stream: BodyStream | None = None


@dataclass(frozen=True)
class ServiceResponse:
    """`body` whole, or `stream` in parts (then `body` is empty)."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stream: AsyncIterator[bytes] | None = None


class ServiceError(Exception):
    """An AWS error: `code` as AWS names it (`"ResourceNotFoundException"`), HTTP `status`, a message.

    `extra` are further members of the error shape (`OriginalStatusCode` of SageMaker's `ModelError`).
    """

    def __init__(self, code: str, message: str, status: int = 400, extra: Mapping[str, Any] | None = None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.extra = dict(extra or {})


class AccessDeniedError(ServiceError):
    """An identity or resource policy says no; the gateway gives it the code and status of the protocol."""

    def __init__(self, message: str):
        super().__init__("AccessDeniedException", message, 403)


class Service(Protocol):
    """What the gateway dispatches to."""

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        ...

    async def start(self) -> None:
        """Bring persisted state back; called once before the gateway listens."""
        ...

    async def stop(self) -> None:
        """Let go of processes, ports and files; called once at shutdown."""
        ...


@runtime_checkable
class Reporting(Protocol):
    """A service that has something to tell `Cloud.status()`."""

    def report(self) -> Mapping[str, Any]:
        """JSON-ready facts, quickly: `{"functions": [{"name": …, "url": …, "processes": 2}]}`."""
        ...
