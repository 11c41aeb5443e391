"""Files into one zip, the same bytes whenever the files are the same.

This module is also a program: run by the target's own interpreter, it compiles bytecode that this one could
not. So it uses the standard library only, and nothing of Pluto.

Order is the caller's, dates are the zip format's first day, modes are 644 or 755. Bytecode is of the
unchecked-hash kind (PEP 552): the zip's dates would make timestamp bytecode stale, and checking a hash means
reading the source.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import os
import stat
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

__all__ = ["bytecode", "pack"]

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")
_EXECUTABLE = stat.S_IXUSR


def pack(entries: Iterable[tuple[str, str]], output: str, *, level: int, compile_sources: bool) -> None:
    """Write a zip of `entries`, pairs of the name in the zip and the file's path, to `output`.

    `level` is zlib's, 1 (fast) to 9 (small). With `compile_sources` every module's bytecode stands beside it.

    Raises:
        OSError: a file cannot be read, or the zip not be written.
    """
    with zipfile.ZipFile(output, "w") as archive:
        for name, path in entries:
            with Path(path).open("rb") as file:
                data = file.read()
                executable = bool(os.fstat(file.fileno()).st_mode & _EXECUTABLE)
            _add(archive, name, data, level, executable)
            if compile_sources and name.endswith(".py"):
                compiled = bytecode(data, name)
                if compiled is not None:
                    _add(archive, _bytecode_name(name), compiled, level, executable=False)


def bytecode(source: bytes, name: str) -> bytes | None:
    """The module's `.pyc`, or None where there can be none that is the same each time.

    A module that does not compile is not meant to be imported by this interpreter. Before Python 3.12 the
    order of a constant set depended on addresses in memory.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other people's code: invalid escapes and the like
            code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError):
        return None
    held = list(_parts(code))
    for part in held:
        if isinstance(part, str) and len(part) <= 1 and part <= "\xff":
            sys.intern(part)  # there is one such object per process, marked once anybody has interned it
    if sys.version_info < (3, 12) and any(isinstance(part, frozenset) for part in held):
        return None
    data = marshal.dumps(code)
    del held
    return importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH + importlib.util.source_hash(source) + data


def _parts(value: object) -> Iterator[object]:
    """Every object that the compiled `value` is made of.

    marshal marks an object that anybody else refers to, so its output would depend on which names and
    constants happen to be in use in this process. With a reference to every one held, all are marked, always.
    """
    yield value
    if isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, CodeType):
        yield from (value.co_name, value.co_filename, getattr(value, "co_qualname", None))
        for names in (
            value.co_names,
            value.co_varnames,
            value.co_freevars,
            value.co_cellvars,
            value.co_consts,
        ):
            yield from _parts(names)


def _bytecode_name(name: str) -> str:
    folder, _, module = name.rpartition("/")
    stem = module.removesuffix(".py")
    prefix = f"{folder}/" if folder else ""
    return f"{prefix}__pycache__/{stem}.{sys.implementation.cache_tag}.pyc"


def _add(archive: zipfile.ZipFile, name: str, data: bytes, level: int, executable: bool) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED, level)


def main() -> None:
    """Do the jobs on stdin, one JSON object a line; answer each with a line: null, or what went wrong."""
    for line in sys.stdin:
        job = json.loads(line)
        try:
            pack(job["entries"], job["output"], level=job["level"], compile_sources=job["compile_sources"])
            answer = None
        except OSError as error:
            answer = {"error": error.strerror or str(error), "file": str(error.filename or job["output"])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
