"""What the gateway asks identity: whose key is this, and may they do that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pluto_py.local.gateway.definition import Call, Requirement
from pluto_py.local.service import Caller

__all__ = ["Authority", "Principal"]


class Principal(Protocol):
    """Who owns an access key."""

    @property
    def caller(self) -> Caller:
        """The caller as services see it."""
        ...

    @property
    def secret_key(self) -> str:
        """What its requests are signed with."""
        ...

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        ...


class Authority(Protocol):
    """What the gateway asks identity."""

    def principal(self, access_key: str, token: str | None) -> Principal | None:
        """The owner of a key (and session token); None if there is none, or they do not belong together."""
        ...

    def require(
        self, caller: Caller, requirements: Sequence[Requirement], call: Call, source_ip: str
    ) -> None:
        """Raise `AccessDeniedError` unless the caller may do all of them."""
        ...
