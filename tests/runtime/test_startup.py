"""How a function starts: real interpreters that import `pluto_py.runtime.entry` beside a real entrypoint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE_ROOT = Path(__file__).parents[2]


def start(folder: Path, source: str, then: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Import the entry point in a fresh interpreter, as Lambda's init phase does, then run `then`."""
    (folder / "app.py").write_text(source)
    variables = {"PLUTO_ENTRYPOINT": "app", "PLUTO_FUNCTION": "chat", **environment}
    return subprocess.run(
        [sys.executable, "-c", f"from pluto_py.runtime.entry import handler\n{then}"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}:{PACKAGE_ROOT}"} | variables,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


DECLARE = "from pluto_py.runtime.registry import declare\n"


def test_module_level_code_runs_as_written_and_the_named_handler_is_found(tmp_path: Path) -> None:
    source = DECLARE + "prefix = 'x' * 3\ndeclare('other', None)\ndeclare('chat', lambda q: prefix + q)\n"
    result = start(tmp_path, source, "print(handler(['y'], None))")
    assert (result.returncode, result.stdout) == (0, "xxxy\n"), result.stderr


def test_an_entrypoint_in_a_package_is_imported_by_its_dotted_name(tmp_path: Path) -> None:
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "main.py").write_text(DECLARE + "declare('chat', lambda: __name__)\n")
    result = start(tmp_path, "", "print(handler([], None))", PLUTO_ENTRYPOINT="pack.main")
    assert result.stdout == "pack.main\n", result.stderr


def test_an_undeclared_function_is_reported_with_those_that_are(tmp_path: Path) -> None:
    result = start(tmp_path, DECLARE + "declare('qa', len)\ndeclare('ask', len)\n")
    assert result.returncode == 1
    assert "declares no function 'chat' (declared: ask, qa)" in result.stderr


def test_a_missing_module_is_reported_with_its_position_and_a_way_out(tmp_path: Path) -> None:
    result = start(tmp_path, "import os\nimport no_such_thing\n")
    assert result.returncode == 1
    assert "app.py:2: The entrypoint 'app' failed to import: ModuleNotFoundError" in result.stderr
    assert "'no_such_thing' is not in the bundle" in result.stderr


def test_the_apps_own_traceback_is_logged_without_our_frames(tmp_path: Path) -> None:
    result = start(tmp_path, "def boom():\n    return 1 / 0\nboom()\n", "")
    first, error, _ = result.stderr.partition("ZeroDivisionError: division by zero")
    assert error
    assert "line 3, in <module>" in first
    assert "startup.py" not in first
    assert "importlib" not in first


@pytest.mark.parametrize("source", ["import sys\nsys.exit(3)\n", "def broken(:\n"])
def test_leaving_or_not_parsing_at_import_is_a_failed_start(tmp_path: Path, source: str) -> None:
    result = start(tmp_path, source)
    assert result.returncode == 1
    assert "StartupError" in result.stderr


def test_missing_variables_are_named(tmp_path: Path) -> None:
    result = start(tmp_path, "", PLUTO_FUNCTION="")
    assert "PLUTO_FUNCTION is not set" in result.stderr
