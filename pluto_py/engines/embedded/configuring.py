"""The commands about a stack's configuration: `config`, `config get|set|set-all|rm|rm-all`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from pluto_py.engines.embedded.arguments import Arguments
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.workspace import ConfigEntry, Workspace

__all__ = ["COMMANDS"]

_Command = Callable[[Arguments, Workspace, Callable[[str], None]], None]


def _show(arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
    shown = "--show-secrets" in arguments.flags
    found = workspace.config(arguments.stack)
    say(json.dumps({key: _entry(value, shown=shown) for key, value in found.items()}))


def _get(arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
    key = workspace.full_key(arguments.words[2])
    found = workspace.config(arguments.stack)
    if key not in found:
        raise CommandFailure(
            f"error: configuration key '{arguments.words[2]}' not found for stack '{arguments.stack}'"
        )
    say(json.dumps(_entry(found[key], shown=True)) if "--json" in arguments.flags else found[key][0])


def _set(arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
    del say
    if len(arguments.words) < 4:
        raise CommandFailure("error: config value not specified in non-interactive mode")
    key, value = arguments.words[2:4]
    workspace.set_config(arguments.stack, {key: (value, "--secret" in arguments.flags)})


def _set_all(arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
    del say
    entries = {}
    for mark, pair in arguments.marked:
        key, separator, value = pair.partition("=")
        if not separator:
            raise CommandFailure(f"error: invalid key=value pair: {pair}")
        entries[key] = (value, mark == "--secret")
    workspace.set_config(arguments.stack, entries)


def _remove(arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
    del say
    workspace.remove_config(arguments.stack, list(arguments.words[2:]))


def _entry(entry: ConfigEntry, *, shown: bool) -> dict[str, object]:
    value, is_secret = entry
    return {"secret": True} if is_secret and not shown else {"value": value, "secret": is_secret}


COMMANDS: Mapping[tuple[str, ...], _Command] = {
    ("config",): _show,
    ("config", "get"): _get,
    ("config", "set"): _set,
    ("config", "set-all"): _set_all,
    ("config", "rm"): _remove,
    ("config", "rm-all"): _remove,
}
