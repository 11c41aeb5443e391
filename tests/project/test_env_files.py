"""Which env files count for a stack, in which order, and how a value may be written."""

from __future__ import annotations

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Project
from pluto_py.project.environment import environment_for, read_env_file


@pytest.fixture
def project(make_project) -> Project:
    return Project.find(make_project())


def write(project: Project, **content: str) -> None:
    """`write(project, prod_local="A=1")` writes `.env.prod.local`; `base` stands for `.env`."""
    for name, text in content.items():
        suffix = "" if name == "base" else f".{name.replace('_', '.')}"
        (project.root / f".env{suffix}").write_text(text)


class TestOrder:
    def test_later_files_win_and_the_real_environment_wins_over_all(self, project):
        write(
            project,
            base="A=1\nB=1\nC=1\nD=1\nE=1\n",
            local="B=2\nC=2\nD=2\nE=2\n",
            prod="C=3\nD=3\nE=3\n",
            prod_local="D=4\nE=4\n",
        )
        merged = environment_for(project, project.stack("prod"), {"E": "real"})
        assert merged == {"A": "1", "B": "2", "C": "3", "D": "4", "E": "real"}

    def test_files_of_other_stacks_do_not_count(self, project):
        write(project, base="A=1", dev="A=dev")
        assert environment_for(project, project.stack("prod"), {}) == {"A": "1"}

    def test_without_a_stack_only_the_common_files_count(self, project):
        write(project, base="A=1", local="A=2", dev="A=3")
        assert environment_for(project, None, {}) == {"A": "2"}

    def test_an_empty_value_in_the_real_environment_wins_too(self, project):
        write(project, base="A=1")
        assert environment_for(project, None, {"A": ""}) == {"A": ""}

    def test_no_files_at_all(self, project):
        assert environment_for(project, project.stack("dev"), {"HOME": "/h"}) == {"HOME": "/h"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=plain words # comment", "plain words"),
        ("A=url#fragment", "url#fragment"),
        ("A=", ""),
        ("  export A = spaced  ", "spaced"),
        ("A='single $x \\n # kept'", "single $x \\n # kept"),
        ('A="line\\nbreak \\"quoted\\" \\\\ # kept"  # dropped', 'line\nbreak "quoted" \\ # kept'),
        ('A="-----BEGIN-----\nabc\n-----END-----"', "-----BEGIN-----\nabc\n-----END-----"),
        ("A=p$ss{word}${HOME}", "p$ss{word}${HOME}"),
        ("A=a=b=c", "a=b=c"),
        ("A=ünï", "ünï"),
        ("A=1\r\n", "1"),
        ("A=1\nA=2", "2"),
        ("\ufeffA=after a byte order mark", "after a byte order mark"),
    ],
)
def test_values(tmp_path, text, value):
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8", newline="")
    assert read_env_file(file) == {"A": value}


def test_comments_and_blank_lines(tmp_path):
    (tmp_path / ".env").write_text("# a comment\n\n   \nA=1\n#B=2\n")
    assert read_env_file(tmp_path / ".env") == {"A": "1"}


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "where", "said"),
        [
            ('A=1\n\nB="never closed\nC=3\n', ".env:3:1", "no assignment"),
            ("A=1\nB\n", ".env:2:1", "'B' has no value"),
            ("1A=1\n", ".env:1:1", "'1A' cannot be a variable's name"),
            ("A-B=1\n", ".env:1:1", "'A-B' cannot be"),
            ("A='x' y\n", ".env:1:1", "no assignment"),
        ],
    )
    def test_names_file_and_line(self, tmp_path, text, where, said):
        (tmp_path / ".env").write_text(text)
        with pytest.raises(PlutoError, match=said) as caught:
            read_env_file(tmp_path / ".env")
        assert caught.value.where == where

    def test_all_files_are_checked_before_it_is_said(self, project):
        write(project, base="A\n", local="B\n")
        with pytest.raises(PlutoError, match="2 problems") as caught:
            environment_for(project, None, {})
        assert ".env:1:1" in str(caught.value)
        assert ".env.local:1:1" in str(caught.value)

    def test_no_value_is_shown(self, tmp_path):
        (tmp_path / ".env").write_text('TOKEN="hush\n')
        with pytest.raises(PlutoError) as caught:
            read_env_file(tmp_path / ".env")
        assert "hush" not in str(caught.value)

    def test_not_utf_8(self, tmp_path):
        (tmp_path / ".env").write_bytes(b"A=\xff\n")
        with pytest.raises(PlutoError, match="not UTF-8"):
            read_env_file(tmp_path / ".env")
