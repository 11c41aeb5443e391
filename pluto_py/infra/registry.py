"""Which infrastructure a kind of resource becomes: the SDK's own, and what installed distributions add."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from pluto_py.errors import PlutoError
from pluto_py.infra.resource import ResourceInfra

__all__ = ["GROUP", "infra_for"]

GROUP = "pluto_py.infra"

# Kept as names, so that only what an app uses is imported. Functions are not here: what they are made of
# depends on all other resources, so the program makes them itself.
_OWN: Mapping[str, str] = {
    "Bucket": "pluto_py.infra.bucket:BucketInfra",
    "KVStore": "pluto_py.infra.kvstore:KVStoreInfra",
    "Queue": "pluto_py.infra.queue:QueueInfra",
    "SageMaker": "pluto_py.infra.sagemaker:SageMakerInfra",
}


@cache
def infra_for(kind: str) -> type[ResourceInfra]:
    """The class that provisions resources of `kind`.

    Raises:
        PlutoError: nobody does, more than one distribution does, or it cannot be loaded.
    """
    if kind in _OWN:
        module, _, name = _OWN[kind].partition(":")
        loaded: type[ResourceInfra] = getattr(import_module(module), name)
        return loaded
    return _third_party(kind)


def _third_party(kind: str) -> type[ResourceInfra]:
    from importlib.metadata import entry_points

    points = {point.value: point for point in entry_points(group=GROUP, name=kind)}
    if len(points) != 1:
        found = "none does" if not points else " and ".join(sorted(points)) + " do"
        raise PlutoError(
            f"It is not known how to provision a {kind}.",
            why=f"One installed distribution must have the entry point '{kind}' of {GROUP}; {found}.",
        )
    ((value, point),) = points.items()
    try:
        loaded = point.load()
    except Exception as error:
        raise PlutoError(
            f"The infrastructure of {kind} cannot be loaded.",
            where=value,
            why=f"{type(error).__name__}: {error}",
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, ResourceInfra)):
        raise PlutoError(f"The infrastructure of {kind} is no subclass of ResourceInfra.", where=value)
    return loaded
