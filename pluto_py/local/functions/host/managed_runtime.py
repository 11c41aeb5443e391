"""The runtime directory: what Lambda's managed Python runtimes offer beside a function's own code.

That is AWS's runtime client and the boto3 stack, and nothing else. The directory holds symbolic links into
the environment that Pluto is installed in, one per top-level module, package and `.dist-info`, so making it
costs milliseconds and its byte code is compiled once.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

__all__ = ["prepare"]

_OFFERED = ("awslambdaric", "boto3")
_REQUIREMENT_NAME = re.compile(r"[A-Za-z0-9._-]+")


def prepare(parent: Path) -> Path:
    """The runtime directory below `parent`, made if there is none for the installed versions."""
    links = dict(_links())
    key = hashlib.sha256("\n".join(f"{name}={target}" for name, target in sorted(links.items())).encode())
    directory = parent / key.hexdigest()[:16]
    if not directory.is_dir():
        _make(directory, links)
    return directory


def _make(directory: Path, links: dict[str, Path]) -> None:
    """All or nothing: another process that looks on sees no half of it."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=directory.parent))
    for name, target in links.items():
        (fresh / name).symlink_to(target)
    try:
        fresh.rename(directory)
    except OSError:
        shutil.rmtree(fresh)
        if not directory.is_dir():
            raise


def _links() -> Iterator[tuple[str, Path]]:
    """Top-level names of the offered distributions, and where they lie."""
    for found in _closure():
        base = Path(str(found.locate_file("")))
        for file in found.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not file.is_absolute():
                yield top, base / top


def _closure() -> list[Distribution]:
    """The offered distributions and all that they require, whatever extras aside."""
    found: dict[str, Distribution] = {}
    names = list(_OFFERED)
    while names:
        name = names.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # required only on another platform or Python
        needed = (r for r in found[name].requires or () if "extra ==" not in r)
        names += [match.group() for r in needed if (match := _REQUIREMENT_NAME.match(r))]
    return list(found.values())
