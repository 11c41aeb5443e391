"""The app as its `pyproject.toml` describes it, and everything that Pluto keeps beside it.

Importing this package costs a few milliseconds: it loads no cloud library and no parser of Python.
"""

from __future__ import annotations

from pluto_py.project.model import LocalSettings, Project, Stack
from pluto_py.project.paths import Paths

__all__ = ["LocalSettings", "Paths", "Project", "Stack"]
