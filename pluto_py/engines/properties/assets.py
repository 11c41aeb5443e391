"""Assets and archives: their hashes, and the bytes that they stand for.

Hashes are those of the Pulumi CLI (`sdk/go/common/resource/archive`), so a state file keeps meaning the same
when the other engine takes it over: the SHA-256 of an archive file's own bytes; for a folder or a set of
assets, the SHA-256 of an uncompressed tar of its members. The hash of a file is remembered for as long as its
path, size and modification time stay the same. (A member name that does not fit a plain tar header is hashed
in our own way.)
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from pluto_py.engines.properties.values import ARCHIVE, ASSET, Properties, Value, signature

__all__ = ["archive_bytes", "with_hashes"]

ARCHIVE_SUFFIXES = (".zip", ".jar", ".tar", ".tgz", ".tar.gz")
_CHUNK = 1 << 20
_BLOCK = 512
_ZIP_DATE = (1990, 1, 1, 0, 0, 0)  # any fixed date; this one is Pulumi's


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


def with_hashes(value: Value, folder: Path) -> Value:
    """The value with the hash of each asset and archive in it.

    Args:
        value: any property value.
        folder: what relative paths are relative to.

    Raises:
        OSError: a file of an asset cannot be read.
        ValueError: an asset is remote, or an archive is neither a folder nor a known archive format.
    """
    if isinstance(value, dict):
        kind = signature(value)
        if kind in (ASSET, ARCHIVE):
            inner = {"assets": with_hashes(value["assets"], folder)} if "assets" in value else {}
            return {**value, **inner, "hash": value.get("hash") or _hash(value, folder)}
        return {key: with_hashes(item, folder) for key, item in value.items()}
    return [with_hashes(item, folder) for item in value] if isinstance(value, list) else value


def archive_bytes(archive: Properties, folder: Path) -> bytes:
    """The archive as a zip file; a zip file on disk is read once and handed on as it is."""
    path = archive.get("path")
    if path and str(path).endswith((".zip", ".jar")):
        return (folder / str(path)).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, member in _members(archive, folder):
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with member.open() as source, target.open(info, "w") as sink:
                while chunk := source.read(_CHUNK):
                    sink.write(chunk)
    return packed.getvalue()


class _Member:
    """One file of an archive, not read before it is needed."""

    def __init__(self, source: Path | bytes):
        self._source = source

    @property
    def size(self) -> int:
        return len(self._source) if isinstance(self._source, bytes) else self._source.stat().st_size

    def open(self) -> BinaryIO:
        return io.BytesIO(self._source) if isinstance(self._source, bytes) else self._source.open("rb")


def _hash(value: Properties, folder: Path) -> str:
    path = value.get("path")
    if signature(value) == ASSET:
        source = _asset(value, folder)
        return hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else _file_hash(source)
    if path and str(path).endswith(ARCHIVE_SUFFIXES):
        return _file_hash(folder / path)
    digest = hashlib.sha256()
    for name, member in _members(value, folder):
        _hash_tar_member(digest, name, member)
    digest.update(bytes(2 * _BLOCK))
    return digest.hexdigest()


def _asset(asset: Properties, folder: Path) -> Path | bytes:
    if "path" in asset:
        return folder / str(asset["path"])
    if "uri" in asset:
        raise ValueError(f"remote assets are not supported: {asset['uri']}")
    return str(asset.get("text", "")).encode()


def _file_hash(path: Path) -> str:
    status = path.stat()
    return _remembered_file_hash(os.fspath(path.absolute()), status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=512)
def _remembered_file_hash(path: str, size: int, modified: int) -> str:  # noqa: ARG001 - they are the cache's key
    with Path(path).open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _members(archive: Properties, folder: Path) -> Iterator[tuple[str, _Member]]:
    """The files of an archive in Pulumi's order; the first of two with one name wins."""
    seen: set[str] = set()
    for name, member in _all_members(archive, folder):
        if name not in seen:
            seen.add(name)
            yield name, member


def _all_members(archive: Properties, folder: Path) -> Iterator[tuple[str, _Member]]:
    if "assets" in archive:
        for name, item in sorted(archive["assets"].items()):
            if signature(item) == ASSET:
                yield name, _Member(_asset(item, folder))
            else:
                for inner, member in _all_members(item, folder):
                    yield f"{name}/{inner}", member
    elif "path" in archive:
        path = folder / str(archive["path"])
        yield from _zip_members(path) if path.suffix in (".zip", ".jar") else _folder_members(path)
    else:
        raise ValueError("an archive needs a local path or assets: remote archives are not supported")


def _zip_members(path: Path) -> Iterator[tuple[str, _Member]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith("/"):
                yield name, _Member(archive.read(name))


def _folder_members(path: Path) -> Iterator[tuple[str, _Member]]:
    if not path.is_dir():
        raise ValueError(f"neither a folder nor a zip file: {path}")
    yield from _walk(path, "")


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, _Member]]:
    """Files below a folder, in the order of Go's `filepath.Walk`; Pulumi's own folder is left out."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name == ".pulumi":
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", _Member(entry)


def _hash_tar_member(digest: _Digest, name: str, member: _Member) -> None:
    size = member.size
    digest.update(_tar_header(name, size))
    with member.open() as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    digest.update(bytes(-size % _BLOCK))


def _tar_header(name: str, size: int) -> bytes:
    """A tar header as Go's `archive/tar` writes it for a name, mode 0600 and a size, and nothing else."""
    prefix, base = _split_name(name.encode())
    header = bytearray(_BLOCK)
    fields = {
        0: base,
        100: b"0000600\0",
        108: b"0000000\0",
        116: b"0000000\0",
        124: b"%011o\0" % size,
        136: b"00000000000\0",
        148: b" " * 8,
        156: b"0",
        257: b"ustar\x0000",
        329: b"0000000\0",
        337: b"0000000\0",
        345: prefix,
    }
    for offset, content in fields.items():
        header[offset : offset + len(content)] = content
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _split_name(name: bytes) -> tuple[bytes, bytes]:
    if len(name) <= 100:
        return b"", name
    cut = name[:155].rfind(b"/")
    if cut <= 0 or len(name) - cut - 1 > 100:
        return hashlib.sha256(name).hexdigest().encode(), name[-100:]
    return name[:cut], name[cut + 1 :]
