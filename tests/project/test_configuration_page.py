"""What docs/configuration.md shows is what Pluto accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pluto_py.project import Project, settings
from pluto_py.project.environment import read_env_file

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_pyproject_is_valid(make_project):
    project = Project.find(make_project(example("toml")))
    assert (project.name, project.default_stack, sorted(project.stacks)) == (
        "chatbot",
        "dev",
        ["dev", "prod"],
    )
    assert project.include == ("prompts/**",)


def test_the_env_file_means_what_it_says(tmp_path):
    (tmp_path / ".env").write_text(example("sh"))
    assert read_env_file(tmp_path / ".env") == {
        "MODEL": "tinyllama",
        "GREETING": "as it is, $HOME and \\n too",
        "TEMPLATE": 'two lines\nwith "escapes"',
        "KEY": "-----BEGIN-----\na value over several lines\n-----END-----",
        "EMPTY": "",
    }


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("## `[tool.pluto]`", settings.APP_KEYS),
        ("## `[tool.pluto.stacks.<name>]`", settings.STACK_KEYS),
        ("## `[tool.pluto.local]`", settings.LOCAL_KEYS),
    ],
)
def test_every_key_has_its_row(section, keys):
    text = PAGE[PAGE.index(section) + len(section) :]
    rows = re.findall(r"^\| `([a-z-]+)` \|", text[: text.index("\n## ")], re.MULTILINE)
    assert sorted(rows) == sorted(keys)
