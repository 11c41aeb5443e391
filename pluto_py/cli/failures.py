"""How a command fails: in words for a person, with a traceback for whoever debugs Pluto.

Exit status 1 for whatever a user can act on and for defects of Pluto, 130 for an interruption; wrong usage
(2) is typer's. `PLUTO_DEBUG=1` lets every exception through with its traceback.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, ParamSpec

import typer

from pluto_py.cli.frames import code_frame, parse_position
from pluto_py.cli.terminal import Style, Terminal
from pluto_py.errors import PlutoError

__all__ = ["EXIT_FAILED", "EXIT_INTERRUPTED", "Failed", "debugging", "guarded", "render_error"]

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130  # 128 + SIGINT, what a shell reports for an interrupted command

P = ParamSpec("P")


class Failed(typer.Exit):
    """The command has already said what is wrong; nothing more is printed."""

    def __init__(self) -> None:
        super().__init__(EXIT_FAILED)


def debugging() -> bool:
    """Whether the user asked for tracebacks."""
    return os.environ.get("PLUTO_DEBUG", "") not in ("", "0")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """`command`, with every exception turned into words and an exit status."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.BadParameter):
            raise
        except (KeyboardInterrupt, typer.Abort):  # typer's questions turn Ctrl-C into Abort
            interrupted()
        except BrokenPipeError:
            reader_gone()
        except PlutoError as error:
            if debugging():
                raise
            terminal = Terminal()
            terminal.note(render_error(error, terminal.err_style))
            raise typer.Exit(EXIT_FAILED) from error
        except Exception as error:
            if debugging():
                raise
            terminal = Terminal()
            terminal.note(_render_defect(error, terminal.err_style))
            raise typer.Exit(EXIT_FAILED) from error

    return run


def interrupted() -> NoReturn:
    """Say that the user stopped the command, and stop."""
    Terminal().note("\nInterrupted.")
    raise typer.Exit(EXIT_INTERRUPTED)


def reader_gone() -> NoReturn:
    """Whoever read stdout has left (`pluto deduce | head -1`): leave as quietly.

    The stream is pointed at nothing, or the interpreter complains when it flushes it at exit.
    """
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    raise typer.Exit(EXIT_FAILED)


def render_error(error: PlutoError, style: Style) -> str:
    """All parts of `error`; with the source line and a caret where it names a line of a file."""
    from pluto_py.project.tables import ConfigurationError

    if isinstance(error, ConfigurationError) and len(error.problems) > 1:
        return "\n\n".join(_render_one(problem, style) for problem in error.problems)
    return _render_one(error, style)


def _render_one(error: PlutoError, style: Style) -> str:
    lines = [f"{style.paint('error:', 'red', 'bold')} {style.paint(error.what, 'bold')}"]
    if error.where:
        lines.append(f"  {style.paint('-->', 'blue')} {error.where}")
        at = parse_position(error.where)
        if at is not None:
            lines += code_frame(_roots(), at, style)
    if error.why:
        lines += [f"  {line}" for line in error.why.rstrip().splitlines()]
    if error.hint:
        lines.append(f"  {style.paint('hint:', 'green', 'bold')} {error.hint}")
    return "\n".join(lines)


def _render_defect(error: Exception, style: Style) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    message = str(error).strip().splitlines()
    said = f"{type(error).__name__}: {message[0]}" if message else type(error).__name__
    return (
        f"{style.paint('error:', 'red', 'bold')} Pluto failed unexpectedly: {said}{place}\n"
        f"  {style.paint('hint:', 'green', 'bold')} The same command with PLUTO_DEBUG=1 shows the traceback."
    )


def _roots() -> list[Path]:
    """Where relative positions may be rooted: the project around here, else the working directory."""
    here = Path.cwd()
    project = next((p for p in (here, *here.parents) if (p / "pyproject.toml").is_file()), here)
    return [project, here]
