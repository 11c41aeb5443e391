"""What earlier builds found out, so that an unchanged one only asks the file system for dates.

The index saves work and decides nothing: whatever is missing, damaged or doubtful in it is found out anew.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pluto_py.project.files import disk_errors, write_atomic

__all__ = ["Built", "Index", "Resolution"]

T = TypeVar("T")

_FORMAT = 1
_SPARE = 3

# A file that changed this recently may change again within the clock's tick and look the same.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True)
class Resolution:
    """What a demand came to: layers' file names, and a fingerprint of each folder that was built from."""

    layers: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """A finished bundle: its zip's hex digest and size, the size of what is in it, and its layers' names."""

    sha256: str
    size: int
    unzipped_size: int
    layers: tuple[str, ...]


class Index:
    """Digests of files by their stamps, resolutions by demand, bundles by what went into them."""

    def __init__(self, path: Path):
        self._path = path
        self._seen: dict[str, list[Any]] = {}
        self._digests: dict[str, list[Any]] = {}
        self._current: dict[str, list[str]] = {}
        self.resolutions: dict[str, Resolution] = {}
        self.bundles: dict[str, Built] = {}
        self.reload()

    def reload(self) -> None:
        """Take over what another build has written meanwhile."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            self._load(json.loads(self._path.read_bytes()))

    def digest(self, path: Path) -> str:
        """The hex digest of a file's content, read only if its stamp is new.

        Raises:
            PlutoError: it cannot be read.
        """
        with disk_errors("read a file of the app", path):
            status = path.stat()
            stamp = [
                status.st_size,
                status.st_mtime_ns,
                status.st_ctime_ns,
                status.st_ino,
                status.st_mode & 0o100,
            ]
            known = self._digests.get(str(path))
            if known is not None and known[1:] == stamp:
                self._seen[str(path)] = known
                return str(known[0])
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        digest += "x" if stamp[-1] else ""  # the zip keeps the executable bit
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS:
            self._seen[str(path)] = [digest, *stamp]
        return digest

    def keep(self, target: str, used: Iterable[str]) -> None:
        """Note the keys of bundles and resolutions that `target` uses now; forget those long unused."""
        self._current[target] = sorted(set(used))
        current = {key for keys in self._current.values() for key in keys}
        self.bundles = _kept(self.bundles, current)
        self.resolutions = _kept(self.resolutions, current)

    def save(self) -> None:
        """Write the index. The stamps kept are those of files that this build has seen.

        Raises:
            PlutoError: it cannot be written.
        """
        document = {
            "format": _FORMAT,
            "digests": self._seen,
            "resolutions": {key: asdict(value) for key, value in self.resolutions.items()},
            "bundles": {key: asdict(value) for key, value in self.bundles.items()},
            "current": self._current,
        }
        write_atomic(self._path, json.dumps(document))

    def _load(self, document: dict[str, Any]) -> None:
        if document["format"] != _FORMAT:
            return
        resolutions = {
            key: Resolution(tuple(value["layers"]), value["sources"])
            for key, value in document["resolutions"].items()
        }
        bundles = {
            key: Built(**{**value, "layers": tuple(value["layers"])})
            for key, value in document["bundles"].items()
        }
        self._digests, self._current = document["digests"], document["current"]
        self.resolutions, self.bundles = resolutions, bundles


def _kept(entries: dict[str, T], current: set[str]) -> dict[str, T]:
    """The current entries, and the newest of the others."""
    spare = [key for key in entries if key not in current][-_SPARE:]
    return {key: value for key, value in entries.items() if key in current or key in spare}
