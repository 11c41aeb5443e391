"""`pluto doctor`: what this machine lacks for each platform, and how to get it."""

from __future__ import annotations

from pluto_py.cli.options import JsonOption, example

NAME = "doctor"
EXAMPLE = example("pluto doctor", "pluto doctor --json")


def run(json: JsonOption = False) -> None:
    """Check this machine for each platform, and say how to get what is missing.

    Exits with 1 where something is missing for a platform that the project here uses; outside a project the
    local platform is what counts. No secret is printed or looked up: credentials are only said to be there.
    """
    from dataclasses import asdict
    from json import dumps
    from pathlib import Path

    from pluto_py.cli import checkup
    from pluto_py.cli.failures import Failed
    from pluto_py.cli.terminal import Terminal

    terminal = Terminal()
    surroundings = checkup.surroundings(Path.cwd())
    checks = checkup.examine(surroundings)
    if json:
        terminal.result(dumps([asdict(check) for check in checks], indent=2))
    else:
        terminal.result(checkup.render(checks, terminal.out_style))
    if any(not check.ok and (check.platform in ("all", *surroundings.platforms)) for check in checks):
        raise Failed
