"""The distributions of this interpreter's environment, read from the names of their metadata folders.

Pluto is installed into the app's own environment, so these are the versions that the app is developed with.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["Environment", "Installed", "canonical"]

_METADATA = ".dist-info"


def canonical(name: str) -> str:
    """The one spelling of a distribution's name, as PEP 503 defines it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Installed:
    """One installed distribution.

    `metadata` is its `.dist-info` folder, `changed` the time of that folder's last change, in ns.
    """

    name: str
    version: str
    metadata: Path
    changed: int

    @property
    def site(self) -> Path:
        """The folder that its files are relative to."""
        return self.metadata.parent

    @cached_property
    def url(self) -> str | None:
        """Where it came from, if not from an index: a URL that uv can install it from again (PEP 610)."""
        origin = self._origin
        url: str | None = origin.get("url")
        if url is None:
            return None
        if "vcs_info" in origin:
            url = f"{origin['vcs_info']['vcs']}+{url}@{origin['vcs_info']['commit_id']}"
        folder = origin.get("subdirectory")
        return f"{url}#subdirectory={folder}" if folder else url

    @property
    def source_folder(self) -> Path | None:
        """The folder on this machine that it was installed from, where it was."""
        url = self._origin.get("url")
        if url is None or "dir_info" not in self._origin:
            return None
        return Path(unquote(urlsplit(url).path))

    @property
    def is_editable(self) -> bool:
        """Whether its files lie in its source folder instead of the environment."""
        return bool(self._origin.get("dir_info", {}).get("editable"))

    @property
    def has_record(self) -> bool:
        """Whether its files are known; those of a system's own package manager are not."""
        return (self.metadata / "RECORD").is_file()

    @property
    def is_machine_code(self) -> bool:
        """Whether it was built for one kind of machine: its wheel's tags name a platform."""
        return bool(self._tags) and not any(tag.endswith("-any") for tag in self._tags)

    @property
    def is_portable(self) -> bool:
        """Whether it runs on more machines than the one it was built on: no machine code, or PEP 600's."""
        return not self.is_machine_code or any("-manylinux" in t or "-musllinux" in t for t in self._tags)

    @cached_property
    def _tags(self) -> list[str]:
        return re.findall(r"^Tag: *(\S+)", self._read("WHEEL"), re.MULTILINE)

    @cached_property
    def _origin(self) -> Mapping[str, Any]:
        """`direct_url.json`, which only what came from no index has."""
        origin: Mapping[str, Any] = json.loads(self._read("direct_url.json") or "{}")
        return origin

    def _read(self, name: str) -> str:
        try:
            return (self.metadata / name).read_text(encoding="utf-8")
        except OSError:
            return ""


@dataclass(frozen=True)
class Environment:
    """Every installed distribution by canonical name. `fingerprint` changes when any of them does."""

    distributions: Mapping[str, Installed]
    fingerprint: str

    @classmethod
    def scan(cls, search_path: Iterable[str] | None = None) -> Environment:
        """Read the environment; the folder that comes first on the path wins, as it does for imports."""
        found: dict[str, Installed] = {}
        for folder in sys.path if search_path is None else search_path:
            for installed in _in_folder(folder):
                found.setdefault(canonical(installed.name), installed)
        stamps = sorted(f"{i.metadata} {i.changed}" for i in found.values())
        return cls(found, hashlib.sha256("\n".join(stamps).encode()).hexdigest())


def _in_folder(folder: str) -> list[Installed]:
    try:
        with os.scandir(folder) as entries:
            return [
                _installed(Path(entry.path), entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith(_METADATA)
            ]
    except OSError:  # `sys.path` may name zips, and folders that do not exist
        return []


def _installed(metadata: Path, changed: int) -> Installed:
    name, _, version = metadata.name.removesuffix(_METADATA).rpartition("-")
    return Installed(name, version, metadata, changed)
