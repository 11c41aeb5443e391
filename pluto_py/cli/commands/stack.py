"""`pluto stack`: the project's stacks and what is deployed to them."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.failures import guarded
from pluto_py.cli.options import JsonOption, StackOption, example

app = typer.Typer(
    help="Stacks: one app deployed several times, each with its platform, region and state.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=example("pluto stack ls", "pluto stack new prod --platform aws --region eu-central-1"),
    context_settings={"help_option_names": ["-h", "--help"]},
)

_StackName = Annotated[str, typer.Argument(metavar="NAME", help="The stack's name.")]


@app.command("ls", epilog=example("pluto stack ls", "pluto stack ls --json"))
@guarded
def list_stacks(json: JsonOption = False) -> None:
    """List the stacks; a `*` marks the one that commands work on unless told otherwise."""
    from json import dumps
    from pathlib import Path

    from pluto_py.cli.columns import align
    from pluto_py.cli.stacks import overview
    from pluto_py.cli.terminal import Terminal
    from pluto_py.project import Project

    rows = overview(Project.find(Path.cwd()))
    terminal = Terminal()
    if json:
        terminal.result(dumps([row.to_dict() for row in rows], indent=2))
    elif not rows:
        terminal.result("There are no stacks yet: `pluto stack new dev` adds one.")
    else:
        cells = [
            (
                "*" if row.current else " ",
                row.name,
                row.platform,
                row.region,
                row.deployed or "never deployed",
            )
            for row in rows
        ]
        terminal.result("\n".join(align([("", "NAME", "PLATFORM", "REGION", "LAST DEPLOYED"), *cells])))


@app.command("new", epilog=example("pluto stack new prod --platform aws --region us-east-1"))
@guarded
def add(
    name: _StackName,
    platform: Annotated[
        str, typer.Option("--platform", metavar="local|aws", help="Where it runs.")
    ] = "local",
    region: Annotated[
        str | None, typer.Option("--region", help="An AWS region; us-east-1 unless given.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="URL", help="Pulumi's backend, such as s3://my-bucket.")
    ] = None,
) -> None:
    """Add a stack to `pyproject.toml`."""
    from pathlib import Path
    from typing import cast

    from pluto_py.cli.terminal import Terminal
    from pluto_py.project import Project, Stack
    from pluto_py.project.editing import add_stack
    from pluto_py.project.model import DEFAULT_REGION, DEFAULT_STATE, Platform

    stack = Stack(name, cast("Platform", platform), region or DEFAULT_REGION, state or DEFAULT_STATE)
    add_stack(Project.find(Path.cwd()), stack)
    Terminal().result(f"Added stack '{name}'. `pluto deploy --stack {name}` deploys to it.")


@app.command("select", epilog=example("pluto stack select prod"))
@guarded
def choose(name: _StackName) -> None:
    """Make a stack the one that commands work on, on this machine."""
    from pathlib import Path

    from pluto_py.cli.terminal import Terminal
    from pluto_py.project import Project, selection

    selection.select(Project.find(Path.cwd()), name)
    Terminal().result(f"Selected stack '{name}'.")


@app.command("outputs", epilog=example("pluto stack outputs", "pluto stack outputs --json | jq -r '.[]'"))
@guarded
def outputs(
    stack: StackOption = None,
    json: JsonOption = False,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print secret outputs, too.")] = False,
) -> None:
    """Show what the last deployment exported: URLs and physical names."""
    from json import dumps

    from pluto_py.cli.columns import align
    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.stacks import outputs_of
    from pluto_py.cli.terminal import Terminal

    values = outputs_of(*open_stack(stack), show_secrets=show_secrets)
    terminal = Terminal()
    if json:
        terminal.result(dumps(values, indent=2, sort_keys=True))
    else:
        rows = [
            (name, value if isinstance(value, str) else dumps(value))
            for name, value in sorted(values.items())
        ]
        terminal.result("\n".join(align(rows)) or "The stack has no outputs.")


@app.command(
    "export", epilog=example("pluto stack export > backup.json", "pluto stack export --show-secrets")
)
@guarded
def export(
    stack: StackOption = None,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Secrets in plain text.")] = False,
) -> None:
    """Print the deployment's state as one JSON document, as `pulumi stack export` does."""
    from json import dumps

    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.stacks import export_of
    from pluto_py.cli.terminal import Terminal

    Terminal().result(dumps(export_of(*open_stack(stack), show_secrets=show_secrets), indent=4))
