"""From a project and a stack to an architecture: the deducer, told everything that it needs to know."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deducer.architecture import Architecture
from pluto_py.errors import PlutoError
from pluto_py.project.environment import environment_for
from pluto_py.project.model import Project, Stack
from pluto_py.project.paths import Paths

__all__ = ["deduce"]


def deduce(project: Project, stack: Stack | None, environ: Mapping[str, str] | None = None) -> Architecture:
    """The app's architecture, for the environment that `stack` is deployed with. No code of the app runs.

    The app's distributions are looked up where this interpreter finds them: Pluto is installed into the app's
    own environment. `environ` is the process's environment unless given.

    Raises:
        PlutoError: an env file is wrong. Whatever is wrong with the app's code is a finding instead.
    """
    import deducer
    from pluto_py.project.catalogue import catalogue

    return deducer.deduce(
        root=project.root,
        app=project.name,
        entrypoint=project.entrypoint,
        catalogue=catalogue(),
        environment=environment_for(project, stack, os.environ if environ is None else environ),
        search_path=_search_path(),
        cache=_cache(project),
    )


def _cache(project: Project) -> Path | None:
    """The deducer's cache, or None in a project that may only be read: deduction needs none."""
    try:
        return Paths(project.root).ensure().cache
    except PlutoError:
        return None


def _search_path() -> list[str]:
    """Where this interpreter imports from, less the running program's own folder."""
    return [entry for entry in sys.path if entry]
