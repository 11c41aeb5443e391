"""What uv finds for a demand on another platform, and what it says where it finds nothing.

Wheels come first: built here, a package with machine code would hold this machine's. One that has no wheel at
all is built, and then refused if it turns out to hold machine code.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pluto_py.bundling.bundle import Target
from pluto_py.bundling.demand import Demand
from pluto_py.bundling.installed import Environment, Installed, canonical
from pluto_py.bundling.interpreters import RUNNING, uv
from pluto_py.errors import PlutoError

__all__ = ["Resolver", "UnresolvableError"]

_NO_WHEEL = re.compile(r"Wheels are required for `([^`]+)`|(\S+?)(?:==\S+)? has no usable wheels")
_UNREACHABLE = re.compile(r"error sending request|network was disabled")
_NOISE = re.compile(r"^(warning|Using|Resolved|Prepared|Building|\s+Built)\b.*\n?", re.MULTILINE)


class UnresolvableError(PlutoError):
    """What the app asks for cannot be had; `why` holds the resolver's own reason."""


def _url_name(requirement: str) -> set[str]:
    """The name in a requirement that says where to get it, `name[extra] @ url`; else nothing."""
    name, is_url, _ = requirement.partition(" @ ")
    return {canonical(name.partition("[")[0].strip())} if is_url else set()


@dataclass(frozen=True)
class Resolver:
    """uv, told where the app's settings for it lie, what it runs on, and what is installed here.

    `scratch` is an empty folder for its files; whoever made it removes it.
    """

    root: Path
    target: Target
    environment: Environment
    scratch: Path
    on_progress: Callable[[str], None]

    def install(self, demand: Demand) -> list[Installed]:
        """Resolve and install; returns every distribution as it lies in `scratch`, sorted.

        Raises:
            UnresolvableError: nothing fits, or what fits would not run on the target.
        """
        self.on_progress(f"Resolving {', '.join(demand.names)}")
        pins, binaries = self._resolve(demand)
        self.on_progress(f"Fetching {len(pins)} distributions")
        return self._install(pins, binaries)

    def build(self, editable: Sequence[Installed]) -> list[Installed]:
        """Build wheels of distributions whose files lie in their source folders, and install those alone.

        Raises:
            UnresolvableError: one cannot be built.
        """
        requirements = [f"{installed.name} @ {installed.url}" for installed in editable]
        self.on_progress(f"Building {', '.join(installed.name for installed in editable)}")
        return self._install(requirements, [])

    def _install(self, requirements: Sequence[str], binaries: Sequence[str]) -> list[Installed]:
        folder = self.scratch / "site"
        pins = self._write("pins.txt", requirements)
        # uv takes a folder for unchanged while its project file is: it has to be told to look again.
        again = [
            flag for text in requirements for name in _url_name(text) for flag in ("--refresh-package", name)
        ]
        self._run("install", "--target", str(folder), "--no-deps", "--requirements", pins, *binaries, *again)
        found = sorted(Environment.scan([str(folder)]).distributions.values(), key=lambda i: i.metadata.name)
        for installed in found:
            self._require_portable(installed)
        return found

    def _resolve(self, demand: Demand, built: frozenset[str] = frozenset()) -> tuple[list[str], list[str]]:
        """The pinned requirements, and the flags that say what may be built from source: `built` at least."""
        try:
            pins = self._compile(demand, self._only_binary(built))
        except UnresolvableError as error:
            more = built | self._without_wheels(error) | set(self._urls)
            if self.target.platform == "" or more == built:
                raise
            return self._resolve(demand, more)
        return pins, self._only_binary(built.union(*(_url_name(pin) for pin in pins)))

    def _compile(self, demand: Demand, binaries: Sequence[str]) -> list[str]:
        # uv keeps to the pins that its output file already holds, wherever the requirements allow it.
        output = self._write("resolved.txt", self._preferences())
        self._run(
            "compile",
            self._write("requirements.txt", demand.requirements),
            *("--constraints", self._write("constraints.txt", self._constraints(demand))),
            *("--excludes", self._write("excludes.txt", demand.excluded)),
            *("--output-file", output, "--no-header", "--no-annotate", "--quiet"),
            *binaries,
        )
        return [line for line in Path(output).read_text(encoding="utf-8").splitlines() if line.strip()]

    def _constraints(self, demand: Demand) -> list[str]:
        """The project's limits; and for what was not installed from an index, where it is to be had."""
        urls = {name: url for name, url in self._urls.items() if name not in demand.excluded}
        return [*demand.constraints, *(f"{name} @ {url}" for name, url in sorted(urls.items()))]

    def _preferences(self) -> list[str]:
        installed = self.environment.distributions
        return [f"{name}=={installed[name].version}" for name in sorted(installed) if name not in self._urls]

    @cached_property
    def _urls(self) -> Mapping[str, str]:
        """Where distributions of this environment come from that come from no index."""
        installed = self.environment.distributions
        return {name: url for name in installed if (url := installed[name].url) is not None}

    def _only_binary(self, built: Iterable[str]) -> list[str]:
        """Flags under which only `built` may be built from source. uv has no exception to `:all:`."""
        if self.target.platform == "":
            return []
        exceptions = set(built)
        if not exceptions:
            return ["--only-binary", ":all:"]
        names = sorted(set(self.environment.distributions) - exceptions)
        return [flag for name in names for flag in ("--only-binary", name)]

    def _without_wheels(self, error: UnresolvableError) -> set[str]:
        """Which distributions the resolver found no wheel for, and may be built instead."""
        names = {canonical(a or b) for a, b in _NO_WHEEL.findall(error.why or "")}
        for name in names:
            installed = self.environment.distributions.get(name)
            if installed is not None and installed.is_machine_code:
                raise UnresolvableError(
                    f"{name} has no wheel for {self._platform} that the app's requirements allow.",
                    where="pyproject.toml",
                    why=error.why,
                    hint=f"State in [project] dependencies which versions of {name} will do.",
                ) from None
        return names

    def _require_portable(self, installed: Installed) -> None:
        if self.target.platform and not installed.is_portable:
            raise UnresolvableError(
                f"{installed.name} {installed.version} has no wheel for {self._platform}.",
                where=installed.name,
                why="It holds machine code: built here, it would only run on a machine like this one.",
                hint="Use a version that has such a wheel, or another distribution.",
            )

    @property
    def _platform(self) -> str:
        return f"Python {self.target.python} on {self.target.platform or 'this machine'}"

    def _run(self, command: str, *arguments: str) -> None:
        process = subprocess.run(
            [
                *(uv(), "pip", command, *arguments),
                *("--python", sys.executable, "--no-python-downloads", "--color", "never", "--no-progress"),
                *(("--python-version", self.target.python) if self.target.python != RUNNING else ()),
                *(("--python-platform", self.target.platform) if self.target.platform else ()),
            ],
            cwd=self.root,  # where the project's [tool.uv] says which indexes to use
            capture_output=True,
            text=True,
            check=False,
        )
        if process.returncode != 0:
            why = _NOISE.sub("", process.stderr).strip()
            raise UnresolvableError(
                f"The app's distributions cannot be resolved for {self._platform}.",
                where="pyproject.toml",
                why=why,
                hint="The package index cannot be reached: look after the network, then deploy again."
                if _UNREACHABLE.search(why)
                else "Correct [project] dependencies, or install what the app imports, and deploy again.",
            )

    def _write(self, name: str, lines: Iterable[str]) -> str:
        path = self.scratch / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(path)
