"""One deduction from beginning to end."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from deducer.analysis.assembly import assemble
from deducer.architecture import Architecture, Position
from deducer.catalogue import Catalogue
from deducer.imports.finder import Finder, import_root
from deducer.imports.importer import Importer
from deducer.imports.installed import Installed
from deducer.imports.reachable import reachable_files
from deducer.interpreter.summaries import Summaries
from deducer.models import load as load_models
from deducer.resources.declared import Declarations
from deducer.source.cache import ModuleCache
from deducer.source.files import SourceFile
from deducer.source.loader import Loader
from deducer.state.frame import Frame
from deducer.state.machine import Machine
from deducer.values.atoms import forget_atoms
from deducer.values.modules import Module
from deducer.values.scopes import Scope

__all__ = ["deduce"]

T = TypeVar("T")
_STACK = 256 << 20
"""Bytes of address space for the interpreter's thread; only what is used becomes memory."""
_RECURSION = 30_000


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
    """See `deducer.deduce`."""
    return _with_deep_stack(
        lambda: _deduce(root, app, entrypoint, catalogue, environment, search_path, cache)
    )


def _deduce(
    root: Path,
    app: str,
    entrypoint: str,
    catalogue: Catalogue,
    environment: Mapping[str, str],
    search_path: Sequence[str],
    cache: Path | None,
) -> Architecture:
    load_models()
    forget_atoms()
    folder, name = import_root(root, entrypoint)
    installed = Installed(search_path)
    m = _machine(root, catalogue, environment)
    finder, loader = Finder(folder), Loader(root, ModuleCache(cache))
    loader.expected = partial(reachable_files, finder, name)
    m.importer = Importer(finder, loader, installed)
    try:
        entry = m.importer.load(m, name)
        if entry is None:
            at = Position(entrypoint, 1, 1)
            m.findings.add("error", "unresolved-import", f"the entrypoint {entrypoint} does not exist", at)
        return assemble(m, entry, app, entrypoint, installed, str(folder), name)
    finally:
        loader.close()


def _machine(root: Path, catalogue: Catalogue, environment: Mapping[str, str]) -> Machine:
    nowhere = Module("", SourceFile("", b""), False)
    scope = Scope("module", None, nowhere)
    m = Machine(catalogue, environment, nowhere, Frame(scope, None, None, ""))
    m.heap.stamp(scope)
    nowhere.scope, nowhere.facts = scope, {}
    m.declared, m.summaries = Declarations(), Summaries()
    return m


def _with_deep_stack(work: Callable[[], T]) -> T:
    """Run in a thread whose stack suffices for deep recursion of the app's code; give back what it gives.

    The collector rests meanwhile, and does not look at what the deduction leaves until the next one begins: it
    would take a fifth of the time to find that nearly everything is still in use.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again below, in the caller's thread
            errors.append(error)

    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    gc.unfreeze()
    gc.disable()
    size = threading.stack_size(_STACK)
    try:
        sys.setrecursionlimit(max(limit, _RECURSION))
        thread = threading.Thread(target=run, name="deducer")
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join()
    sys.setrecursionlimit(limit)
    gc.freeze()
    if collecting:
        gc.enable()
    if errors:
        raise errors[0]
    return results[0]
