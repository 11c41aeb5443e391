"""From an architecture to one zip per function, made again only where what goes into it has changed.

A bundle is joined from layers: one per distribution, one of the SDK, one of the app's own files. Its key is a
digest of what these hold. Where every key is known and every zip is there, a build has looked at files' dates
and at nothing else, and has loaded none of the code that makes bundles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from deducer.architecture import Architecture
from pluto_py.bundling.bundle import Bundle, Target
from pluto_py.bundling.shelf import Shelf
from pluto_py.project.paths import Paths

__all__ = ["build"]


def build(
    architecture: Architecture,
    *,
    root: Path,
    import_root: Path,
    target: Target,
    paths: Paths,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Mapping[str, Bundle]:
    """Make the bundle of every function of `architecture`; returns them by function name.

    Args:
        architecture: says which modules and distributions each function needs.
        root: the project's root; its `pyproject.toml` says which versions and data files are wanted.
        import_root: the folder that the entrypoint is imported from.
        target: what the bundles will run on.
        paths: where bundles and layers are kept.
        on_progress: told what is being done, a short sentence at a time, perhaps from other threads.

    Raises:
        PlutoError: a distribution cannot be had for the target (with the resolver's reason), a bundle is too
            large, `include` names nothing, or the disk refuses.
    """
    root, import_root = root.resolve(), import_root.resolve()
    paths.ensure()
    bundles = Shelf.open(root, import_root, target, paths).bundles(architecture.functions)
    if bundles is not None:
        return bundles

    from pluto_py.bundling.making import Maker
    from pluto_py.project.locks import lock

    with lock(paths.bundles / "lock", what="the bundles of this project", on_wait=on_progress):
        shelf = Shelf.open(root, import_root, target, paths)  # another build may have worked meanwhile
        return Maker(shelf, on_progress).make(architecture.functions)
