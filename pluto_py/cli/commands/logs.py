"""`pluto logs`: what deployed functions have printed."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.options import JsonOption, StackOption, example

NAME = "logs"
EXAMPLE = example("pluto logs", "pluto logs chatbot -f", "pluto logs chatbot --since 2h")


def run(
    function: Annotated[
        str | None, typer.Argument(metavar="[FUNCTION]", help="Only this function; else all of them.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what comes, until Ctrl-C.")
    ] = False,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="How far back: 90s, 10m, 2h, 7d.")
    ] = "1d",
    stack: StackOption = None,
    json: JsonOption = False,
) -> None:
    """Show what functions have printed, oldest first. With --json, one object per line."""
    from json import dumps

    from pluto_py.cli.log_lines import entries, parse_age, render_entry
    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.terminal import Terminal

    age = parse_age(since)
    terminal = Terminal()
    for entry in entries(*open_stack(stack), function, age=age, follow=follow):
        if json:
            terminal.result(dumps(entry.to_dict(), ensure_ascii=False))
        else:
            terminal.result(render_entry(entry, terminal.out_style, named=function is None))
