"""Reading a deployment package: a zip of which nothing is trusted.

Sizes are in bytes. Names use `/`, are relative, and stay inside.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.local.functions.limits import UNZIPPED_BYTES
from pluto_py.local.service import ServiceError

__all__ = ["Archive", "Entry"]

_CORRUPT = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the package: what tells whether it is the same file as in another package."""

    crc: int
    size: int
    executable: bool = False
    link: bool = False


class Archive:
    """An open package.

    Raises:
        ServiceError: `InvalidParameterValueException` where the zip is broken, has a name that leads
        outside, or
            unpacks to more than Lambda allows.
    """

    def __init__(self, data: bytes):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _CORRUPT:
            raise unreadable() from None
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        if not self._infos:
            raise ServiceError("InvalidParameterValueException", "Uploaded file must be a non-empty zip")
        if not all(_stays_inside(name) for name in self._infos):
            raise unreadable()
        size = sum(info.file_size for info in self._infos.values())
        if size > UNZIPPED_BYTES:
            raise ServiceError(
                "InvalidParameterValueException", f"Unzipped size must be smaller than {UNZIPPED_BYTES} bytes"
            )
        self.entries: Mapping[str, Entry] = {name: _entry(info) for name, info in self._infos.items()}

    def read(self, name: str) -> bytes:
        """One file's content, its checksum verified."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as file:
                content = file.read(info.file_size + 1)
        except _CORRUPT:
            raise unreadable() from None
        if len(content) != info.file_size:
            raise unreadable()
        return content


def unreadable() -> ServiceError:
    """Lambda's error for a package that it cannot unpack."""
    return ServiceError(
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    )


def _entry(info: zipfile.ZipInfo) -> Entry:
    mode = info.external_attr >> 16
    return Entry(info.CRC, info.file_size, bool(mode & 0o111), stat.S_ISLNK(mode))


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return (
        not name.startswith("/")
        and "\\" not in name
        and "\0" not in name
        and not {"..", ".", ""} & set(parts)
    )
