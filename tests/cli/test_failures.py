"""Every failure says what, where and how to mend it; a traceback only by PLUTO_DEBUG=1."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", [["deploy", "--yes"], ["deploy"], ["destroy"]], ids=" ".join)
def test_outside_a_project(pluto, command):
    ran = pluto(*command)
    assert ran.status == 1
    assert ran.out == ""
    assert "not in a Pluto project" in ran.err
    assert "hint: `pluto new`" in ran.err


def test_broken_pyproject_is_shown_with_its_line(project):
    pluto = project(pyproject='[project]\nname = "demo\n')
    ran = pluto("deduce")
    assert ran.status == 1
    assert "pyproject.toml:2:" in ran.err
    assert '    2 │ name = "demo' in ran.err
    assert "^" in ran.err


def test_all_problems_of_the_configuration_are_shown_with_their_lines(project):
    pluto = project(
        pyproject='[project]\nname = "demo"\n[tool.pluto]\nentrypoint = "missing.py"\n'
        '[tool.pluto.stacks.dev]\nplatform = "azure"\n'
    )
    ran = pluto("deploy", "--yes")
    assert ran.status == 1
    assert "pyproject.toml:4:" in ran.err
    assert "'missing.py' does not exist" in ran.err
    assert '4 │ entrypoint = "missing.py"' in ran.err
    assert "pyproject.toml:6:" in ran.err
    assert '6 │ platform = "azure"' in ran.err


@pytest.mark.parametrize(
    "command", [["deploy", "--yes"], ["destroy", "--yes"], ["deduce"], ["stack", "outputs"]]
)
def test_unknown_stack(project, command):
    ran = project()(*command, "--stack", "prod")
    assert ran.status == 1
    assert "There is no stack 'prod'." in ran.err
    assert "dev" in ran.err


def test_debug_shows_the_traceback(pluto):
    ran = pluto("deduce", env={"PLUTO_DEBUG": "1"})
    assert ran.status == 1
    assert "Traceback" in ran.err
    assert "PlutoError" in ran.err
    assert "Traceback" not in pluto("deduce").err


def test_no_question_is_asked_where_nobody_can_answer(project):
    pluto = project()
    for command in ("deploy", "destroy"):
        ran = pluto(command)
        assert ran.status == 1
        assert f"`pluto {command} --yes`" in ran.err


def test_a_defect_of_pluto_is_one_line_and_says_how_to_see_more():
    program = """
from pluto_py.cli.app import app
from pluto_py.cli.failures import guarded

@app.command("defect")
@guarded
def defect() -> None:
    {}["missing"]

app(["defect"])
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "Pluto failed unexpectedly: KeyError: 'missing'" in ran.stderr
    assert "PLUTO_DEBUG=1" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_reader_that_leaves_is_no_failure_worth_a_word(project):
    pluto = project()
    process = pluto.start("stack", "ls")
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert err == ""


def test_colour_only_on_a_terminal_and_not_under_no_color(project):
    pluto = project()
    assert "\x1b[" not in pluto("stack", "outputs", "--stack", "x").err
    assert "\x1b[31" in pluto.at_a_terminal("stack", "outputs", "--stack", "x").out
    assert "\x1b[" not in pluto.at_a_terminal("stack", "outputs", "--stack", "x", env={"NO_COLOR": "1"}).out
