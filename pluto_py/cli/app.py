"""The command tree. Command modules are light: what a command needs, it imports when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.commands import (
    deduce,
    deploy,
    destroy,
    doctor,
    explain,
    graph,
    invoke,
    logs,
    new,
    stack,
)
from pluto_py.cli.failures import guarded
from pluto_py.cli.options import example

__all__ = ["app"]

# Plain help: rich's would cost a quarter of a second each time (measured: 0.35 s against 0.09 s).
_CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="pluto",
    help="Deploy ordinary Python apps: Pluto reads your code and gives each function exactly what it needs.",
    epilog=example("pluto new chatbot --yes && cd chatbot && pluto deploy"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_CONTEXT,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pluto {version('pluto-py')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Deploy ordinary Python apps: Pluto reads your code and gives each function exactly what it needs."""


for _module in (new, deploy, destroy, deduce, explain, graph, invoke, logs, doctor):
    app.command(_module.NAME, epilog=_module.EXAMPLE, context_settings=_CONTEXT)(guarded(_module.run))

app.add_typer(stack.app, name="stack")
