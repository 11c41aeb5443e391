"""From an architecture to one zip per function, made again only where what goes into it has changed.

A bundle is joined from layers: one per distribution, one of the SDK, one of the app's own files. Its key is a
digest of what these hold. Where the key is known and the zip is there, a build has looked at files' dates and
at nothing else. Whatever is written is written in a scratch folder, under a lock, and then moved into place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deducer.architecture import Architecture, DeducedFunction
from pluto_py.bundling import limits
from pluto_py.bundling.assembly import DamagedLayerError, assemble
from pluto_py.bundling.bundle import Bundle, Target
from pluto_py.bundling.contents import of_files
from pluto_py.bundling.dependencies import layers_for, sources_unchanged
from pluto_py.bundling.index import Built, Index, Resolution
from pluto_py.bundling.installed import Environment
from pluto_py.bundling.layers import LayerStore
from pluto_py.bundling.plan import Plan, Planner
from pluto_py.bundling.resolver import Resolver
from pluto_py.errors import PlutoError
from pluto_py.project import discovery
from pluto_py.project.files import disk_errors, make_folder
from pluto_py.project.locks import lock
from pluto_py.project.paths import Paths

__all__ = ["build"]

Progress = Callable[[str], None]

_ATTEMPTS = 5


def build(
    architecture: Architecture,
    *,
    root: Path,
    import_root: Path,
    target: Target,
    paths: Paths,
    on_progress: Progress = lambda _: None,
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

    def bench() -> _Bench:
        return _Bench(root.resolve(), import_root.resolve(), target, paths.ensure(), on_progress)

    built = bench().built(architecture.functions)
    if built is None:
        with lock(paths.bundles / "lock", what="the bundles of this project", on_wait=on_progress):
            built = bench().make(architecture.functions)  # anew: another build may have worked meanwhile
    return built


class _Bench:
    """One build: what it reads, what it knows from earlier ones, and where it works."""

    def __init__(self, root: Path, import_root: Path, target: Target, paths: Paths, on_progress: Progress):
        self._folder = paths.bundles
        self._scratch = self._folder / "scratch"
        self._store = LayerStore(self._folder / "layers" / target.tag, target, self._scratch)
        self._index = Index(self._folder / "index.json")
        self._on_progress = on_progress
        self._planner = Planner(
            project=discovery.load(root / discovery.FILE),
            import_root=import_root,
            target=target,
            environment=Environment.scan(),
            digest=self._index.digest,
        )

    def built(self, functions: Sequence[DeducedFunction]) -> dict[str, Bundle] | None:
        """The bundles, if every one is there and is what would be made now."""
        found = {}
        for plan in self._planner.plans(functions):
            resolution = self._known(plan)
            bundle = self._bundle(plan, resolution) if resolution else None
            if bundle is None:
                return None
            found[plan.function] = bundle
        return found

    def make(self, functions: Sequence[DeducedFunction]) -> dict[str, Bundle]:
        """Make what is missing, and remove what is no longer needed. The caller holds the lock."""
        self._clear_scratch()
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
            resolution = self._known(plan) or self._resolve(plan)
            bundle = self._bundle(plan, resolution)
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

    def _known(self, plan: Plan) -> Resolution | None:
        """What the demand is known to come to, if its layers and sources are still there and the same."""
        known = self._index.resolutions.get(plan.demand_key)
        if known is None or not all(self._store.path(layer).is_file() for layer in known.layers):
            return None
        return known if sources_unchanged(known) else None

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
            draft.replace(self._folder / f"{made.sha256}.zip")
        built = Built(made.sha256, made.size, made.unzipped_size, names)
        self._index.bundles[self._planner.key(plan, resolution)] = built
        return self._as_bundle(plan, built)

    def _bundle(self, plan: Plan, resolution: Resolution) -> Bundle | None:
        """The bundle, if it is known and lies on the disk whole."""
        built = self._index.bundles.get(self._planner.key(plan, resolution))
        if built is None:
            return None
        bundle = self._as_bundle(plan, built)
        return bundle if bundle.path.is_file() and bundle.path.stat().st_size == bundle.size else None

    def _as_bundle(self, plan: Plan, built: Built) -> Bundle:
        path = self._folder / f"{built.sha256}.zip"
        return Bundle(plan.function, path, built.sha256, built.size, built.unzipped_size)

    def _clear_scratch(self) -> None:
        """Empty the scratch folder; what is in it was left by a build that was killed."""
        with disk_errors("clear the scratch folder", self._scratch):
            if self._scratch.exists():
                shutil.rmtree(self._scratch)
            self._scratch.mkdir(parents=True)

    def _prune(self) -> None:
        """Remove bundles and layers that the index no longer names."""
        bundles = {f"{built.sha256}.zip" for built in self._index.bundles.values()}
        layers = {name for built in self._index.bundles.values() for name in built.layers}
        layers |= {name for resolution in self._index.resolutions.values() for name in resolution.layers}
        with disk_errors("remove old bundles", self._folder):
            for kept, pattern in ((bundles, "*.zip"), (layers, "layers/*/*.zip")):
                for path in self._folder.glob(pattern):
                    if path.name not in kept:
                        path.unlink()
