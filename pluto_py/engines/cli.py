"""The Pulumi CLI as a command: where it is found, how it is got, and how Ctrl-C reaches it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import InvalidVersionError, create_command_error

from pluto_py.errors import PlutoError

__all__ = ["InstalledPulumi", "find", "find_or_install"]

_SIZE = "about 0.3 GB to download, 0.9 GB on disk"
# What the CLI itself may need of the user's environment when it is to know nothing else of it.
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "USER", "LOGNAME")


class InstalledPulumi(PulumiCommand):
    """An installed CLI.

    Args:
        root: the folder with `bin/pulumi`, or None for the one on the PATH.
        private: keep the user's environment, AWS credentials above all, away from the CLI; for the local
            platform.

    Raises:
        OSError, subprocess.CalledProcessError: there is no CLI that runs.
        InvalidVersionError: it is too old, or its version does not fit the SDK.
    """

    def __init__(self, root: Path | None = None, *, private: bool = False):
        super().__init__(root=os.fspath(root) if root else None)
        self._private = private

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run one command line.

        At Ctrl-C the CLI is interrupted as well, and waited for: it ends its steps, saves its state and gives
        back its lock.

        Raises:
            CommandError: it failed.
            KeyboardInterrupt: the user cancelled it, and it has ended.
        """
        process = subprocess.Popen(
            [self.command, "--non-interactive", *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env=self._environment(additional_env),
            encoding="utf-8",
            errors="replace",
            # A group of its own: the terminal's Ctrl-C comes to us alone, and is passed on once.
            start_new_session=True,
        )
        out, err = _Reader(process.stdout, on_output), _Reader(process.stderr, on_error)
        interrupted = _wait(process)
        result = CommandResult(out.text(), err.text(), process.returncode)
        if interrupted:
            raise KeyboardInterrupt
        if process.returncode:
            raise create_command_error(result)
        return result

    def _environment(self, additional: Mapping[str, str]) -> dict[str, str]:
        inherited = dict(os.environ)
        if self._private:
            inherited = {name: inherited[name] for name in _NEEDED if name in inherited}
        binaries = os.path.dirname(self.command)  # noqa: PTH120 - a bare name has no parent folder
        path = os.pathsep.join(part for part in (binaries, inherited.get("PATH", "")) if part)
        return {**inherited, "PATH": path, "PULUMI_AUTOMATION_API": "true", **additional}


def find(*, private: bool = False) -> InstalledPulumi | None:
    """A usable CLI on this machine, or None: in `$PLUTO_PULUMI_HOME`, the SDK's own folder, on the PATH."""
    for root in _candidates():
        with contextlib.suppress(OSError, subprocess.CalledProcessError, InvalidVersionError):
            return InstalledPulumi(root, private=private)
    return None


def find_or_install(on_progress: Callable[[str], None], *, private: bool = False) -> InstalledPulumi:
    """A usable CLI, downloaded if there is none.

    Args:
        on_progress: is told in a line what takes long.
        private: see `InstalledPulumi`.

    Raises:
        PlutoError: there is none, and it could not be downloaded.
    """
    found = find(private=private)
    if found is not None:
        return found
    root = _sdk_folder()
    on_progress(f"downloading the Pulumi CLI ({_SIZE}) to {root}")
    try:
        PulumiCommand.install(root=os.fspath(root))
        installed = InstalledPulumi(root, private=private)
    except Exception as error:
        raise PlutoError(
            "The Pulumi CLI is needed for this stack, and could not be installed.",
            where=os.fspath(root),
            why=_reason(error),
            hint="Install it from https://www.pulumi.com/docs/install/ (on the PATH, or point "
            "PLUTO_PULUMI_HOME to the folder that has its bin/), or use a stack on the local platform, "
            "which needs none.",
        ) from error
    on_progress(f"the Pulumi CLI {installed.version} is ready")
    return installed


def _candidates() -> Iterator[Path | None]:
    configured = os.environ.get("PLUTO_PULUMI_HOME")
    if configured:
        yield Path(configured)
    if (_sdk_folder() / "bin" / "pulumi").exists():
        yield _sdk_folder()
    if shutil.which("pulumi"):
        yield None


def _sdk_folder() -> Path:
    """Where the SDK installs the CLI of its own version."""
    from importlib.metadata import version

    return Path.home() / ".pulumi" / "versions" / version("pulumi")


def _reason(error: Exception) -> str:
    output = getattr(error, "output", None)
    text = output.decode(errors="replace") if isinstance(output, bytes) else str(output or "")
    return text.strip() or str(error)


class _Reader:
    """Reads a pipe to its end in a thread, line by line."""

    def __init__(self, pipe: IO[str] | None, callback: OnOutput | None):
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(pipe, callback), daemon=True)
        self._thread.start()

    def text(self) -> str:
        """Everything that came, once the pipe is closed."""
        self._thread.join()
        return "\n".join(self._lines)

    def _read(self, pipe: IO[str] | None, callback: OnOutput | None) -> None:
        if pipe is None:
            return
        with pipe:
            for line in pipe:
                self._lines.append(line.rstrip())
                if callback is not None:
                    callback(line.rstrip())


def _wait(process: subprocess.Popen[str]) -> bool:
    """Wait for a process; True if the user interrupted, which is passed on (a second time: killed)."""
    try:
        process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        try:
            process.wait()
        except KeyboardInterrupt:
            process.kill()
            process.wait()
        return True
    return False
