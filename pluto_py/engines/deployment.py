"""One app's stack, whichever engine carries it out: preview, up, refresh, destroy, outputs, export.

Everything goes through `pulumi.automation`; the engine is the `PulumiCommand` that is handed in.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.automation import EngineEvent, PulumiCommand
from pulumi.automation.errors import CommandError, ConcurrentUpdateError, StackNotFoundError

from pluto_py.engines.embedded import locks
from pluto_py.engines.embedded.backend import Backend
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.results import (
    ChangeSummary,
    DeploymentFailed,
    Diagnostic,
    Output,
    Owner,
    StackLocked,
    UpResult,
)
from pluto_py.engines.watching import Watch
from pluto_py.errors import PlutoError

__all__ = ["Deployment"]

OnEvent = Callable[[EngineEvent], Any]

# Configuration of the AWS provider that is secret whatever the caller says of it.
_ALWAYS_SECRET = frozenset({"aws:secretKey", "aws:token"})
_OWNER = re.compile(r"created by (?P<user>.+?)@(?P<host>\S+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)")
_MARKUP = re.compile(r"<\{%.*?%\}>")


class Deployment:
    """One app, one stack.

    The stack and its configuration are made when first needed. The work directory must be kept between
    deployments: it holds what the configuration's secrets are sealed with.

    Args:
        project: the app's name.
        stack: the stack's name.
        work_dir: where `Pulumi.yaml` and `Pulumi.<stack>.yaml` lie.
        state_url: where the state lies: `file:///…` for either engine, `s3://…` and others for the CLI.
        passphrase: seals secrets; may be empty, and must stay the same.
        program: the Pulumi program.
        config: the stack's configuration by full key (`aws:region`); keys that it no longer has are removed.
        command: the engine: `embedded.EmbeddedPulumi(…)` or `cli.find_or_install(…)`.
        environment: further variables for the engine, such as those of `provider_server.serve`.
        secrets: configuration that is secret.
        parallel: how many operations may run at once.
    """

    def __init__(
        self,
        *,
        project: str,
        stack: str,
        work_dir: Path,
        state_url: str,
        passphrase: str,
        program: Callable[[], None],
        config: Mapping[str, str],
        command: PulumiCommand,
        environment: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        parallel: int = 32,
    ):
        self.project, self.stack, self.work_dir, self.state_url = project, stack, work_dir, state_url
        self._program, self._command, self._parallel = program, command, parallel
        self._config = {
            key: automation.ConfigValue(value, secret=key in _ALWAYS_SECRET) for key, value in config.items()
        } | {key: automation.ConfigValue(value, secret=True) for key, value in (secrets or {}).items()}
        self._environment = {
            # The user's own Pulumi set-up must not redirect, delay or prompt for anything.
            "PULUMI_BACKEND_URL": state_url,
            "PULUMI_CONFIG_PASSPHRASE": passphrase,
            "PULUMI_CONFIG_PASSPHRASE_FILE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **(environment or {}),
        }

    def preview(self, on_event: OnEvent | None = None) -> ChangeSummary:
        """What `up` would change; nothing is touched.

        Raises:
            DeploymentFailed: it cannot be told, because the program or an input is wrong.
        """
        watch = Watch(on_event)
        with self._errors("The preview", watch):
            self._prepared().preview(on_event=watch, parallel=self._parallel)
        return watch.summary

    def up(self, on_event: OnEvent | None = None) -> UpResult:
        """Bring everything to what the program says.

        A resource that fails does not stop those that do not need it.

        Raises:
            DeploymentFailed: something failed; the rest is in place, and the next `up` goes on from there.
            StackLocked: another deployment of this stack is under way.
            KeyboardInterrupt: the user cancelled; steps under way were ended, the state is saved.
        """
        watch = Watch(on_event)
        with self._errors("The deployment", watch):
            result = self._unlocked().up(on_event=watch, parallel=self._parallel, continue_on_error=True)
        outputs = {name: Output(found.value, found.secret) for name, found in result.outputs.items()}
        return UpResult(outputs, watch.summary, watch.diagnostics("warning"))

    def refresh(self, on_event: OnEvent | None = None) -> ChangeSummary:
        """Bring the state in line with what is really there; returns what was different.

        Raises:
            DeploymentFailed, StackLocked, KeyboardInterrupt: as with `up`.
        """
        watch = Watch(on_event)
        with self._errors("The refresh", watch):
            self._unlocked().refresh(on_event=watch, parallel=self._parallel)
        return watch.summary

    def destroy(self, on_event: OnEvent | None = None, *, forget: bool = False) -> ChangeSummary:
        """Remove everything that the stack made. A stack that does not exist has nothing, and is no error.

        Args:
            on_event: is called with every event.
            forget: also remove the stack itself, its history and configuration.

        Raises:
            DeploymentFailed, StackLocked, KeyboardInterrupt: as with `up`.
        """
        watch = Watch(on_event)
        if not self.exists():
            return watch.summary
        with self._errors("Destroying the stack", watch):
            stack = self._unlocked()
            stack.destroy(on_event=watch, parallel=self._parallel, continue_on_error=True)
            if forget:
                stack.workspace.remove_stack(self.stack)
        return watch.summary

    def exists(self) -> bool:
        """True if the stack has ever been deployed (and not been forgotten)."""
        try:
            with self._errors("Looking the stack up"):
                automation.select_stack(**self._arguments())
        except _NoStackError:
            return False
        return True

    def outputs(self) -> dict[str, Output]:
        """What the program exported at the last `up`; empty if there is no stack."""
        if not self.exists():
            return {}
        with self._errors("Reading the outputs"):
            found = automation.select_stack(**self._arguments()).outputs()
        return {name: Output(value.value, value.secret) for name, value in found.items()}

    def export(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The stack's deployment, as `pulumi stack export` prints it.

        Raises:
            PlutoError: there is no stack.
        """
        arguments = ["stack", "export", "--stack", self.stack]
        with self._errors("Exporting the stack"):
            automation.select_stack(**self._arguments())
            result = self._command.run(
                [*arguments, *(["--show-secrets"] if show_secrets else [])],
                os.fspath(self.work_dir),
                self._environment,
            )
        exported: dict[str, Any] = json.loads(result.stdout)
        return exported

    def restore(self, exported: Mapping[str, Any]) -> None:
        """Replace the stack's state by an exported deployment."""
        with self._errors("Importing the stack"):
            stack = automation.create_or_select_stack(**self._arguments())
            stack.import_stack(
                automation.Deployment(version=exported["version"], deployment=exported["deployment"])
            )

    def unlock(self) -> None:
        """Remove the stack's lock, whoever holds it; for a lock whose owner is known to be gone."""
        with self._errors("Unlocking the stack"):
            automation.select_stack(**self._arguments()).cancel()

    def _unlocked(self) -> automation.Stack:
        """The stack, ready to be changed: the lock of a process that was killed on this machine is removed.

        The embedded engine does so by itself, the CLI would wait for a person.
        """
        if self.state_url.startswith("file://"):
            root = Path(self.state_url.removeprefix("file://"))
            locks.remove_abandoned(Backend(root), self.project, self.stack)
        return self._prepared()

    def _prepared(self) -> automation.Stack:
        """The stack, made if need be, with exactly the configuration that was handed in."""
        stack = automation.create_or_select_stack(**self._arguments())
        present = stack.get_all_config()
        wanted = {self._full_key(key): value for key, value in self._config.items()}
        changed = {key: value for key, value in wanted.items() if not _same(present.get(key), value)}
        if changed:
            stack.set_all_config(changed)
        gone = sorted(set(present) - set(wanted))
        if gone:
            stack.remove_all_config(gone)
        return stack

    def _arguments(self) -> dict[str, Any]:
        self.work_dir.mkdir(parents=True, exist_ok=True)
        if self.state_url.startswith("file://"):
            Path(self.state_url.removeprefix("file://")).mkdir(parents=True, exist_ok=True)
        options = automation.LocalWorkspaceOptions(
            work_dir=os.fspath(self.work_dir),
            pulumi_command=self._command,
            project_settings=automation.ProjectSettings(
                name=self.project,
                runtime="python",
                backend=automation.ProjectBackend(url=self.state_url),
            ),
            env_vars=self._environment,
        )
        return {
            "stack_name": self.stack,
            "project_name": self.project,
            "program": self._program,
            "opts": options,
        }

    def _full_key(self, key: str) -> str:
        return key if ":" in key else f"{self.project}:{key}"

    @contextmanager
    def _errors(self, what: str, watch: Watch | None = None) -> Iterator[None]:
        """Turn the engine's errors into ours."""
        try:
            yield
        except StackNotFoundError as error:
            raise _NoStackError(
                f"There is no stack named '{self.stack}' of '{self.project}'.",
                where=self.state_url,
                hint="Deploy it first with `pluto deploy`.",
            ) from error
        except ConcurrentUpdateError as error:
            raise self._locked(error) from error
        except CommandError as error:
            raise self._failed(what, error, watch) from error

    def _locked(self, error: CommandError) -> StackLocked:
        owners = tuple(
            Owner(found["user"], found["host"], int(found["pid"]), found["since"])
            for found in _OWNER.finditer(str(error))
        )
        names = "; ".join(
            f"{owner.username}@{owner.hostname}, process {owner.pid}, since {owner.since}" for owner in owners
        )
        return StackLocked(
            f"Another deployment of the stack '{self.stack}' is under way.",
            owners,
            where=self.state_url,
            why=f"It is locked by {names}." if names else None,
            hint="Wait until it is over. If that process is certainly gone, remove its lock file.",
        )

    def _failed(self, what: str, error: CommandError, watch: Watch | None) -> DeploymentFailed:
        diagnostics = watch.diagnostics("error") if watch else ()
        if not diagnostics:
            diagnostics = (Diagnostic("error", _stderr(error)),)
        named = [entry for entry in diagnostics if entry.urn] or list(diagnostics)
        lines = [f"{_name(entry)}{entry.message}" for entry in named]
        return DeploymentFailed(
            f"{what} of '{self.project}' (stack '{self.stack}') failed.",
            diagnostics,
            watch.summary if watch else ChangeSummary(),
            why="\n".join(lines),
        )


class _NoStackError(PlutoError):
    """The stack does not exist."""


def _same(present: automation.ConfigValue | None, wanted: automation.ConfigValue) -> bool:
    return (
        present is not None and present.value == wanted.value and bool(present.secret) == bool(wanted.secret)
    )


def _name(entry: Diagnostic) -> str:
    if not entry.urn:
        return ""
    return f"{urns.type_of(entry.urn)} {urns.name_of(entry.urn)}: "


def _stderr(error: CommandError) -> str:
    """The engine's own words: the SDK puts exit status, output and errors into one text."""
    text = _MARKUP.sub("", str(error))
    _, marker, stderr = text.partition(" stderr: ")
    return (stderr if marker and stderr.strip() else text).strip().removeprefix("error: ")
