"""`pluto deduce`: the architecture, and everything that stands in its way; touches nothing."""

from __future__ import annotations

from pluto_py.cli.options import JsonOption, StackOption, example

NAME = "deduce"
EXAMPLE = example("pluto deduce", "pluto deduce --json | jq '.grants[].actions'")


def run(stack: StackOption = None, json: JsonOption = False) -> None:
    """Show what the app needs: its functions, resources, grants and findings.

    Reads the source only; the app's code is not run and nothing is deployed. Exits with 1 where a finding
    would stop a deployment.
    """
    from pluto_py.cli.architecture_text import render_architecture
    from pluto_py.cli.failures import Failed
    from pluto_py.cli.findings import render_findings
    from pluto_py.cli.opening import open_project
    from pluto_py.cli.terminal import Terminal
    from pluto_py.project.deduction import deduce

    project, settings = open_project(stack)
    architecture = deduce(project, settings)
    terminal = Terminal()
    if json:
        terminal.result(architecture.to_json())
    else:
        terminal.result(render_architecture(architecture, terminal.out_style))
    if architecture.findings:
        if not json:
            terminal.note()
        terminal.note(render_findings(architecture.findings, project.root, terminal.err_style))
    if architecture.errors:
        raise Failed
