"""`pluto graph`: a picture of the architecture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pluto_py.cli.options import StackOption, example

NAME = "graph"
EXAMPLE = example(
    "pluto graph", "pluto graph -o architecture.svg", "pluto graph --format dot | dot -Tpng > a.png"
)

_BY_SUFFIX = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}


def run(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file ending in .svg, .mmd or .dot; without it stdout."),
    ] = None,
    format: Annotated[  # noqa: A002 - the option's name is what users type
        str | None,
        typer.Option("--format", metavar="mermaid|dot|svg", help="Without it the file's ending decides."),
    ] = None,
    stack: StackOption = None,
) -> None:
    """Draw functions, resources and who uses what; a dashed arrow is one that the analysis cannot exclude."""
    from pluto_py.cli import graphs
    from pluto_py.cli.failures import Failed
    from pluto_py.cli.findings import render_findings
    from pluto_py.cli.opening import open_project
    from pluto_py.cli.terminal import Terminal
    from pluto_py.project.deduction import deduce
    from pluto_py.project.files import write_atomic

    draw = {"svg": graphs.to_svg, "mermaid": graphs.to_mermaid, "dot": graphs.to_dot}[_format(format, output)]
    project, settings = open_project(stack)
    architecture = deduce(project, settings)
    terminal = Terminal()
    if architecture.errors:
        terminal.note(render_findings(architecture.errors, project.root, terminal.err_style))
        raise Failed
    picture = draw(graphs.graph_of(architecture))
    if output is None:
        terminal.result(picture.rstrip("\n"))
    else:
        write_atomic(output, picture.encode())
        terminal.note(f"Wrote {output}.")


def _format(given: str | None, output: Path | None) -> str:
    if given in set(_BY_SUFFIX.values()):
        return given
    if given is not None:
        raise typer.BadParameter("use mermaid, dot or svg", param_hint="--format")
    if output is None:
        return "mermaid"
    if output.suffix not in _BY_SUFFIX:
        raise typer.BadParameter(f"a name ending in {', '.join(_BY_SUFFIX)}", param_hint="--output")
    return _BY_SUFFIX[output.suffix]
