"""Finding a Pulumi CLI, getting one, and running it. The CLIs here are scripts that tell what they were given."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from pluto_py.engines import cli
from pluto_py.errors import PlutoError

SCRIPT = """#!{python}
import json, os, signal, sys, time
from pathlib import Path
arguments = [word for word in sys.argv[1:] if word != "--non-interactive"]
if arguments == ["version"]:
    print("{version}")
elif arguments[0] == "show":
    print(json.dumps({{"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}}))
elif arguments[0] == "fail":
    print("some output"); print("error: it went wrong", file=sys.stderr); sys.exit(3)
elif arguments[0] == "hang":
    def stop(*_):
        time.sleep(0.2); Path("stopped").touch(); sys.exit(130)
    signal.signal(signal.SIGINT, stop)
    Path("hanging").touch(); time.sleep(60)
"""


def install(root: Path, version: str = "v3.300.0") -> Path:
    binary = root / "bin" / "pulumi"
    binary.parent.mkdir(parents=True)
    binary.write_text(SCRIPT.format(python=sys.executable, version=version))
    binary.chmod(0o755)
    return root


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no CLI, and no way out to get one."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("PLUTO_PULUMI_HOME", raising=False)
    return tmp_path


def sdk_version() -> str:
    from importlib.metadata import version

    return version("pulumi")


class TestFinding:
    def test_nothing(self) -> None:
        assert cli.find() is None

    def test_where_the_user_says(self, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLUTO_PULUMI_HOME", str(install(machine / "mine")))
        install(machine / "home/.pulumi/versions" / sdk_version())
        found = cli.find()
        assert found is not None
        assert found.command == str(machine / "mine/bin/pulumi")
        assert str(found.version) == "3.300.0"

    def test_where_the_sdk_installs_it(self, machine: Path) -> None:
        root = install(machine / "home/.pulumi/versions" / sdk_version())
        found = cli.find()
        assert found is not None
        assert found.command == str(root / "bin/pulumi")

    def test_on_the_path(self, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(install(machine / "anywhere") / "bin"))
        found = cli.find()
        assert found is not None
        assert found.command == "pulumi"

    @pytest.mark.parametrize("version", ["v2.9.0", "v3.0.0", "v4.0.0", "no version"])
    def test_one_that_does_not_fit_is_passed_over(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch, version: str
    ) -> None:
        monkeypatch.setenv("PLUTO_PULUMI_HOME", str(install(machine / "old", version)))
        assert cli.find() is None

    def test_one_that_does_not_run_is_passed_over(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = install(machine / "broken")
        (root / "bin/pulumi").write_text("#!/no/such/interpreter\n")
        monkeypatch.setenv("PLUTO_PULUMI_HOME", str(root))
        assert cli.find() is None


class TestInstalling:
    def test_is_not_done_if_there_is_one(self, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PLUTO_PULUMI_HOME", str(install(machine / "mine")))
        told: list[str] = []
        assert cli.find_or_install(told.append).command
        assert told == []

    @pytest.mark.filterwarnings("ignore:unclosed file")  # the SDK's, of a download that fails
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_that_fails_says_why_and_what_to_do(self, machine: Path) -> None:
        told: list[str] = []
        with pytest.raises(PlutoError) as caught:
            cli.find_or_install(told.append)
        assert len(told) == 1
        assert "downloading the Pulumi CLI" in told[0]
        assert "could not be installed" in caught.value.what
        assert caught.value.where == str(machine / "home/.pulumi/versions" / sdk_version())
        assert caught.value.why
        assert "https://www.pulumi.com/docs/install" in str(caught.value.hint)
        del caught
        gc.collect()


class TestRunning:
    def command(self, machine: Path, *, private: bool = False) -> cli.InstalledPulumi:
        return cli.InstalledPulumi(install(machine / "cli"), private=private)

    def test_hands_everything_on(self, machine: Path) -> None:
        lines: list[str] = []
        result = self.command(machine).run(["show", "a b"], str(machine), {"EXTRA": "1"}, lines.append)
        seen = json.loads(result.stdout)
        assert (seen["arguments"], seen["folder"]) == (["show", "a b"], str(machine))
        assert seen["environment"]["EXTRA"] == "1"
        assert seen["environment"]["PATH"].startswith(str(machine / "cli/bin"))
        assert lines == [result.stdout]

    def test_keeps_the_users_aws_account_away_when_it_is_private(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("AWS_PROFILE", "AWS_SECRET_ACCESS_KEY", "PULUMI_ACCESS_TOKEN", "SOMETHING_ELSE"):
            monkeypatch.setenv(name, "the user's own")
        seen = json.loads(self.command(machine, private=True).run(["show"], str(machine), {}).stdout)
        assert "the user's own" not in seen["environment"].values()
        assert seen["environment"]["HOME"] == os.environ["HOME"]

    def test_a_failure_has_the_errors(self, machine: Path) -> None:
        errors: list[str] = []
        with pytest.raises(CommandError, match="it went wrong"):
            self.command(machine).run(["fail"], str(machine), {}, on_error=errors.append)
        assert errors == ["error: it went wrong"]

    def test_ctrl_c_is_passed_on_once_and_waited_for(self, machine: Path) -> None:
        root = install(machine / "cli")
        script = (
            "import sys; from pathlib import Path; from pluto_py.engines.cli import InstalledPulumi\n"
            "InstalledPulumi(Path(sys.argv[1])).run(['hang'], sys.argv[2], {})\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(root), str(machine)],
            cwd=Path(__file__).parents[2],
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(400):
            if (machine / "hanging").exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert (machine / "stopped").exists()
        assert "KeyboardInterrupt" in errors
