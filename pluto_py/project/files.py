"""Files that are whole or absent: atomic writes, locks between processes, and disk errors in words.

A reader never sees half a file, whatever kills the writer: the bytes go to a temporary name in the same
folder, are flushed to the disk, and are renamed into place.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pluto_py.errors import PlutoError

__all__ = ["disk_errors", "make_folder", "read_text", "remove", "write_atomic"]

_HINTS = {
    errno.ENOSPC: "Free some space on that disk and run the command again.",
    errno.EDQUOT: "Your disk quota is used up; free some space and run the command again.",
    errno.EACCES: "Make it readable and writable for your user, then run the command again.",
    errno.EPERM: "Make it readable and writable for your user, then run the command again.",
    errno.EROFS: "The disk is mounted read-only; work in a folder that can be written.",
    errno.ENOTDIR: "A file stands where a folder is needed; move it away.",
    errno.EISDIR: "A folder stands where a file is needed; move it away.",
}


@contextmanager
def disk_errors(action: str, path: Path) -> Iterator[None]:
    """Turn an `OSError` of the block into a `PlutoError`: "Cannot <action>." with the system's reason.

    `action` completes that sentence ("write the bundle"); `path` is named where the error names no file
    itself.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlutoError(
            f"Cannot {action}: {reason}.",
            where=str(error.filename or path),
            hint=_HINTS.get(error.errno or 0),
        ) from error


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make `path` and its parents, where they are missing."""
    with disk_errors("make a folder", path):
        path.mkdir(mode=mode, parents=True, exist_ok=True)


def read_text(path: Path) -> str | None:
    """The file's text with its line ends as they are, or None where there is no such file.

    Raises:
        PlutoError: it cannot be read, or is not UTF-8.
    """
    with disk_errors("read a file", path):
        try:
            return path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise PlutoError("The file is not UTF-8 text.", where=str(path), why=str(error)) from None


def write_atomic(path: Path, content: str | bytes, *, mode: int = 0o644) -> None:
    """Write all of `content` to `path`, with permission bits `mode`, or leave what was there.

    Raises:
        PlutoError: the disk is full, the folder may not be written, and the like.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    make_folder(path.parent)
    with disk_errors("write a file", path):
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(file.fileno(), mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    _flush_folder(path.parent)


def remove(path: Path) -> None:
    """Delete a file; one that is already gone is no error."""
    with disk_errors("delete a file", path):
        path.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable. Some file systems cannot flush a folder, and need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
