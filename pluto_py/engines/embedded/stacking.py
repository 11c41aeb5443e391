"""The commands about stacks: `stack init|select|ls|rm|output|export|import|history`, and what is alike."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pluto_py.engines.embedded.arguments import Arguments
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.locks import break_locks, username
from pluto_py.engines.embedded.stack import StoredStack
from pluto_py.engines.embedded.workspace import Workspace
from pluto_py.engines.properties.values import blind, reveal

__all__ = ["COMMANDS"]

_Say = Callable[[str], None]
_Command = Callable[[Arguments, Workspace, _Say], None]


def _init(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del say
    if len(arguments.words) < 3:
        raise CommandFailure("error: missing stack name")
    StoredStack.create(workspace, arguments.words[2].rpartition("/")[2])


def _select(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del say
    backend, stack = workspace.backend(), arguments.stack
    if not stack or not backend.checkpoint(workspace.project, stack).exists():
        raise CommandFailure(f"error: no stack named '{stack}' found")


def _list(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del arguments
    backend = workspace.backend()
    rows = []
    for name in backend.stacks(workspace.project):
        deployment = backend.load(workspace.project, name) or {}
        row: dict[str, Any] = {"name": name, "current": False, "updateInProgress": False}
        if deployment.get("resources"):
            row["resourceCount"] = len(deployment["resources"])
            row["lastUpdate"] = _milliseconds(deployment["manifest"]["time"])
        rows.append(row)
    say(json.dumps(rows))


def _remove(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del say
    name = arguments.words[2].rpartition("/")[2] if len(arguments.words) > 2 else arguments.stack
    stack = StoredStack.open(workspace, name)
    if stack.resources and "--force" not in arguments.flags:
        raise CommandFailure(
            f"error: '{name}' still has resources; removal rejected. Destroy it first, or pass --force"
        )
    stack.backend.remove(workspace.project, name)
    if "--preserve-config" not in arguments.flags:
        workspace.forget(name)


def _output(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    outputs = StoredStack.open(workspace, arguments.stack).outputs()
    say(json.dumps(reveal(outputs) if "--show-secrets" in arguments.flags else blind(outputs)))


def _export(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    stack = StoredStack.open(workspace, arguments.stack)
    deployment = stack.export(show_secrets="--show-secrets" in arguments.flags)
    say(json.dumps({"version": 3, "deployment": deployment}))


def _import(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del say
    stack = StoredStack.open(workspace, arguments.stack)
    path = Path(arguments.values.get("--file", ""))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        deployment = found["deployment"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandFailure(f"error: {path} is not an exported deployment: {error}") from None
    if found.get("version") not in (3, 4):
        raise CommandFailure(f"error: unsupported deployment version {found.get('version')!r}")
    stack.load(deployment or {})
    stack.save()


def _history(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    backend = workspace.backend()
    size = int(arguments.values.get("--page-size", 0))
    start = (int(arguments.values.get("--page", 1)) - 1) * size
    every = backend.updates(workspace.project, arguments.stack)
    updates = itertools.islice(every, start, start + size) if size else every
    shown = "--show-secrets" in arguments.flags
    say(json.dumps([_shown(update, workspace, arguments.stack, shown=shown) for update in updates]))


def _shown(update: dict[str, Any], workspace: Workspace, stack: str, *, shown: bool) -> dict[str, Any]:
    config: dict[str, dict[str, object]] = {}
    for key, value in (update.get("config") or {}).items():
        if isinstance(value, dict) and set(value) == {"secure"}:
            config[key] = {"secret": True}
            if shown:
                config[key]["value"] = workspace.passphrase(workspace.salt(stack)).decrypt(value["secure"])
        else:
            config[key] = {"value": value if isinstance(value, str) else json.dumps(value), "secret": False}
    return {
        **update,
        "config": config,
        "startTime": _stamp(update["startTime"]),
        "endTime": _stamp(update["endTime"]),
    }


def _whoami(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    user = username()
    say(
        json.dumps({"user": user, "url": f"file://{workspace.backend().root}"})
        if "--json" in arguments.flags
        else user
    )


def _cancel(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    removed = break_locks(workspace.backend(), workspace.project, arguments.stack)
    say(f"{removed} lock(s) removed")


def _nothing(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    """Plug-ins and dependencies: what this engine needs is in this process."""


def _plugins(arguments: Arguments, workspace: Workspace, say: _Say) -> None:
    del arguments, workspace
    say("[]")


def _stamp(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _milliseconds(stamp: str) -> str:
    """Go's time with any number of decimals, with three."""
    head, _, fraction = stamp.rstrip("Z").partition(".")
    return f"{head}.{fraction[:3].ljust(3, '0')}Z"


COMMANDS: Mapping[tuple[str, ...], _Command] = {
    ("cancel",): _cancel,
    ("install",): _nothing,
    ("plugin", "install"): _nothing,
    ("plugin", "ls"): _plugins,
    ("stack", "export"): _export,
    ("stack", "history"): _history,
    ("stack", "import"): _import,
    ("stack", "init"): _init,
    ("stack", "ls"): _list,
    ("stack", "output"): _output,
    ("stack", "rm"): _remove,
    ("stack", "select"): _select,
    ("whoami",): _whoami,
}
