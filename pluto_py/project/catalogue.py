"""The deducer's catalogue: the SDK's own resource classes, and those of installed distributions.

A distribution adds resource types by naming their classes in the entry point group `pluto_py.resources`:

    [project.entry-points."pluto_py.resources"]
    Cache = "acme_pluto:Cache"

The dotted name of the entry point is how apps reach the class (`from acme_pluto import Cache`); a class that
is reached by several names has an entry point for each. Reading the group is on the path of every `pluto
deduce`, so the files are first searched for its name: `importlib.metadata` is slow to import, and most
environments have none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pluto_py
from deducer.catalogue import Catalogue, Declaration, Operation, Parameter, Property, ResourceType
from pluto_py import resources
from pluto_py.errors import PlutoError
from pluto_py.resources import Resource, catalogue_entries
from pluto_py.resources.entries import ParameterEntry, ResourceEntry, describe

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "catalogue"]

GROUP = "pluto_py.resources"


def catalogue(search_path: Sequence[str] | None = None) -> Catalogue:
    """All resource types that an app on this interpreter can use.

    Args:
        search_path: where installed distributions are looked for; `sys.path` unless given.

    Raises:
        PlutoError: a distribution's entry point does not lead to a usable resource class.
    """
    path = sys.path if search_path is None else list(search_path)
    entries = [*catalogue_entries(), *_third_party(path)]
    by_kind: dict[str, ResourceEntry] = {}
    for entry in entries:
        earlier = by_kind.get(entry.kind)
        by_kind[entry.kind] = entry if earlier is None else _merged(earlier, entry)
    return Catalogue(
        types=tuple(_resource_type(entry) for entry in by_kind.values()),
        sdk_names={module.__name__: _importable(module) for module in (pluto_py, resources)},
    )


def _importable(package: ModuleType) -> frozenset[str]:
    """What `from package import …` finds: its public names and its submodules."""
    submodules = (entry.stem for folder in package.__path__ for entry in Path(folder).iterdir())
    return frozenset((*package.__all__, *submodules))


def _merged(one: ResourceEntry, other: ResourceEntry) -> ResourceEntry:
    """Two entry points for one class; two classes of one kind cannot both be deployed."""
    if one.qualified_names[-1] != other.qualified_names[-1]:
        raise PlutoError(
            f"Two resource classes are of kind '{one.kind}': {one.qualified_names[-1]} "
            f"and {other.qualified_names[-1]}.",
            hint="Remove one of the distributions, or give one class another `kind`.",
        )
    return one._replace(qualified_names=tuple(dict.fromkeys((*one.qualified_names, *other.qualified_names))))


def _resource_type(entry: ResourceEntry) -> ResourceType:
    return ResourceType(
        kind=entry.kind,
        qualified_names=entry.qualified_names,
        parameters=_parameters(entry.parameters),
        operations={name: Operation(name, actions) for name, actions in entry.operations.items()},
        properties={found.name: Property(*found) for found in entry.properties},
        declarations={
            found.name: Declaration(found.name, found.trigger, _parameters(found.parameters), found.details)
            for found in entry.declarations
        },
        library_actions=entry.library_actions,
        decorator=entry.decorator,
        default_name=entry.default_name,
        is_function=entry.is_function,
    )


def _parameters(entries: Sequence[ParameterEntry]) -> tuple[Parameter, ...]:
    return tuple(Parameter(**entry._asdict()) for entry in entries)


def _third_party(path: Sequence[str]) -> Iterator[ResourceEntry]:
    if not any(_mentions_group(folder) for folder in dict.fromkeys(path)):
        return
    from importlib.metadata import distributions

    for distribution in distributions(path=list(path)):
        for point in distribution.entry_points.select(group=GROUP):
            yield _load(point, distribution.metadata["Name"])


def _mentions_group(folder: str) -> bool:
    """Whether a distribution installed in `folder` may have an entry point of the group."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - twice as fast as pathlib over a large site-packages
    except OSError:  # an entry of the path that is no folder
        return False
    metadata = (name for name in names if name.endswith((".dist-info", ".egg-info")))
    return any(GROUP.encode() in _content(f"{folder or '.'}/{name}/entry_points.txt") for name in metadata)


def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - see above
            return opened.read()
    except OSError:  # most distributions have none
        return b""


def _load(point: EntryPoint, distribution: str) -> ResourceEntry:
    where = f"{distribution}, entry point '{point.name}' of {GROUP}"
    try:
        loaded = point.load()
    except Exception as error:
        raise PlutoError(
            "A resource type cannot be loaded.",
            where=where,
            why=f"{type(error).__name__}: {error}",
            hint=f"Repair or remove the distribution '{distribution}'.",
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Resource)):
        raise PlutoError(f"'{point.value}' is no subclass of pluto_py.Resource.", where=where)
    try:
        return describe(loaded, [point.value.replace(":", ".")])
    except TypeError as error:
        raise PlutoError(
            f"The resource class '{point.value}' is not usable.", where=where, why=str(error)
        ) from error
