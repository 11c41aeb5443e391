"""`pluto deploy`: from source code to URLs."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.options import EngineOption, JsonOption, StackOption, YesOption, example

NAME = "deploy"
EXAMPLE = example("pluto deploy", "pluto deploy --yes --stack prod", "pluto deploy --preview")
_MEND = "End that program: all is deployed, and the URL answers within seconds."


def run(
    stack: StackOption = None,
    yes: YesOption = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would change, and change nothing.")
    ] = False,
    engine: EngineOption = None,
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh", help="First read what is really there; also where nothing seems to have changed."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read the app, show what it needs and what would change, ask, provision, and print how to call it.

    With --yes nothing is asked, and what changes is shown while it happens.
    """
    from json import dumps

    from pluto_py.cli.deploying.pipeline import Options, deploy
    from pluto_py.cli.deploying.progress import Progress
    from pluto_py.cli.deploying.running import alone
    from pluto_py.cli.deploying.view import View, require_someone_to_ask
    from pluto_py.cli.failures import Failed
    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.terminal import Terminal
    from pluto_py.errors import PlutoError

    project, settings = open_stack(stack)
    if not (yes or preview):
        require_someone_to_ask("deploy")
    terminal = Terminal()
    with alone(project, settings), Progress(terminal) as progress:
        view = View(terminal, progress, json=json)
        outcome = deploy(project, settings, Options(yes, preview, engine, refresh), view)
        view.outcome(outcome)
    if json:
        terminal.result(dumps(outcome.to_dict(project.name, settings.name), indent=2, ensure_ascii=False))
    if outcome.problems:
        raise PlutoError(outcome.problems[0], why="\n".join(outcome.problems[1:]), hint=_MEND)
    if outcome.status == "declined":
        raise Failed
