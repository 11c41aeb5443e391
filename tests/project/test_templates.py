"""`pluto new`: every template gives a project that is complete, valid and there whole or not at all."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Project, Stack
from pluto_py.project.templates import available, render

REPOSITORY = Path(__file__).parents[2]


def test_the_templates():
    assert available() == ("chatbot", "hello")


@pytest.mark.parametrize("template", available())
class TestEveryTemplate:
    def test_makes_a_valid_local_project(self, tmp_path, template):
        root = render(template, tmp_path / "my-app", name="my-app")
        project = Project.find(root)
        assert (project.name, project.default_stack) == ("my-app", "dev")
        assert project.stacks == {"dev": Stack("dev", "local")}
        assert project.dependencies == ("pluto-py",)
        ast.parse((root / project.entrypoint).read_text())

    def test_makes_a_valid_aws_project(self, tmp_path, template):
        root = render(template, tmp_path / "x", name="x", stack="prod", platform="aws", region="eu-west-1")
        assert Project.find(root).stacks == {"prod": Stack("prod", "aws", "eu-west-1")}

    def test_fills_in_every_field(self, tmp_path, template):
        root = render(template, tmp_path / "my-app", name="my-app", stack="test")
        files = sorted(p for p in root.rglob("*") if p.is_file())
        assert [p.relative_to(root).as_posix() for p in files] == [
            ".gitignore",
            "README.md",
            "app/main.py",
            "pyproject.toml",
        ]
        for file in files:
            assert "{{" not in file.read_text()
        assert "# my-app" in (root / "README.md").read_text()

    def test_runs_when_a_function_starts(self, tmp_path, template):
        root = render(template, tmp_path / "x", name="x")
        subprocess.run([sys.executable, "-W", "error", "app/main.py"], cwd=root, check=True)


class TestWhereItIsWritten:
    def test_an_empty_folder_is_filled_and_stays_the_same_folder(self, tmp_path):
        folder = tmp_path / "here"
        folder.mkdir()
        inode = folder.stat().st_ino
        render("hello", folder, name="x")
        assert (folder / "pyproject.toml").is_file()
        assert folder.stat().st_ino == inode

    def test_a_folder_with_something_in_it_is_left_alone(self, tmp_path):
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(PlutoError, match="not empty"):
            render("hello", tmp_path, name="x")
        assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]

    def test_a_file_in_the_way(self, tmp_path):
        (tmp_path / "x").write_text("mine")
        with pytest.raises(PlutoError, match="already exists"):
            render("hello", tmp_path / "x", name="x")
        assert (tmp_path / "x").read_text() == "mine"

    def test_nothing_is_left_beside_it(self, tmp_path):
        render("hello", tmp_path / "x", name="x")
        assert [p.name for p in tmp_path.iterdir()] == ["x"]

    def test_a_place_that_cannot_be_written(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(PlutoError, match="Cannot"):
            render("hello", tmp_path / "file" / "x", name="x")


class TestWrongWords:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ({"template": "chatbit"}, "no template 'chatbit'"),
            ({"name": "-x"}, "project's name: '-x'"),
            ({"stack": "Prod"}, "stack's name: 'Prod'"),
            ({"platform": "azure"}, "stack's platform: cannot be 'azure'"),
            ({"region": "mars"}, "stack's region: 'mars'"),
        ],
    )
    def test_are_refused_and_nothing_is_written(self, tmp_path, arguments, said):
        wanted = {"template": "hello", "name": "x", **arguments}
        with pytest.raises(PlutoError, match=said):
            render(wanted.pop("template"), tmp_path / "x", **wanted)
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_template_gets_the_likely_one(self, tmp_path):
        with pytest.raises(PlutoError) as caught:
            render("chatbit", tmp_path / "x", name="x")
        assert caught.value.hint == "Did you mean 'chatbot'? The templates are chatbot, hello."


def test_a_wheel_carries_the_templates(tmp_path):
    """Built from this source and unpacked, the package finds them beside itself."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "build",
            "--wheel",
            "--quiet",
            "--out-dir",
            str(tmp_path),
            str(REPOSITORY),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "from pluto_py.project import templates; print(templates.__file__, *templates.available())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "site", capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [str(tmp_path / "site/pluto_py/project/templates.py"), "chatbot", "hello"]
