"""`pluto stack new` adds a table to pyproject.toml and leaves every other byte alone."""

from __future__ import annotations

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Project, Stack
from pluto_py.project.editing import add_stack

LIVED_IN = """\
# My project.
[project]
name = "shop"   # a name
dependencies = [
    "requests>=2",  # for calls
]

[tool.pluto]
entrypoint = 'app/main.py'

[tool.pluto.stacks.dev]
platform = "local"

# How ruff works here.
[tool.ruff]
line-length = 90
"""


def added(make_project, text: str, stack: Stack) -> tuple[Project, str]:
    root = make_project(text)
    project = add_stack(Project.find(root), stack)
    assert project == Project.find(root)
    return project, project.file.read_text()


def test_after_the_last_stack_with_everything_else_as_it_was(make_project):
    project, text = added(make_project, LIVED_IN, Stack("prod", "aws", "eu-west-1"))
    table = '[tool.pluto.stacks.prod]\nplatform = "aws"\nregion = "eu-west-1"\n\n'
    assert text == LIVED_IN.replace("# How ruff", f"{table}# How ruff")
    assert project.stack("prod") == Stack("prod", "aws", "eu-west-1")


def test_at_the_end_where_there_is_no_stack(make_project):
    bare = '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"'
    _, text = added(make_project, bare, Stack("dev", "local"))
    assert text == f'{bare}\n\n[tool.pluto.stacks.dev]\nplatform = "local"\n'


def test_a_state_of_its_own(make_project):
    _, text = added(make_project, LIVED_IN, Stack("prod", "aws", "eu-west-1", state="s3://bucket"))
    assert 'state = "s3://bucket"\n' in text


def test_windows_line_ends_stay(make_project):
    root = make_project()
    file = root / "pyproject.toml"
    file.write_bytes(LIVED_IN.replace("\n", "\r\n").encode())
    add_stack(Project.find(root), Stack("prod", "aws", "eu-west-1"))
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert b'[tool.pluto.stacks.prod]\r\nplatform = "aws"\r\n' in file.read_bytes()


def test_the_files_mode_stays(make_project):
    root = make_project(LIVED_IN)
    (root / "pyproject.toml").chmod(0o640)
    add_stack(Project.find(root), Stack("prod", "aws", "eu-west-1"))
    assert (root / "pyproject.toml").stat().st_mode & 0o777 == 0o640


def test_a_layout_that_cannot_be_extended_is_refused_untouched(make_project):
    stacks = 'stacks = { dev = { platform = "local" } }'
    text = f'[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n{stacks}\n'
    root = make_project(text)
    with pytest.raises(PlutoError, match="cannot be added to this file") as caught:
        add_stack(Project.find(root), Stack("prod", "aws", "eu-west-1"))
    assert '[tool.pluto.stacks.prod]\nplatform = "aws"' in (caught.value.hint or "")
    assert (root / "pyproject.toml").read_text() == text


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        (Stack("dev", "local"), "a stack 'dev' already"),
        (Stack("Prod", "local"), "stack's name: 'Prod' must be"),
        (Stack("local", "local"), "'local' is taken"),
        (Stack("prod", "aws", "europe"), "'europe' is no region"),
        (Stack("prod", "gcp"), "'gcp'"),  # type: ignore[arg-type]
        (Stack("prod", "local", state="s3://x"), "must be a file:// URL"),
    ],
)
def test_what_cannot_be_a_stack_is_refused_untouched(make_project, stack, said):
    root = make_project(LIVED_IN)
    with pytest.raises(PlutoError, match=said):
        add_stack(Project.find(root), stack)
    assert (root / "pyproject.toml").read_text() == LIVED_IN
