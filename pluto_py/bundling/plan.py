"""What goes into each function's bundle, as the files are at this moment. Reads, and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from deducer.architecture import DeducedFunction
from pluto_py.bundling import app_files, sdk
from pluto_py.bundling.bundle import FORMAT, Target
from pluto_py.bundling.demand import Demand, demand
from pluto_py.bundling.index import Resolution
from pluto_py.bundling.installed import Environment
from pluto_py.project.model import Project

__all__ = ["Plan", "Planner"]

Digests = Mapping[Path, str]


@dataclass(frozen=True)
class Plan:
    """One function's bundle: the app's files by name in the zip, each one's digest, and its distributions.

    `demand_key` is a hex digest of everything that decides what `demand` comes to, but for sources in
    folders.
    """

    function: str
    files: Mapping[str, Path]
    digests: Digests
    demand: Demand
    demand_key: str


@dataclass(frozen=True)
class Planner:
    """Plans for one project and target. `digest` gives the hex digest of a file's content."""

    project: Project
    import_root: Path
    target: Target
    environment: Environment
    digest: Callable[[Path], str]

    def plans(self, functions: Iterable[DeducedFunction]) -> list[Plan]:
        """One plan per function, in the same order; each file is looked at once.

        Raises:
            PlutoError: a file cannot be read, or lies where no function could import it.
        """
        digest = cache(self.digest)
        data = app_files.included(self.project.include, self.project.root, self.import_root)
        return [self._plan(function, data, digest) for function in functions]

    def key(self, plan: Plan, resolution: Resolution) -> str:
        """A hex digest of everything that decides the bytes of the bundle."""
        parts = [
            FORMAT,
            self.target.tag,
            [(name, plan.digests[path]) for name, path in sorted(plan.files.items())],
            [(name, self.sdk_digests[path]) for name, path in sorted(self.sdk_files.items())],
            resolution.layers,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @cached_property
    def sdk_files(self) -> Mapping[str, Path]:
        """The SDK's run-time modules, by name in the zip."""
        return sdk.files()

    @cached_property
    def sdk_digests(self) -> Digests:
        """The digest of each of them."""
        return {path: self.digest(path) for path in self.sdk_files.values()}

    def _plan(
        self, function: DeducedFunction, data: Mapping[str, Path], digest: Callable[[Path], str]
    ) -> Plan:
        files = {**data, **app_files.modules(function, self.project.root, self.import_root)}
        distributions = {*function.distributions, *self.project.distributions}
        wanted = demand(distributions, self.project.dependencies, self.environment)
        return Plan(
            function=function.name,
            files=files,
            digests={path: digest(path) for path in files.values()},
            demand=wanted,
            demand_key=self._demand_key(wanted),
        )

    def _demand_key(self, wanted: Demand) -> str:
        parts = (FORMAT, wanted, self.target, self.environment.fingerprint)
        return hashlib.sha256(repr(parts).encode()).hexdigest()
