"""`EmbeddedPulumi`: a Pulumi command line inside this process, for `pulumi.automation`.

`LocalWorkspaceOptions(pulumi_command=EmbeddedPulumi({"aws": AwsPackage()}))` is all that it takes: stacks,
configuration, updates, outputs, history and export then work with no Pulumi CLI, on the same files as the
CLI's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from pluto_py.engines.embedded import configuring, stacking
from pluto_py.engines.embedded.arguments import Arguments, parse
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.operations import operate
from pluto_py.engines.embedded.workspace import Workspace
from pluto_py.engines.provider import Package

__all__ = ["EmbeddedPulumi"]

# The CLI whose behaviour is followed; the Automation API asks for it to know which options there are.
_VERSION = "3.272.0"
_FAILED = 255  # the CLI's exit status


class EmbeddedPulumi(PulumiCommand):
    """The embedded engine as a Pulumi command.

    Args:
        providers: the packages that resources may come from, by name.
        key_cache: a private folder where keys derived from passphrases may be kept; see
            `passphrase.Passphrase`.
    """

    def __init__(self, providers: Mapping[str, Package], key_cache: Path | None = None):
        # The base class's constructor would look for a CLI.
        self.command = "pulumi-embedded"
        self.version = VersionInfo.parse(_VERSION)
        self._providers = providers
        self._key_cache = key_cache

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run one command line.

        Raises:
            CommandError: it failed, with the errors in its `stderr`.
            KeyboardInterrupt: the user cancelled it; the stack is in order and unlocked.
        """
        out, err = _Lines(on_output), _Lines(on_error)
        try:
            workspace = Workspace(Path(cwd), {**os.environ, **additional_env}, self._key_cache)
            self._dispatch(parse(list(args)), workspace, out)
        except CommandFailure as failure:
            err(str(failure))
            raise create_command_error(CommandResult(str(out), str(err), _FAILED)) from None
        return CommandResult(str(out), str(err), 0)

    def _dispatch(self, arguments: Arguments, workspace: Workspace, say: Callable[[str], None]) -> None:
        first = arguments.command(1)
        if first and first[0] in ("up", "preview", "refresh", "destroy"):
            operate(arguments, workspace, self._providers, say)
            return
        table: dict[tuple[str, ...], Any] = {**stacking.COMMANDS, **configuring.COMMANDS}
        for length in (2, 1):
            command = table.get(arguments.command(length))
            if command is not None:
                command(arguments, workspace, say)
                return
        raise CommandFailure(
            f"error: the embedded engine does not support `pulumi {' '.join(arguments.words)}`"
        )


class _Lines:
    """Collects text, line by line, and hands each line on."""

    def __init__(self, callback: OnOutput | None):
        self._lines: list[str] = []
        self._callback = callback

    def __call__(self, text: str) -> None:
        for line in text.split("\n"):
            self._lines.append(line)
            if self._callback is not None:
                self._callback(line)

    def __str__(self) -> str:
        return "\n".join(self._lines)
