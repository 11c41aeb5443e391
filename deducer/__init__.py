"""Source code → `Architecture`, without running any of it.

The deducer reads an app's modules (parsed by libcst, lowered once, cached), runs their top levels in an
abstract interpreter with concrete values, and then runs each declared handler with request data that nobody
knows. What a handler can touch on the way becomes its grants. It knows no resource type by itself: the
catalogue is handed in.

Rooms inside: `source` (text → lowered form), `values` (what expressions stand for), `state` (heap, call
stack, facts), `interpreter` (statements and expressions), `foreign` (code that is not read), `models`
(built-ins and the standard library), `resources` (the catalogue's types in an app), `imports` (where modules
come from), `analysis` (the whole).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from deducer.architecture import Architecture
from deducer.catalogue import Catalogue
from deducer.imports.finder import import_root

__all__ = ["deduce", "import_root"]


def deduce(
    *,
    root: Path,
    app: str,
    entrypoint: str,
    catalogue: Catalogue,
    environment: Mapping[str, str],
    search_path: Sequence[str],
    cache: Path | None,
) -> Architecture:
    """The architecture of the app whose `entrypoint` (a path relative to the project's `root`) is given.

    `environment` is what the app's `os.environ` holds at deploy time; `search_path` is where installed
    distributions are looked up, `sys.path` of the app's interpreter; `cache` is a folder for lowered
    modules, or None. Whatever is wrong with the app is a finding of the result: nothing is raised for it.
    """
    from deducer.analysis.deduction import deduce as run

    return run(
        root=root,
        app=app,
        entrypoint=entrypoint,
        catalogue=catalogue,
        environment=environment,
        search_path=search_path,
        cache=cache,
    )
