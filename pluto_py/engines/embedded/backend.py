"""Pulumi's file backend ("DIY"): where a stack's state, history and backups lie, and in which form.

```
.pulumi/meta.yaml                                            version: 1
.pulumi/stacks/<project>/<stack>.json                        the checkpoint; .bak is the one before
.pulumi/history/<project>/<stack>/<stack>-<ns>.history.json  one per update, and its .checkpoint.json
.pulumi/backups/<project>/<stack>/<stack>.<ns>.json          the checkpoint after each update
.pulumi/locks/organization/<project>/<stack>/<uuid>.json     see `locks`
```
A checkpoint is replaced by renaming a file that is wholly on disk, so there is always a complete one.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pluto_py.engines.embedded.failure import CommandFailure

__all__ = ["Backend", "write_atomically"]

# How many updates' history and backups are kept. The CLI keeps all; redeploying at every save would fill the
# disk.
_KEPT = 50


class Backend:
    """The files below one root."""

    def __init__(self, root: Path):
        self.root = root
        self.folder = root / ".pulumi"

    def prepare(self) -> None:
        """Make the backend, or make sure that it has a layout known here."""
        meta = self.folder / "meta.yaml"
        if not meta.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(meta, "version: 1\n")
            return
        found = yaml.safe_load(meta.read_text())
        version = found.get("version") if isinstance(found, dict) else None
        if version != 1:
            raise CommandFailure(
                f"the state store has layout version {version!r}; only 1 is supported: {meta}"
            )

    def checkpoint(self, project: str, stack: str) -> Path:
        """The file of a stack's state."""
        return self.folder / "stacks" / project / f"{stack}.json"

    def stacks(self, project: str) -> list[str]:
        """The names of a project's stacks."""
        return sorted(path.stem for path in (self.folder / "stacks" / project).glob("*.json"))

    def load(self, project: str, stack: str) -> dict[str, Any] | None:
        """A stack's deployment (`resources`, `pending_operations`, …) as it lies in the file, or None.

        Raises:
            CommandFailure: the file is not a checkpoint that can be understood.
        """
        path = self.checkpoint(project, stack)
        try:
            found = json.loads(path.read_text())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise CommandFailure(
                f"the state file is damaged: {path}: {error}\n"
                f"Its last good copies lie in {self._backups(project, stack)} and in {path}.bak"
            ) from None
        if found.get("version") not in (3, 4) or "checkpoint" not in found:
            raise CommandFailure(f"unsupported checkpoint version {found.get('version')!r}: {path}")
        return found["checkpoint"].get("latest") or {}

    def save(self, project: str, stack: str, deployment: str) -> None:
        """Replace a stack's state by the JSON text of a deployment."""
        path = self.checkpoint(project, stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        name = json.dumps(f"organization/{project}/{stack}")
        write_atomically(path, f'{{"version":3,"checkpoint":{{"stack":{name},"latest":{deployment}}}}}\n')

    def keep_previous(self, project: str, stack: str) -> None:
        """Copy the checkpoint to its `.bak`, before the first save of an update."""
        path = self.checkpoint(project, stack)
        if path.exists():
            shutil.copyfile(path, path.with_name(f"{path.name}.bak"))

    def record(self, project: str, stack: str, update: dict[str, Any]) -> None:
        """Add a finished update to the history, with copies of the checkpoint as it left it."""
        stamp = time.time_ns()
        checkpoint = self.checkpoint(project, stack)
        history, backups = self._history(project, stack), self._backups(project, stack)
        for folder in (history, backups):
            folder.mkdir(parents=True, exist_ok=True)
        entry = history / f"{stack}-{stamp}.history.json"
        write_atomically(entry, json.dumps(update, indent=4))
        shutil.copyfile(checkpoint, history / f"{stack}-{stamp}.checkpoint.json")
        shutil.copyfile(checkpoint, backups / f"{stack}.{stamp}.json")
        _prune(history, "*.history.json")
        _prune(history, "*.checkpoint.json")
        _prune(backups, "*.json")

    def updates(self, project: str, stack: str) -> Iterator[dict[str, Any]]:
        """The recorded updates, newest first."""
        for path in sorted(self._history(project, stack).glob("*.history.json"), reverse=True):
            yield json.loads(path.read_text())

    def remove(self, project: str, stack: str) -> None:
        """Forget a stack; a last backup of its state stays, as with the CLI."""
        path = self.checkpoint(project, stack)
        if path.exists():
            path.replace(path.with_name(f"{path.name}.bak"))
        shutil.rmtree(self._history(project, stack), ignore_errors=True)

    def _history(self, project: str, stack: str) -> Path:
        return self.folder / "history" / project / stack

    def _backups(self, project: str, stack: str) -> Path:
        return self.folder / "backups" / project / stack


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that its old or its new content is there at any moment, also after a power failure."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _prune(folder: Path, pattern: str) -> None:
    for path in sorted(folder.glob(pattern))[:-_KEPT]:
        path.unlink(missing_ok=True)
