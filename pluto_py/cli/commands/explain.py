"""`pluto explain`: why a function may do what it may do."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.options import JsonOption, StackOption, example

NAME = "explain"
EXAMPLE = example(
    "pluto explain chatbot", "pluto explain chatbot history", "pluto explain chatbot KVStore/history"
)


def run(
    function: Annotated[str, typer.Argument(help="A function's name.")],
    resource: Annotated[
        str | None, typer.Argument(metavar="[RESOURCE]", help="Only this resource: NAME or KIND/NAME.")
    ] = None,
    stack: StackOption = None,
    json: JsonOption = False,
) -> None:
    """Show each grant of a function with the path of source lines that causes it."""
    from pluto_py.cli.explanation import render_explanation, select_grants
    from pluto_py.cli.findings import render_findings
    from pluto_py.cli.opening import open_project
    from pluto_py.cli.terminal import Terminal
    from pluto_py.project.deduction import deduce

    project, settings = open_project(stack)
    architecture = deduce(project, settings)
    terminal = Terminal()
    if architecture.errors:
        terminal.note(render_findings(architecture.errors, project.root, terminal.err_style))
        terminal.note("\nWhat follows may therefore be incomplete.")
    chosen, grants = select_grants(architecture, function, resource)
    if json:
        from json import dumps

        of = architecture.to_dict()["grants"]
        terminal.result(
            dumps([of[architecture.grants.index(g)] for g in grants], indent=2, ensure_ascii=False)
        )
    else:
        terminal.result(render_explanation(chosen, grants, project.root, terminal.out_style))
