"""A Python of the target's version on this machine, to compile bytecode for it."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

from pluto_py.errors import PlutoError

__all__ = ["RUNNING", "interpreter", "uv"]

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"


def uv() -> str:
    """The path of the uv that was installed with Pluto."""
    from uv import find_uv_bin

    try:
        return find_uv_bin()
    except FileNotFoundError as error:
        raise PlutoError(
            "uv, which fetches distributions, is not where it was installed.",
            why=str(error),
            hint="Install it again: pip install --force-reinstall uv",
        ) from None


@lru_cache(maxsize=8)
def interpreter(version: str) -> str | None:
    """The path of a Python `version` (`major.minor`), or None where this machine has none.

    Nothing is downloaded.
    """
    if version == RUNNING:
        return sys.executable
    command = [uv(), "python", "find", version, "--no-python-downloads", "--offline", "--no-project"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None if found.returncode == 0 else None
