"""A resource as the state file knows it, field by field as Pulumi's `apitype.ResourceV3`.

States are changed in place while an update runs (a resource becomes pending deletion, its outputs arrive),
and are compared by identity: two states may share a URN while a resource is being replaced. Whoever changes
one calls `touch`, because its JSON is kept for as long as it does not change: a stack of hundreds of
resources is written after every step.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from pluto_py.engines.embedded.passphrase import Passphrase
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.values import Properties, contains_secret

__all__ = ["PendingOperation", "ResourceState", "now"]


_remembering = threading.Lock()


def now() -> str:
    """The present time as Go writes it (RFC 3339, UTC)."""
    return dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(eq=False)
class ResourceState:
    """One resource. The order of the fields is their order in the file; what is empty is left out there."""

    urn: str
    custom: bool
    type: str
    delete: bool = False
    id: str = ""
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    taint: bool = False
    external: bool = False
    dependencies: list[str] = field(default_factory=list)
    init_errors: list[str] = field(default_factory=list)
    provider: str = ""
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    pending_replacement: bool = False
    additional_secret_outputs: list[str] = field(default_factory=list)
    custom_timeouts: dict[str, float] = field(default_factory=dict)
    import_id: str = ""
    retain_on_delete: bool = False
    deleted_with: str = ""
    created: str = ""
    modified: str = ""
    source_position: str = ""
    stack_trace: list[Any] = field(default_factory=list)
    ignore_changes: list[str] = field(default_factory=list)
    replace_on_changes: list[str] = field(default_factory=list)
    # URNs that the resource had before. Only while an update runs: the file has every reference renamed
    # instead.
    aliases: list[str] = field(default_factory=list)
    # What a newer engine wrote and this one does not know: kept as it is.
    others: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._encoded: str | None = None
        self._changes = 0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ResourceState:
        """A state from the file's form, with secrets opened already."""
        known = {name: data[key] for key, name in _NAMES.items() if data.get(key) is not None}
        others = {key: value for key, value in data.items() if key not in (*_NAMES, "aliases")}
        return cls(**{"custom": False, **known}, others=others)

    def to_json(self) -> dict[str, Any]:
        """The file's form, with secrets still open."""
        found: dict[str, Any] = {"urn": self.urn, "custom": self.custom}
        for key, name in _NAMES.items():
            value = getattr(self, name)
            if value or key == "custom":
                found[key] = value
        return {**found, **self.others}

    def encoded(self, passphrase: Callable[[], Passphrase]) -> str:
        """The file's text for this resource, secrets sealed; remembered until `touch`.

        Args:
            passphrase: what seals; called only if there is a secret.
        """
        found = self._encoded
        if found is not None:
            return found
        changes = self._changes
        data = self.to_json()
        for name in ("inputs", "outputs"):
            if contains_secret(data.get(name)):
                data[name] = passphrase().seal(data[name])
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        with _remembering:
            # What was changed meanwhile, by the thread whose step it is, is not in the text.
            if self._changes == changes:
                self._encoded = text
        return text

    def touch(self) -> None:
        """Say that a field was changed."""
        with _remembering:
            self._changes += 1
            self._encoded = None

    def dependency_urns(self) -> Iterator[str]:
        """Every resource that must exist before this one, its parent and provider included."""
        if self.parent:
            yield self.parent
        yield from self.ordering_urns()

    def ordering_urns(self) -> Iterator[str]:
        """Like `dependency_urns`, without the parent."""
        yield from self.dependencies
        for depended in self.property_dependencies.values():
            yield from depended
        if self.deleted_with:
            yield self.deleted_with
        if self.provider:
            yield self.provider_urn

    @property
    def provider_urn(self) -> str:
        """The URN of the provider that manages this resource (`provider` is `<urn>::<id>`)."""
        return self.provider.rpartition("::")[0]

    @property
    def is_provider(self) -> bool:
        """True for a provider resource."""
        return urns.provider_package(self.type) is not None


@dataclass(frozen=True)
class PendingOperation:
    """An operation that has begun: `creating`, `updating`, `deleting`, `reading` or `importing`."""

    resource: ResourceState
    type: str


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join("ID" if part == "id" else part.capitalize() for part in tail)


_NAMES = {
    _camel(item.name): item.name for item in fields(ResourceState) if item.name not in ("aliases", "others")
}
