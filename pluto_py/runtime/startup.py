"""How a function starts: import the app's entrypoint as it is written, then pick this function's handler.

Both come from the environment: `PLUTO_ENTRYPOINT` is a dotted module name, `PLUTO_FUNCTION` a declared name.
Whatever goes wrong becomes `StartupError`, which Lambda reports as an init error; the app's own traceback
goes to the log first, because Lambda keeps only the outermost exception and, for an ImportError, not even
its traceback.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType

from pluto_py.errors import PlutoError
from pluto_py.runtime import registry

__all__ = ["StartupError", "load"]


class StartupError(PlutoError):
    """The function cannot run at all: its entrypoint does not import, or does not declare it."""


def load(environment: Mapping[str, str]) -> registry.Declared:
    """Import the entrypoint and return this function's declaration.

    Raises:
        StartupError: a variable is missing, the import failed, or no such function was declared.
    """
    entrypoint = _required(environment, "PLUTO_ENTRYPOINT")
    function = _required(environment, "PLUTO_FUNCTION")
    _import(entrypoint)
    declared = registry.lookup(function)
    if declared is None:
        known = ", ".join(registry.names()) or "none"
        raise StartupError(
            f"The entrypoint '{entrypoint}' declares no function '{function}' (declared: {known}).",
            hint="A declaration under `if __name__ == '__main__':` or another condition does not run here.",
        )
    return declared


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise StartupError(
            f"The environment variable {name} is not set.", hint="It is set by `pluto deploy`; deploy again."
        )
    return value


def _import(entrypoint: str) -> None:
    try:
        importlib.import_module(entrypoint)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # `sys.exit()` at module level is a failed import too
        own = _app_frames(error.__traceback__)
        traceback.print_exception(type(error), error, own, file=sys.stderr)
        raise StartupError(
            f"The entrypoint '{entrypoint}' failed to import: {type(error).__name__}: {error}",
            where=_last_position(own),
            hint=_hint(error),
        ) from error


def _app_frames(frames: TracebackType | None) -> TracebackType | None:
    """The traceback without this module's and importlib's leading frames."""
    own = frames
    while own is not None:
        filename = own.tb_frame.f_code.co_filename
        if filename != __file__ and filename != importlib.__file__ and not filename.startswith("<frozen "):
            return own
        own = own.tb_next
    return frames


def _last_position(frames: TracebackType | None) -> str | None:
    if frames is None:
        return None
    last = traceback.extract_tb(frames)[-1]
    return None if last.filename == __file__ else f"{os.path.relpath(last.filename)}:{last.lineno}"


def _hint(error: BaseException) -> str | None:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return (
            f"'{error.name}' is not in the bundle. Pluto packs what the entrypoint's imports name; "
            "install the distribution that provides it in the app's environment and deploy again."
        )
    return None
