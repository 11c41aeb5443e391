"""`pluto new`: writes a project that deploys as it is."""

from __future__ import annotations

import sys
from typing import Annotated, cast

import typer

from pluto_py.cli.options import YesOption, example

NAME = "new"
EXAMPLE = example("pluto new chatbot --platform local --yes", "pluto new counter --template hello")


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The project's name, and its folder's.")
    ] = None,
    template: Annotated[
        str | None, typer.Option("--template", "-t", help="What to start from; an unknown name lists them.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="local|aws", help="Where the first stack runs.")
    ] = None,
    stack: Annotated[str | None, typer.Option("--stack", "-s", help="The first stack's name.")] = None,
    yes: YesOption = False,
) -> None:
    """Write a new project into a folder of its own.

    Asks for what is missing: the project's name, the stack's name, the platform. With --yes, or where nobody
    can be asked, the defaults are taken.
    """
    from pathlib import Path

    from pluto_py.cli.terminal import Terminal
    from pluto_py.project import templates
    from pluto_py.project.model import Platform

    template = template or templates.DEFAULT_TEMPLATE
    ask = not yes and sys.stdin.isatty()
    name = name or _answer("Project name", template, ask)
    stack = stack or _answer("Stack name", "dev", ask)
    platform = platform or _answer("Platform (local or aws)", "local", ask)
    folder = templates.render(
        template, Path.cwd() / name, name=name, stack=stack, platform=cast("Platform", platform)
    )
    terminal = Terminal()
    style = terminal.out_style
    terminal.result(f"{style.paint('Created', 'green')} {folder.name}/ from the template '{template}'. Next:")
    terminal.result(f"\n  cd {folder.name}\n  pluto deploy")


def _answer(question: str, default: str, ask: bool) -> str:
    return str(typer.prompt(question, default=default)) if ask else default
