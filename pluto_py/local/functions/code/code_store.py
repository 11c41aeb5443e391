"""Functions' code, unpacked once per content.

`<root>/<sha256 of the zip>/` is one version, `<root>/<sha256>.json` its manifest (name → checksum, size,
kind). A new version is unpacked beside the old ones: a file that some old version has with the same name,
checksum and size is hard-linked, so that a bundle of 150 MB with one changed file costs the time of its
links. A version appears by one rename, whole or not at all. Unused ones are removed, but for the one that was
added last.

Files are read-only: versions share them, so nobody may write through one. Folders, unlike Lambda's
`/var/task`, are not, or a person could not delete the project.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from pluto_py.local.functions.code.archive import Archive, Entry

__all__ = ["CodeStore"]

Manifest = Mapping[str, Entry]


class CodeStore:
    """See the module. Its methods may be called from one event loop; the work is done in threads."""

    def __init__(self, root: Path):
        self._root = root
        root.mkdir(parents=True, exist_ok=True)
        self._manifests = {path.stem: _load(path) for path in root.glob("*.json")}
        self._changing = asyncio.Lock()
        self._held: Counter[str] = Counter()

    def path(self, sha256: str) -> Path:
        """The folder of a version."""
        return self._root / sha256

    @asynccontextmanager
    async def adding(self, data: bytes) -> AsyncIterator[str]:
        """Unpack a zip, unless it is here already; the value is its SHA-256 in hexadecimal.

        It is safe from `collect` inside the block: save there what will keep it.

        Raises:
            ServiceError: the zip is broken or too large.
        """
        async with self._changing:
            sha256 = await asyncio.to_thread(self._add, data)
            self._held[sha256] += 1
        try:
            yield sha256
        finally:
            self._held[sha256] -= 1

    async def collect(self, used: Callable[[], set[str]]) -> None:
        """Remove all versions but those in use, and what an interrupted unpacking has left.

        `used` is asked when no version can be added any more; asked earlier, it would miss one.
        """
        async with self._changing:
            unused = await asyncio.to_thread(self._set_aside, used() | set(+self._held))
        # Ten thousand files take a second to delete, and nobody needs to wait for it to add a version.
        await asyncio.to_thread(_remove, unused)

    def _add(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in self._manifests and self.path(sha256).is_dir():
            return sha256
        archive = Archive(data)
        fresh = Path(tempfile.mkdtemp(dir=self._root))
        try:
            self._unpack(archive, fresh)
            fresh.chmod(0o755)  # mkdtemp's is private
            _remove(self.path(sha256))
            fresh.rename(self.path(sha256))
        except BaseException:
            _remove(fresh)
            raise
        _save(self._root / f"{sha256}.json", archive.entries)
        self._manifests[sha256] = archive.entries
        return sha256

    def _unpack(self, archive: Archive, target: Path) -> None:
        base, same = self._closest(archive.entries)
        _make_folders(target, archive.entries)
        root, old = str(target), str(base)
        links = []
        for name, entry in archive.entries.items():
            path = f"{root}/{name}"
            if name in same and _link(f"{old}/{name}", path):
                continue
            if entry.link:
                links.append((name, path))
                continue
            with open(path, "xb") as file:  # noqa: PTH123 - this runs ten thousand times
                file.write(archive.read(name))
                os.fchmod(file.fileno(), 0o555 if entry.executable else 0o444)
        for name, path in links:  # last, so that no file can be written through one
            os.symlink(os.fsdecode(archive.read(name)), path)  # noqa: PTH211

    def _closest(self, entries: Manifest) -> tuple[Path | None, set[str]]:
        """The version that shares most files with `entries`, and their names."""
        best: tuple[Path | None, set[str]] = (None, set())
        wanted = entries.items()
        for sha256, manifest in self._manifests.items():
            same = {name for name, _ in wanted & manifest.items()}
            if len(same) > len(best[1]):
                best = (self.path(sha256), same)
        return best

    def _latest(self) -> set[str]:
        """The version that was added last: the next one is likely to share its files, or to be the same."""
        added = sorted(self._root.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return {added[-1].stem} if added else set()

    def _set_aside(self, keep: set[str]) -> Path:
        """Move all but `keep` into a folder that is to be deleted."""
        unused = [path for path in self._root.iterdir() if path.stem not in keep | self._latest()]
        aside = Path(tempfile.mkdtemp(dir=self._root))
        for path in unused:
            self._manifests.pop(path.stem, None)
            path.rename(aside / path.name)
        return aside


def _make_folders(target: Path, names: Iterable[str]) -> None:
    made = {""}
    for name in names:
        folder = name.rpartition("/")[0]
        if folder not in made:
            os.makedirs(f"{target}/{folder}", exist_ok=True)  # noqa: PTH103 - this runs a thousand times
            while folder and folder not in made:
                made.add(folder)
                folder = folder.rpartition("/")[0]


def _link(source: str, path: str) -> bool:
    """Hard-link one file; false where the file is gone, or the file system will not."""
    try:
        os.link(source, path, follow_symlinks=False)
    except OSError:
        return False
    return True


def _remove(path: Path) -> None:
    """Delete a version's folder or a file, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _load(path: Path) -> Manifest:
    return {name: Entry(*fields) for name, fields in json.loads(path.read_text()).items()}


def _save(path: Path, manifest: Manifest) -> None:
    encoded = json.dumps({name: (e.crc, e.size, e.executable, e.link) for name, e in manifest.items()})
    partial = path.with_suffix(".partial")
    partial.write_text(encoded)
    partial.replace(path)
