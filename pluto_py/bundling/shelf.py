"""Bundles that earlier builds made, and whether they still are what a build would make now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deducer.architecture import DeducedFunction
from pluto_py.bundling.bundle import Bundle, Target
from pluto_py.bundling.folders import fingerprint
from pluto_py.bundling.index import Built, Index, Resolution
from pluto_py.bundling.installed import Environment
from pluto_py.bundling.plan import Plan, Planner
from pluto_py.project import discovery
from pluto_py.project.paths import Paths

__all__ = ["Shelf"]


@dataclass(frozen=True)
class Shelf:
    """The bundles of one project, seen for one target. Reads only."""

    folder: Path
    index: Index
    planner: Planner

    @classmethod
    def open(cls, root: Path, import_root: Path, target: Target, paths: Paths) -> Shelf:
        """Read the project, its environment and the index as they are now.

        Raises:
            PlutoError: the project's configuration is wrong.
        """
        index = Index(paths.bundles / "index.json")
        planner = Planner(
            project=discovery.load(root / discovery.FILE),
            import_root=import_root,
            target=target,
            environment=Environment.scan(),
            digest=index.digest,
        )
        return cls(paths.bundles, index, planner)

    @property
    def layers(self) -> Path:
        """The folder of the target's layers."""
        return self.folder / "layers" / self.planner.target.tag

    def bundles(self, functions: Sequence[DeducedFunction]) -> dict[str, Bundle] | None:
        """The bundles by function name, if every one is there and is what would be made now."""
        found = {}
        for plan in self.planner.plans(functions):
            resolution = self.resolution(plan)
            bundle = self.bundle(plan, resolution) if resolution else None
            if bundle is None:
                return None
            found[plan.function] = bundle
        return found

    def resolution(self, plan: Plan) -> Resolution | None:
        """What the demand is known to come to, if its layers and sources are still there and the same."""
        known = self.index.resolutions.get(plan.demand_key)
        if known is None or not all((self.layers / layer).is_file() for layer in known.layers):
            return None
        same = all(fingerprint(Path(folder)) == before for folder, before in known.sources.items())
        return known if same else None

    def bundle(self, plan: Plan, resolution: Resolution) -> Bundle | None:
        """The bundle, if it is known and lies on the disk whole."""
        built = self.index.bundles.get(self.planner.key(plan, resolution))
        if built is None:
            return None
        bundle = self.as_bundle(plan, built)
        return bundle if bundle.path.is_file() and bundle.path.stat().st_size == bundle.size else None

    def as_bundle(self, plan: Plan, built: Built) -> Bundle:
        """The door's form of a finished bundle."""
        path = self.folder / f"{built.sha256}.zip"
        return Bundle(plan.function, path, built.sha256, built.size, built.unzipped_size)
