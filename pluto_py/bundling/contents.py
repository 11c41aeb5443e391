"""What one layer of a bundle holds: files, with a digest of them that names the layer."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pluto_py.bundling.installed import Installed
from pluto_py.bundling.trimming import needed
from pluto_py.project.files import disk_errors

__all__ = ["Contents", "of_distribution", "of_files"]


@dataclass(frozen=True)
class Contents:
    """Files for one layer.

    `entries` are pairs of the name in the zip and the file's path, sorted. `identity` is a hex digest of what
    they hold. `size` is the sum of all files' sizes and `module_size` that of the Python modules', in bytes.
    """

    label: str
    identity: str
    entries: tuple[tuple[str, str], ...]
    size: int
    module_size: int


def of_distribution(installed: Installed) -> Contents:
    """What a function needs of an installed distribution that has a `RECORD`.

    That file lists every other one with a hash of it, so nothing has to be read to tell what is in them.

    Raises:
        PlutoError: a file cannot be read.
    """
    label = f"{installed.name}-{installed.version}"
    with disk_errors(f"read {label}", installed.metadata):
        record = (installed.metadata / "RECORD").read_text(encoding="utf-8")
        rows = {row[0]: row for row in csv.reader(record.splitlines()) if row}
        names = needed(rows, lambda name: (installed.site / name).read_bytes())
        digest = hashlib.sha256("\n".join(",".join(rows[name]) for name in names).encode())
        return _contents(label, digest.hexdigest(), {name: installed.site / name for name in names})


def of_files(label: str, files: Mapping[str, Path], digests: Mapping[Path, str]) -> Contents:
    """Files by their names in the zip; `digests` has the hex digest of each."""
    listing = "\n".join(f"{name} {digests[path]}" for name, path in sorted(files.items()))
    return _contents(label, hashlib.sha256(listing.encode()).hexdigest(), files)


def _contents(label: str, identity: str, files: Mapping[str, Path]) -> Contents:
    sizes = {name: path.stat().st_size for name, path in files.items()}
    return Contents(
        label=label,
        identity=identity,
        entries=tuple((name, str(files[name])) for name in sorted(files)),
        size=sum(sizes.values()),
        module_size=sum(size for name, size in sizes.items() if name.endswith(".py")),
    )
