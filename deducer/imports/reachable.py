"""Which of the app's files an entrypoint may load: a quick guess from the text of their import statements.

Good enough to decide what to parse ahead; the interpreter alone decides what is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deducer.imports.finder import Finder, Located

__all__ = ["reachable_files"]

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)|import[ \t]+([^\n#]+))", re.MULTILINE
)
_NAME = re.compile(rb"[A-Za-z_]\w*")


def reachable_files(finder: Finder, entry: str) -> list[str]:
    """Absolute paths, nearest first."""
    files: dict[str, None] = {}
    seen = {entry}
    pending = [entry]
    while pending:
        name = pending.pop(0)
        located = finder.find(name)
        if located is None:
            continue
        names = _packages(name)
        if located.path is not None:
            files[located.path] = None
            names += _imported(located, name)
        for found in names:
            if found not in seen:
                seen.add(found)
                pending.append(found)
    return list(files)


def _packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _imported(located: Located, name: str) -> list[str]:
    try:
        with open(located.path or "", "rb") as file:  # noqa: PTH123  # thousands of times
            content = file.read()
    except OSError:
        return []
    package = name if located.is_package else name.rpartition(".")[0]
    return list(_names(content, package))


def _names(content: bytes, package: str) -> Iterator[str]:
    for module, members, plain in _IMPORT.findall(content):
        if plain:
            for part in plain.split(b","):
                yield part.split(b" as ")[0].strip().decode("utf-8", "replace")
            continue
        base = _absolute(module.decode("utf-8", "replace"), package)
        yield base
        for member in _NAME.findall(members):
            yield f"{base}.{member.decode()}" if base else member.decode()


def _absolute(module: str, package: str) -> str:
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level:
        return name
    parts = package.split(".") if package else []
    kept = parts[: max(0, len(parts) - (level - 1))]
    return ".".join([*kept, *([name] if name else [])])
