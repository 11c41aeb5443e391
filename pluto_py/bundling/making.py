"""Making the bundles that are missing: layers first, then each bundle out of them.

Everything is written in a scratch folder and then moved into place, so a build that is killed leaves nothing
that another could take for finished.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence

from deducer.architecture import DeducedFunction
from pluto_py.bundling import limits
from pluto_py.bundling.assembly import DamagedLayerError, assemble
from pluto_py.bundling.bundle import Bundle
from pluto_py.bundling.contents import of_files
from pluto_py.bundling.dependencies import layers_for
from pluto_py.bundling.index import Built, Resolution
from pluto_py.bundling.layers import LayerStore
from pluto_py.bundling.plan import Plan
from pluto_py.bundling.resolver import Resolver
from pluto_py.bundling.shelf import Shelf
from pluto_py.errors import PlutoError
from pluto_py.project.files import disk_errors, make_folder

__all__ = ["Maker"]

_ATTEMPTS = 5


class Maker:
    """One build that has something to make. Whoever uses it holds the project's lock on bundles."""

    def __init__(self, shelf: Shelf, on_progress: Callable[[str], None]):
        self._shelf = shelf
        self._index = shelf.index
        self._planner = shelf.planner
        # A name of its own: a packer that outlived a killed build must find its folder gone, not made anew.
        self._scratch = shelf.folder / "scratch" / secrets.token_hex(8)
        self._store = LayerStore(shelf.layers, shelf.planner.target, self._scratch)
        self._on_progress = on_progress

    def make(self, functions: Sequence[DeducedFunction]) -> dict[str, Bundle]:
        """Make what is missing, and remove what is no longer needed; returns all by function name.

        Raises:
            PlutoError: as `build`.
        """
        self._clear_scratch()
        make_folder(self._scratch)
        made: dict[str, Bundle] = {}
        used: list[str] = []
        for function in functions:
            plan, resolution, made[function.name] = self._make(function)
            used += [plan.demand_key, self._planner.key(plan, resolution)]
        self._index.keep(self._planner.target.tag, used)
        self._index.save()
        self._clear_scratch()
        self._prune()
        return made

    def _make(self, function: DeducedFunction) -> tuple[Plan, Resolution, Bundle]:
        """One bundle. Files that change while they are packed are packed again."""
        for _ in range(_ATTEMPTS):
            (plan,) = self._planner.plans([function])
            resolution = self._shelf.resolution(plan) or self._resolve(plan)
            bundle = self._shelf.bundle(plan, resolution)
            if bundle is not None:
                return plan, resolution, bundle
            sdk, app = self._own_layers(plan)
            if self._planner.plans([function]) == [plan]:
                return plan, resolution, self._join(plan, resolution, (sdk, app))
            self._store.path(app).unlink()
        raise PlutoError(
            f"The files of function '{function.name}' change while they are bundled.",
            where=function.name,
            hint="End what writes to them, or leave them out of `include`.",
        )

    def _resolve(self, plan: Plan) -> Resolution:
        scratch = self._scratch / plan.demand_key[:16]
        make_folder(scratch)
        planner = self._planner
        resolver = Resolver(
            planner.project.root, planner.target, planner.environment, scratch, self._on_progress
        )
        resolution = layers_for(plan.demand, resolver, self._store, self._on_progress)
        self._index.resolutions[plan.demand_key] = resolution
        return resolution

    def _own_layers(self, plan: Plan) -> list[str]:
        """The file names of the SDK's layer and the app's."""
        contents = [
            of_files("pluto-py", self._planner.sdk_files, self._planner.sdk_digests),
            of_files("app", plan.files, plan.digests),
        ]
        return self._store.make(contents, with_bytecode=True, on_progress=lambda _: None)

    def _join(self, plan: Plan, resolution: Resolution, own: tuple[str, str]) -> Bundle:
        """Join the layers, the app's last: of a file that it shares with a distribution, the app's counts."""
        self._on_progress(f"Bundling {plan.function}")
        names = (*resolution.layers, *own)
        layers = [self._store.path(name) for name in names]
        draft = self._scratch / "bundle.zip"
        with disk_errors("write a bundle", draft):
            try:
                made = assemble(layers, draft)
            except DamagedLayerError as error:
                error.layer.unlink()  # so that the next build makes it again
                raise
            limits.require_small_enough(plan.function, made.unzipped_size, layers)
            draft.replace(self._shelf.folder / f"{made.sha256}.zip")
        built = Built(made.sha256, made.size, made.unzipped_size, names)
        self._index.bundles[self._planner.key(plan, resolution)] = built
        return self._shelf.as_bundle(plan, built)

    def _clear_scratch(self) -> None:
        """Remove every build's scratch folder: all but this one's were left by builds that were killed."""
        with disk_errors("clear the scratch folder", self._scratch):
            shutil.rmtree(self._scratch.parent, ignore_errors=True)

    def _prune(self) -> None:
        """Remove bundles and layers that the index no longer names."""
        bundles = {f"{built.sha256}.zip" for built in self._index.bundles.values()}
        layers = {name for built in self._index.bundles.values() for name in built.layers}
        layers |= {name for resolution in self._index.resolutions.values() for name in resolution.layers}
        folder = self._shelf.folder
        with disk_errors("remove old bundles", folder):
            for kept, pattern in ((bundles, "*.zip"), (layers, "layers/*/*.zip")):
                for path in folder.glob(pattern):
                    if path.name not in kept:
                        path.unlink()
