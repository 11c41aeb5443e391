"""`pluto new` writes a project, or says why it does not and leaves everything as it was."""

from __future__ import annotations

import sys

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def settings(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text())


def test_writes_a_project_for_the_local_platform(pluto):
    ran = pluto("new", "shop", "--yes")
    assert ran.status == 0
    assert "cd shop" in ran.out
    written = settings(pluto.folder / "shop")
    assert written["project"]["name"] == "shop"
    assert written["tool"]["pluto"]["stacks"] == {"dev": {"platform": "local"}}
    assert (pluto.folder / "shop" / written["tool"]["pluto"]["entrypoint"]).is_file()


def test_every_template_is_a_sound_project(pluto):
    listed = pluto("new", "x", "--yes", "--template", "?").err
    names = listed.split("The templates are ")[1].split(".")[0].split(", ")
    assert len(names) >= 2
    for name in names:
        assert pluto("new", name, "--yes", "--template", name).status == 0
        deduced = pluto("deduce", folder=pluto.folder / name)
        assert (deduced.status, deduced.err) == (0, "")


def test_takes_stack_and_platform_from_options(pluto):
    assert pluto("new", "shop", "--yes", "--stack", "prod", "--platform", "aws").status == 0
    pluto_settings = settings(pluto.folder / "shop")["tool"]["pluto"]
    assert pluto_settings["default-stack"] == "prod"
    assert pluto_settings["stacks"]["prod"]["platform"] == "aws"
    assert pluto_settings["stacks"]["prod"]["region"]


def test_asks_for_what_is_missing(pluto):
    shown = pluto.at_a_terminal(
        "new", typed=[("Project name", "shop\n"), ("Stack name", "staging\n"), ("Platform", "aws\n")]
    )
    assert shown.status == 0
    assert "staging" in settings(pluto.folder / "shop")["tool"]["pluto"]["stacks"]


def test_ctrl_c_at_a_question_writes_nothing(pluto):
    shown = pluto.at_a_terminal("new", typed=[("Project name", "shop\n"), ("Stack name", "\x03")])
    assert shown.status == 130
    assert "Interrupted." in shown.out
    assert "Traceback" not in shown.out
    assert list(pluto.folder.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(pluto):
    (pluto.folder / "shop").mkdir()
    (pluto.folder / "shop" / "mine.txt").write_text("mine")
    ran = pluto("new", "shop", "--yes")
    assert ran.status == 1
    assert "'shop' already exists and is not empty" in ran.err
    assert [p.name for p in (pluto.folder / "shop").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--template", "nope"], "There is no template 'nope'"),
        (["--platform", "azure"], "'azure'"),
        (["--stack", "Not A Name"], "'Not A Name'"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_written(pluto, arguments, said):
    ran = pluto("new", "shop", "--yes", *arguments)
    assert ran.status == 1
    assert said in ran.err
    assert list(pluto.folder.iterdir()) == []


def test_a_name_that_cannot_be_used(pluto):
    ran = pluto("new", "not a name", "--yes")
    assert ran.status == 1
    assert "'not a name'" in ran.err
    assert list(pluto.folder.iterdir()) == []
