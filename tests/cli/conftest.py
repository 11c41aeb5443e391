"""The real command line, run as a user runs it, in projects made for one test."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

PLUTO = Path(sys.executable).with_name("pluto")

APP = """\
from pluto_py import Function, KVStore

visits = KVStore("visits")


def hello(name: str) -> str:
    visits.set(name, "1")
    return f"Hello, {name}!"


Function(hello, name="hello")
"""

PYPROJECT = """\
[project]
name = "demo"
version = "0.1.0"

[tool.pluto]
entrypoint = "app/main.py"
default-stack = "dev"

[tool.pluto.stacks.dev]
platform = "local"
"""


@dataclass(frozen=True)
class Ran:
    """One finished command."""

    status: int
    out: str
    err: str


class Pluto:
    """Runs `pluto` in a folder, without the developer's own AWS and Pluto settings."""

    def __init__(self, folder: Path, home: Path):
        self.folder = folder
        self.home = home

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        foreign = ("AWS_", "PULUMI_", "PLUTO_", "NO_COLOR", "FORCE_COLOR")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        return {**kept, "HOME": str(self.home), **(extra or {})}

    def __call__(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        timeout: float = 120,
        folder: Path | None = None,
    ) -> Ran:
        done = subprocess.run(
            [PLUTO, *arguments],
            cwd=folder or self.folder,
            env=self.environment(env),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def at_a_terminal(
        self,
        *arguments: str,
        typed: Sequence[tuple[str, str]] = (),
        env: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> Ran:
        """The command on a terminal of its own; `out` is all that the terminal shows.

        `typed` pairs what to wait for with the keys that are then pressed.
        """
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [PLUTO, *arguments],
            cwd=self.folder,
            env={**self.environment(env), "TERM": "xterm-256color", "COLUMNS": "120"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            # So that Ctrl-C reaches it. Tests run no threads while a command is started.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
        )
        os.close(theirs)
        pending, shown = list(typed), ""
        try:
            while select.select([ours], [], [], timeout)[0]:
                shown += os.read(ours, 65536).decode(errors="replace")
                if pending and pending[0][0] in shown:
                    os.write(ours, pending.pop(0)[1].encode())
        except OSError:
            pass  # Linux's way to say that the other side has closed
        finally:
            os.close(ours)
        return Ran(process.wait(timeout), shown, "")

    def python(self, *arguments: str) -> Ran:
        """Another program of the same interpreter, in the same folder and environment."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """The command in the background, in a process group of its own as a shell's job is."""
        return subprocess.Popen(
            [PLUTO, *arguments],
            cwd=self.folder,
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def write_project(folder: Path, app: str = APP, pyproject: str = PYPROJECT) -> Path:
    (folder / "app").mkdir(parents=True, exist_ok=True)
    (folder / "app" / "main.py").write_text(app)
    (folder / "pyproject.toml").write_text(pyproject)
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def pluto(tmp_path: Path, home: Path) -> Pluto:
    """`pluto` in an empty folder."""
    return Pluto(tmp_path, home)


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Callable[..., Pluto]:
    """Makes a project in the test's folder and returns `pluto` in it."""

    def make(app: str = APP, pyproject: str = PYPROJECT) -> Pluto:
        return Pluto(write_project(tmp_path, app, pyproject), home)

    return make


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Callable[..., Pluto]]:
    """Deploys an app for a whole module of tests, and destroys it afterwards."""
    made: list[Pluto] = []

    def deploy(app: str = APP) -> Pluto:
        pluto = Pluto(write_project(tmp_path_factory.mktemp("app"), app), home)
        made.append(pluto)
        ran = pluto("deploy", "--yes")
        assert ran.status == 0, ran.err
        return pluto

    yield deploy
    for pluto in made:
        assert pluto("destroy", "--yes").status == 0
