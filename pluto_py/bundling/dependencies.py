"""From a demand to layers: out of this environment where functions run in it, else through the resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pluto_py.bundling.bundle import Target
from pluto_py.bundling.closure import closure
from pluto_py.bundling.contents import Contents, of_distribution
from pluto_py.bundling.demand import Demand
from pluto_py.bundling.folders import fingerprint
from pluto_py.bundling.index import Resolution
from pluto_py.bundling.installed import Installed
from pluto_py.bundling.layers import LayerStore
from pluto_py.bundling.limits import MAX_UNZIPPED
from pluto_py.bundling.resolver import Resolver

__all__ = ["layers_for"]

# Bytecode is 1.08 times as large as its source, over the 38 distributions that langchain-aws comes to.
_BYTECODE_RATIO = 1.15


@dataclass(frozen=True)
class _Found:
    contents: list[Contents]
    sources: dict[str, str]


def layers_for(
    demand: Demand, resolver: Resolver, store: LayerStore, on_progress: Callable[[str], None]
) -> Resolution:
    """Find, fetch and pack everything that `demand` needs.

    Raises:
        PlutoError: it cannot be had; the error gives the resolver's reason.
    """
    if not demand.requirements:
        return Resolution(())
    found = _in_environment(demand, resolver) or _resolved(resolver.install(demand))
    total = sum(contents.size for contents in found.contents)
    modules = sum(contents.module_size for contents in found.contents)
    layers = store.make(
        found.contents,
        with_bytecode=total + _BYTECODE_RATIO * modules <= MAX_UNZIPPED,
        on_progress=on_progress,
    )
    return Resolution(tuple(layers), found.sources)


def _in_environment(demand: Demand, resolver: Resolver) -> _Found | None:
    """What is installed here, if functions run on this interpreter and it meets the demand."""
    if resolver.target != Target.host():
        return None
    needed = closure(demand, resolver.environment)
    if needed is None:
        return None
    elsewhere = [installed for installed in needed if installed.is_editable]
    built = resolver.build(elsewhere) if elsewhere else []
    here = [installed for installed in needed if not installed.is_editable]
    return _Found(
        [of_distribution(i) for i in sorted((*here, *built), key=lambda i: i.metadata.name)],
        _source_fingerprints(elsewhere),
    )


def _resolved(installed: list[Installed]) -> _Found:
    return _Found([of_distribution(i) for i in installed], _source_fingerprints(installed))


def _source_fingerprints(installed: Iterable[Installed]) -> dict[str, str]:
    folders = [i.source_folder for i in installed]
    return {str(folder): fingerprint(folder) for folder in folders if folder is not None}
