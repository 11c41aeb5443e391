"""`pluto stack ls|new|select`: stacks in `pyproject.toml`, and which one is meant."""

from __future__ import annotations

import json


def names(pluto):
    return [row["name"] for row in json.loads(pluto("stack", "ls", "--json").out)]


def test_lists_stacks_and_marks_the_current_one(project):
    pluto = project()
    ran = pluto("stack", "ls")
    assert ran.status == 0
    assert ran.out.splitlines()[1].split()[:3] == ["*", "dev", "local"]


def test_adds_a_stack_and_leaves_the_rest_of_the_file_alone(project):
    pluto = project()
    before = (pluto.folder / "pyproject.toml").read_text()
    assert pluto("stack", "new", "prod", "--platform", "aws", "--region", "eu-central-1").status == 0
    assert (pluto.folder / "pyproject.toml").read_text().startswith(before.rstrip())
    assert names(pluto) == ["dev", "prod"]


def test_a_stack_that_is_there_already_changes_nothing(project):
    pluto = project()
    before = (pluto.folder / "pyproject.toml").read_text()
    ran = pluto("stack", "new", "dev")
    assert ran.status == 1
    assert "There is a stack 'dev' already" in ran.err
    assert (pluto.folder / "pyproject.toml").read_text() == before


def test_unknown_platform(project):
    ran = project()("stack", "new", "prod", "--platform", "azure")
    assert ran.status == 1
    assert "azure" in ran.err


def test_selects_a_stack(project):
    pluto = project()
    pluto("stack", "new", "other")
    assert pluto("stack", "select", "other").status == 0
    rows = json.loads(pluto("stack", "ls", "--json").out)
    assert [row["name"] for row in rows if row["current"]] == ["other"]


def test_selecting_an_unknown_stack(project):
    ran = project()("stack", "select", "nope")
    assert ran.status == 1
    assert "There is no stack 'nope'" in ran.err
