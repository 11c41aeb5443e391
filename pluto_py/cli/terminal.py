"""Where a command writes: its result to stdout, everything else to stderr.

Colour appears only where a person looks at a terminal, and never under `NO_COLOR` (https://no-color.org).
Nothing here loads rich: a command that ends in a blink should not pay for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

__all__ = ["Style", "Terminal"]

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


@dataclass(frozen=True)
class Style:
    """How text may look on one stream.

    `colour` allows SGR codes; `unicode` allows symbols beyond ASCII; `interactive` says that a person
    watches, so lines may be redrawn.
    """

    colour: bool = False
    unicode: bool = True
    interactive: bool = False

    def paint(self, text: str, *names: str) -> str:
        """`text` in the named colours and weights, where the stream shows them."""
        if not self.colour or not text:
            return text
        codes = ";".join(_CODES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def symbol(self, fancy: str, plain: str) -> str:
        """`fancy` where the stream's encoding has it, else its ASCII stand-in."""
        return fancy if self.unicode else plain

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] = os.environ) -> Style:
        """What `stream` can show."""
        interactive = stream.isatty() and environ.get("TERM") != "dumb"
        encoding = (getattr(stream, "encoding", None) or "ascii").lower()
        return cls(
            colour=interactive and not environ.get("NO_COLOR"),
            unicode=encoding.startswith("utf"),
            interactive=interactive,
        )


class Terminal:
    """The two streams of one command."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None):
        self.out = out if out is not None else sys.stdout
        self.err = err if err is not None else sys.stderr
        self.out_style = Style.of(self.out)
        self.err_style = Style.of(self.err)

    def result(self, text: str = "") -> None:
        """One line, or several, of what the command was asked for."""
        self.out.write(text + "\n")
        self.out.flush()

    def note(self, text: str = "") -> None:
        """What a person should know and a program reading stdout should not see."""
        self.err.write(text + "\n")
        self.err.flush()
