"""Options that several commands share, and the form of every command's example."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["EngineOption", "JsonOption", "StackOption", "YesOption", "example"]

StackOption = Annotated[
    str | None,
    typer.Option("--stack", "-s", metavar="STACK", help="The stack; without it the selected or default one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, nothing else.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="embedded|pulumi",
        help="Who carries the Pulumi program out: the embedded engine (default for local) or the Pulumi CLI.",
    ),
]


def example(*lines: str) -> str:
    """An epilog for `--help`; the backspace keeps typer from joining its lines."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
