"""Apps deployed for real: the `pluto` command as a process, a copy of the app, the cloud on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PLUTO = Path(sys.executable).with_name("pluto")


def clean_environment() -> dict[str, str]:
    """A newcomer's environment: no AWS account, and nothing of Pluto's."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PLUTO_", "PULUMI_"))}


@dataclass(frozen=True)
class App:
    """A project folder, and the commands that are run in it."""

    directory: Path

    def pluto(
        self, *arguments: str, check: bool = True, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `pluto`; with `check`, a failing command fails the test with what it said."""
        done = subprocess.run(
            [str(PLUTO), *arguments],
            cwd=self.directory,
            env={**clean_environment(), **(environment or {})},
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if check and done.returncode:
            pytest.fail(
                f"pluto {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
            )
        return done

    def deploy(self, *arguments: str) -> dict[str, Any]:
        """Deploy; the report of `pluto deploy --json`."""
        report: dict[str, Any] = json.loads(self.pluto("deploy", "--yes", "--json", *arguments).stdout)
        return report

    def aws_environment(self, stack: str = "dev") -> dict[str, str]:
        """What a boto3 client or the `aws` command needs in order to reach the stack's cloud as its deployer."""
        folder = self.directory / ".pluto" / "local" / stack
        credentials = json.loads((folder / "credentials.json").read_text())
        cloud = json.loads((folder / "cloud.json").read_text())
        return {
            **clean_environment(),
            "AWS_ACCESS_KEY_ID": credentials["access_key"],
            "AWS_SECRET_ACCESS_KEY": credentials["secret_key"],
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{cloud['port']}",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


def url_of(report: Mapping[str, Any], function: str) -> str:
    """A deployed function's URL, from the report of `pluto deploy --json`."""
    return next(str(f["url"]) for f in report["functions"] if f["name"] == function)


def curl(*arguments: str) -> tuple[int, Any]:
    """Run curl: the HTTP status, and the body as JSON where it is JSON."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--write-out", "\n%{http_code}", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    body, _, status = done.stdout.rpartition("\n")
    try:
        return int(status), json.loads(body)
    except ValueError:
        return int(status), body


def post(url: str, payload: Any) -> tuple[int, Any]:
    """POST JSON as the documentation shows it."""
    return curl("-X", "POST", url, "-H", "Content-Type: application/json", "-d", json.dumps(payload))


@contextmanager
def deployable(source: Path, directory: Path) -> Iterator[App]:
    """A copy of an example, destroyed at the end whatever happened."""
    shutil.copytree(source, directory, ignore=shutil.ignore_patterns(".pluto", "__pycache__"))
    app = App(directory)
    try:
        yield app
    finally:
        app.pluto("destroy", "--yes", check=False)


@pytest.fixture(scope="module")
def write_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], App]]:
    """Write a one-file app; what is deployed from it is destroyed after the module's last test."""
    apps: list[App] = []

    def write(source: str) -> App:
        directory = tmp_path_factory.mktemp("app")
        (directory / "main.py").write_text(source)
        (directory / "pyproject.toml").write_text(
            '[project]\nname = "written"\nversion = "0"\n\n'
            '[tool.pluto]\nentrypoint = "main.py"\ndefault-stack = "dev"\n\n'
            '[tool.pluto.stacks.dev]\nplatform = "local"\n'
        )
        apps.append(App(directory))
        return apps[-1]

    yield write
    for app in apps:
        app.pluto("destroy", "--yes", check=False)
