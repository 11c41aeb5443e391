"""Which stack a command works on."""

from __future__ import annotations

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Paths, Project
from pluto_py.project.selection import current, select, selected

NO_DEFAULT = """\
[project]
name = "a"
[tool.pluto]
entrypoint = "app/main.py"
[tool.pluto.stacks.one]
platform = "local"
[tool.pluto.stacks.two]
platform = "local"
"""


@pytest.fixture
def project(make_project) -> Project:
    return Project.find(make_project())


def test_the_default_one_unless_told(project):
    assert current(project).name == "dev"
    assert current(project, "prod").name == "prod"


def test_the_selected_one_before_the_default_one(project):
    assert select(project, "prod").platform == "aws"
    assert current(project).name == "prod"
    assert current(project, "dev").name == "dev"


def test_selecting_an_unknown_one_changes_nothing(project):
    with pytest.raises(PlutoError, match="no stack 'pord'"):
        select(project, "pord")
    assert selected(project) is None


def test_a_selected_one_that_is_gone_is_not_replaced_by_another(project):
    select(project, "prod")
    text = project.file.read_text()
    project.file.write_text(text[: text.index("[tool.pluto.stacks.prod]")])
    with pytest.raises(PlutoError, match="selected stack 'prod' is no longer") as caught:
        current(Project.find(project.root))
    assert "there are dev" in (caught.value.hint or "")


def test_nothing_says_which(make_project):
    with pytest.raises(PlutoError, match="Nothing says which stack") as caught:
        current(Project.find(make_project(NO_DEFAULT)))
    assert "one, two" in (caught.value.hint or "")


def test_no_stacks_at_all(make_project):
    project = Project.find(make_project('[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'))
    with pytest.raises(PlutoError) as caught:
        current(project)
    assert "pluto stack new dev" in (caught.value.hint or "")


def test_an_empty_selection_file_selects_nothing(project):
    Paths(project.root).ensure().selected_stack.write_text("")
    assert current(project).name == "dev"
