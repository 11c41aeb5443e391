"""The contract between an engine and the code that knows a cloud.

Both engines use it: the embedded one calls it in-process, `provider_server` speaks it to a real Pulumi CLI.
Values are plain property values (see `properties`); secrets never reach a provider, each side of the contract
takes them out before a call and marks the results afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pluto_py.engines.properties.difference import Kind
from pluto_py.engines.properties.values import Properties

__all__ = [
    "CheckFailure",
    "Checked",
    "Created",
    "Difference",
    "Found",
    "Package",
    "PartialFailure",
    "Provider",
    "ProviderError",
]


class ProviderError(Exception):
    """An operation on a resource failed; the message is shown to the user as it stands."""


class PartialFailure(ProviderError):  # noqa: N818 - Pulumi's word for it
    """An object exists, but not as it was asked for: an endpoint that failed to start, say.

    The engine keeps the object in its state together with the reasons, so that the next deployment mends it.
    """

    def __init__(self, identity: str, outputs: Properties, reasons: list[str]):
        super().__init__("\n".join(reasons))
        self.identity = identity
        self.outputs = outputs
        self.reasons = reasons


@dataclass(frozen=True)
class CheckFailure:
    """One input that cannot be accepted; `property` is empty where it is about the resource as a whole."""

    property: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """Inputs completed with defaults (an automatic name, for one), or the reasons why they are refused."""

    inputs: Properties
    failures: tuple[CheckFailure, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What an update would change.

    Attributes:
        changes: the path of each leaf that differs; empty if nothing does.
        replaces: top-level properties that cannot be changed in place.
        delete_before_replace: True if old and new cannot exist side by side.
    """

    changes: Mapping[str, Kind] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    delete_before_replace: bool = False


@dataclass(frozen=True)
class Created:
    """A new object: its id at the provider (empty in a preview) and its properties."""

    id: str
    outputs: Properties


@dataclass(frozen=True)
class Found:
    """An object as it is now, with the inputs that would make it so."""

    id: str
    inputs: Properties
    outputs: Properties


class Provider(Protocol):
    """A configured provider, called by several threads at once. `timeout` is in seconds, 0 for a default."""

    def check(self, urn: str, news: Properties, olds: Properties | None) -> Checked:
        """Validate and complete inputs; `olds` are the last inputs, absent for a new or a replaced object."""
        ...

    def diff(
        self, urn: str, olds: Properties, old_outputs: Properties, news: Properties, ignore: tuple[str, ...]
    ) -> Difference:
        """Compare the last inputs with new ones; paths in `ignore` never count."""
        ...

    def create(self, urn: str, inputs: Properties, *, timeout: float, preview: bool) -> Created:
        """Make the object, and wait until it can be used."""
        ...

    def update(
        self,
        urn: str,
        identity: str,
        olds: Properties,
        old_outputs: Properties,
        news: Properties,
        *,
        timeout: float,
        preview: bool,
    ) -> Properties:
        """Change the object in place; returns its properties."""
        ...

    def read(self, urn: str, identity: str, inputs: Properties, outputs: Properties) -> Found | None:
        """Look the object up; None if it is gone. Without inputs (an import), all inputs are found out."""
        ...

    def recover(self, urn: str, inputs: Properties) -> Found | None:
        """Find what an interrupted `create` with these inputs has left, if that can be told for certain."""
        ...

    def delete(
        self, urn: str, identity: str, inputs: Properties, outputs: Properties, *, timeout: float
    ) -> None:
        """Remove the object; one that is gone already is no error."""
        ...

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a data source, such as `aws:index/getRegion:getRegion`."""
        ...


class Package(Protocol):
    """A provider before it is configured: what a default or an explicit provider resource is made from."""

    name: str
    version: str

    def check_config(self, inputs: Properties) -> Checked:
        """Validate a provider's own inputs."""
        ...

    def diff_config(self, olds: Properties, news: Properties) -> Difference:
        """Compare configurations; `replaces` means that every resource of the provider must be made anew."""
        ...

    def configure(self, inputs: Properties) -> Provider:
        """A provider that works with this configuration. Makes no call to the cloud."""
        ...
