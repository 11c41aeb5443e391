"""The passphrase of a stack's secrets: Pulumi's variables first, else made once and never silently replaced."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Paths
from pluto_py.project.secrets import passphrase


@pytest.fixture
def paths(tmp_path) -> Paths:
    return Paths(tmp_path).ensure()


class TestFromTheEnvironment:
    @pytest.mark.parametrize("value", ["given", ""])
    def test_the_variable_wins(self, paths, value):
        assert passphrase(paths, "dev", {"PULUMI_CONFIG_PASSPHRASE": value}) == value
        assert not paths.passphrase("dev").exists()

    def test_the_file_wins_over_a_kept_one(self, paths, tmp_path):
        passphrase(paths, "dev", {})
        (tmp_path / "pass").write_text("from file\n")
        assert (
            passphrase(paths, "dev", {"PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "pass")}) == "from file"
        )

    def test_a_file_that_is_not_there(self, paths, tmp_path):
        with pytest.raises(PlutoError, match="does not exist") as caught:
            passphrase(paths, "dev", {"PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "none")})
        assert "PULUMI_CONFIG_PASSPHRASE_FILE" in (caught.value.hint or "")


class TestGenerated:
    def test_made_once_per_stack_and_readable_by_the_owner_only(self, paths):
        first = passphrase(paths, "dev", {})
        assert len(first) >= 40
        assert passphrase(paths, "dev", {}) == first
        assert passphrase(paths, "prod", {}) != first
        assert paths.passphrase("dev").stat().st_mode & 0o777 == 0o600

    def test_loose_permissions_are_tightened(self, paths):
        first = passphrase(paths, "dev", {})
        paths.passphrase("dev").chmod(0o644)
        assert passphrase(paths, "dev", {}) == first
        assert paths.passphrase("dev").stat().st_mode & 0o777 == 0o600

    def test_processes_that_come_at_once_agree(self, paths):
        code = (
            "import sys; from pathlib import Path; from pluto_py.project import Paths;"
            "from pluto_py.project.secrets import passphrase; sys.stdin.readline();"
            "print(passphrase(Paths(Path(sys.argv[1])), 'dev', {}))"
        )
        started = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(paths.root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = {process.communicate()[0] for process in started}
        assert len(answers) == 1

    def test_an_empty_file_is_refused(self, paths):
        passphrase(paths, "dev", {})
        paths.passphrase("dev").write_text("")
        with pytest.raises(PlutoError, match="empty"):
            passphrase(paths, "dev", {})

    def test_a_lost_one_is_not_replaced_while_secrets_are_sealed_with_it(self, paths):
        work = paths.work("dev")
        work.mkdir(parents=True)
        (work / "Pulumi.dev.yaml").write_text("encryptionsalt: v1:abc\n")
        with pytest.raises(PlutoError, match="passphrase of stack 'dev' is gone") as caught:
            passphrase(paths, "dev", {})
        assert "PULUMI_CONFIG_PASSPHRASE" in (caught.value.hint or "")
        assert not paths.passphrase("dev").exists()
