"""What a program asks for: one registration of a resource, taken from its request."""

from __future__ import annotations

import os
import re
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pluto_py.engines.properties.assets import with_hashes
from pluto_py.engines.properties.values import Properties, decode

if TYPE_CHECKING:
    from pulumi.runtime.proto import resource_pb2, source_pb2

__all__ = ["Alias", "Goal", "from_request"]

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Alias:
    """A URN that the resource had before, whole or by what was different in it."""

    urn: str = ""
    name: str = ""
    type: str = ""
    stack: str = ""
    project: str = ""
    parent: str = ""
    no_parent: bool = False


@dataclass(frozen=True)
class Goal:
    """A resource as the program wants it. `custom_timeouts` are in seconds, by operation."""

    type: str
    name: str
    custom: bool
    inputs: Properties
    parent: str = ""
    provider: str = ""
    version: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    protect: bool = False
    retain_on_delete: bool = False
    deleted_with: str = ""
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    import_id: str = ""
    custom_timeouts: dict[str, float] = field(default_factory=dict)
    source_position: str = ""

    @property
    def needed(self) -> set[str]:
        """Every resource without which this one cannot be dealt with."""
        needed = {*self.dependencies, self.parent, self.deleted_with, self.provider.rpartition("::")[0]}
        for depended in self.property_dependencies.values():
            needed.update(depended)
        return needed - {""}


def from_request(request: resource_pb2.RegisterResourceRequest, inherited: Goal | None, folder: Path) -> Goal:
    """The goal that a request states.

    Args:
        request: the request as the SDK sent it.
        inherited: the parent's goal: it protects and retains its children, unless they say otherwise.
        folder: the project's: what the paths of assets are relative to.

    Raises:
        OSError, ValueError: an asset cannot be read, or a duration is none.
    """
    inputs = with_hashes(decode(request.object), folder)
    by_property = {key: sorted(value.urns) for key, value in request.propertyDependencies.items()}
    if not by_property:
        by_property = {key: sorted(request.dependencies) for key in inputs}
    protect = request.protect if request.HasField("protect") else bool(inherited and inherited.protect)
    retain = (
        request.retainOnDelete
        if request.HasField("retainOnDelete")
        else bool(inherited and inherited.retain_on_delete)
    )
    defined = request.deleteBeforeReplaceDefined or request.deleteBeforeReplace
    return Goal(
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=inputs,
        parent=request.parent,
        provider=request.provider,
        version=request.version,
        dependencies=tuple(sorted(set(request.dependencies))),
        property_dependencies=by_property,
        protect=protect,
        retain_on_delete=retain,
        deleted_with=request.deletedWith or (inherited.deleted_with if inherited else ""),
        delete_before_replace=request.deleteBeforeReplace if defined else None,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=_aliases(request),
        import_id=request.importId,
        custom_timeouts=_timeouts(request),
        source_position=_position(request.sourcePosition, folder),
    )


def _aliases(request: resource_pb2.RegisterResourceRequest) -> tuple[Alias, ...]:
    found = [Alias(urn=urn) for urn in request.aliasURNs]
    for alias in request.aliases:
        if alias.HasField("spec"):
            spec = alias.spec
            found.append(
                Alias(
                    name=spec.name,
                    type=spec.type,
                    stack=spec.stack,
                    project=spec.project,
                    parent=spec.parentUrn,
                    no_parent=spec.noParent,
                )
            )
        else:
            found.append(Alias(urn=alias.urn))
    return tuple(found)


def _timeouts(request: resource_pb2.RegisterResourceRequest) -> dict[str, float]:
    given = {
        "create": request.customTimeouts.create,
        "update": request.customTimeouts.update,
        "delete": request.customTimeouts.delete,
    }
    return {operation: _seconds(text) for operation, text in given.items() if text}


def _seconds(duration: str) -> float:
    """A duration as Go writes it: `1h30m`, `1.5s`."""
    parts = re.findall(r"([0-9.]+)(ns|us|µs|ms|s|m|h)", duration)
    if not parts or "".join(number + unit for number, unit in parts) != duration:
        raise ValueError(f"not a duration: {duration!r} (write 30s, 5m or 1h30m)")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _position(position: source_pb2.SourcePosition, folder: Path) -> str:
    """`project:///<path relative to the project>#<line>,<column>`, as the CLI notes it."""
    if not position.uri.startswith("file://"):
        return ""
    relative = os.path.relpath(urllib.parse.unquote(position.uri.removeprefix("file://")), folder.absolute())
    column = f",{position.column}" if position.column else ""
    return f"project:///{urllib.parse.quote(relative)}#{position.line}{column}"
