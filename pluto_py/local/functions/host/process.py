"""Starting and ending the process of an environment.

The process leads a session of its own, so that ending it ends its children, and the ledger of processes
knows it, so that the next start of the cloud ends it if this one cannot.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pluto_py.local.context import Processes

__all__ = ["Folders", "FunctionProcess", "interpreter"]

_LAUNCHER = Path(__file__).with_name("launcher.py")


def interpreter() -> str:
    """The Python that functions run in: the one below this virtual environment, started without `site`."""
    import sys

    return os.path.realpath(sys.executable)


class Folders:
    """The home and temporary folder of one environment, below `parent`."""

    def __init__(self, parent: Path):
        parent.mkdir(parents=True, exist_ok=True)
        self._root = Path(tempfile.mkdtemp(dir=parent))
        self.home = self._root / "home"
        self.temporary = self._root / "tmp"
        self.home.mkdir()
        self.temporary.mkdir()

    def remove(self) -> None:
        """Delete both with what the function left in them."""
        shutil.rmtree(self._root, ignore_errors=True)


class FunctionProcess:
    """A running process, from `start` to `wait`."""

    def __init__(self, process: asyncio.subprocess.Process, ledger: Processes):
        self._process = process
        self._ledger = ledger
        self.pid = process.pid

    @classmethod
    async def start(
        cls, *, runtime: Path, code: Path, variables: Mapping[str, str], output: int, ledger: Processes
    ) -> FunctionProcess:
        """Start the launcher in the function's code folder; `output` gets its standard output and error."""
        process = await asyncio.create_subprocess_exec(
            interpreter(),
            "-S",
            str(_LAUNCHER),
            str(os.getpid()),
            str(runtime),
            cwd=code,
            env=variables,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        ledger.record(process.pid)
        return cls(process, ledger)

    def kill(self) -> None:
        """End the process and its children now."""
        if self._process.returncode is None:
            self._kill_group()

    async def wait(self) -> int:
        """The exit status, as `Popen.returncode`; children that outlive the process are ended."""
        status = await self._process.wait()
        self._kill_group()
        self._ledger.forget(self.pid)
        return status

    def _kill_group(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # macOS: the latter for a zombie
            return
