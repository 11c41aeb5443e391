"""The command line: one file per command under `commands`, everything heavy imported inside them."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """The `pluto` program."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a stand-in; that is no reason to fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        from pluto_py.cli.app import app

        app(prog_name="pluto")
    except KeyboardInterrupt:  # before or after a command: commands say more themselves
        sys.exit(130)
