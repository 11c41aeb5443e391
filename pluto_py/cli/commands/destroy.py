"""`pluto destroy`: removes everything that the stack made."""

from __future__ import annotations

from pluto_py.cli.options import JsonOption, StackOption, YesOption, example

NAME = "destroy"
EXAMPLE = example("pluto destroy", "pluto destroy --yes --stack dev")


def run(stack: StackOption = None, yes: YesOption = False, json: JsonOption = False) -> None:
    """Remove everything that the stack made, and end its local cloud. Running it again is no error."""
    from json import dumps

    from pluto_py.cli.deploying.destruction import destroy
    from pluto_py.cli.deploying.progress import Progress
    from pluto_py.cli.deploying.running import alone
    from pluto_py.cli.deploying.view import View, require_someone_to_ask
    from pluto_py.cli.failures import Failed
    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.terminal import Terminal

    project, settings = open_stack(stack)
    if not yes:
        require_someone_to_ask("destroy")
    terminal = Terminal()
    with alone(project, settings), Progress(terminal) as progress:
        view = View(terminal, progress, json=json)
        question = f"Remove everything of stack '{settings.name}' of {project.name}, with its data?"
        if not yes and not view.confirmed(question):
            raise Failed
        outcome = destroy(project, settings, view)
        view.outcome(outcome)
    if json:
        terminal.result(dumps(outcome.to_dict(project.name, settings.name), indent=2, ensure_ascii=False))
