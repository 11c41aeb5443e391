"""What a user may write under `[tool.pluto]`, and what is said to one who writes something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import LocalSettings, Project, Stack
from pluto_py.project.tables import ConfigurationError


def problems(root: Path) -> list[tuple[str, str]]:
    """Place and message of everything that is wrong with the project in `root`."""
    with pytest.raises(ConfigurationError) as caught:
        Project.find(root)
    return [(problem.where or "", str(problem)) for problem in caught.value.problems]


def only_problem(root: Path) -> str:
    found = problems(root)
    assert len(found) == 1, found
    return found[0][1]


class TestValidProject:
    def test_every_setting_is_read(self, make_project):
        root = make_project()
        project = Project.find(root)
        assert project == Project(
            root=root,
            name="shop",
            entrypoint="app/main.py",
            default_stack="dev",
            stacks={
                "dev": Stack("dev", "local"),
                "prod": Stack("prod", "aws", region="eu-west-1", state="s3://my-state"),
            },
            dependencies=("requests>=2",),
        )

    def test_found_from_any_folder_below_and_from_a_file(self, make_project):
        root = make_project()
        below = root / "app" / "deep"
        below.mkdir()
        assert Project.find(below).root == Project.find(root / "app" / "main.py").root == root

    def test_a_pyproject_without_the_table_is_passed_by(self, make_project):
        root = make_project()
        member = root / "packages" / "lib"
        member.mkdir(parents=True)
        (member / "pyproject.toml").write_text('[project]\nname = "lib"\n')
        assert Project.find(member).name == "shop"

    def test_the_only_stack_is_the_default_one(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            '[tool.pluto.stacks.solo]\nplatform = "local"\n'
        )
        assert Project.find(root).default_stack == "solo"

    def test_stacks_are_not_needed(self, make_project):
        root = make_project('[project]\nname = "a"\n[tool.pluto]\nentrypoint = "./app/main.py"\n')
        project = Project.find(root)
        assert project.stacks == {}
        assert project.default_stack is None
        assert project.entrypoint == "app/main.py"

    def test_local_settings(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            '[tool.pluto.local]\nllm = "models/tiny"\nport = 9000\n'
        )
        assert Project.find(root).local == LocalSettings(llm=str(root / "models/tiny"), port=9000)

    def test_an_llm_url_stays_as_it_is(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            '[tool.pluto.local]\nllm = "http://127.0.0.1:11434/v1"\n'
        )
        assert Project.find(root).local.llm == "http://127.0.0.1:11434/v1"

    def test_options_of_a_stack(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            '[tool.pluto.stacks.dev]\nplatform = "local"\nlog-retention-days = 30\npython = "3.11"\n'
        )
        assert Project.find(root).stacks["dev"].options == {"log-retention-days": 30, "python": "3.11"}

    def test_relative_state_is_relative_to_the_root(self, make_project):
        project = Project.find(make_project())
        assert project.state_url(project.stack("dev")) == f"file://{project.root}/.pluto/state"
        assert project.state_url(project.stack("prod")) == "s3://my-state"


class TestMistakes:
    def test_unknown_key_suggests_the_known_one(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\nincluude = []\n'
        )
        text = only_problem(root)
        assert text.startswith("pyproject.toml:5:1: [tool.pluto] has an unknown key `incluude`.")
        assert "Did you mean `include`?" in text

    @pytest.mark.parametrize(
        ("project", "said"),
        [
            ("", "[project] has no `name`"),
            ("name = 3", "`name` must be a string, not a whole number (3)"),
            ('name = "-x"', "`name` '-x' must be letters"),
        ],
    )
    def test_project_name(self, make_project, project, said):
        root = make_project(f'[project]\n{project}\n[tool.pluto]\nentrypoint = "app/main.py"\n')
        assert said in only_problem(root)

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ('"app/other.py"', "'app/other.py' does not exist"),
            ('"app/main.txt"', "must be a Python source file (.py)"),
            ('"../main.py"', "must lie inside the project"),
            ('"/etc/main.py"', "must lie inside the project"),
            ("true", "must be a string, not true or false"),
        ],
    )
    def test_entrypoint(self, make_project, value, said):
        root = make_project(f'[project]\nname = "a"\n[tool.pluto]\nentrypoint = {value}\n')
        assert said in only_problem(root)

    def test_entrypoint_behind_a_link_that_leaves_the_project(self, make_project, tmp_path):
        root = make_project()
        (tmp_path / "main.py").write_text("")
        (root / "app" / "main.py").unlink()
        (root / "app" / "main.py").symlink_to(tmp_path / "main.py")
        assert "must lie inside the project" in only_problem(root)

    def test_entrypoint_missing(self, make_project):
        assert "[tool.pluto] has no `entrypoint`" in only_problem(
            make_project('[project]\nname = "a"\n[tool.pluto]\n')
        )

    @pytest.mark.parametrize(
        ("stack", "said"),
        [
            ('platform = "lokal"', "cannot be 'lokal'; it is one of local, aws. Did you mean 'local'?"),
            ("", "has no `platform`"),
            ('platform = "aws"', "has no `region`"),
            ('platform = "aws"\nregion = "europe"', "'europe' is no region"),
            ('platform = "aws"\nregion = "eu-west-1"\nstate = "bucket"', "no Pulumi backend's URL"),
            ('platform = "local"\nstate = "s3://bucket"', "must be a file:// URL"),
            ('platform = "local"\nlog-retention-days = 2', "cannot be 2; it is one of 1, 3, 5"),
            ('platform = "local"\npython = "2.7"', "cannot be '2.7'; it is one of 3.10"),
            ('platform = "local"\nmemory = 3', "unknown key `memory`"),
        ],
    )
    def test_stack(self, make_project, stack, said):
        root = make_project(
            f'[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n[tool.pluto.stacks.dev]\n{stack}\n'
        )
        assert said in only_problem(root)

    @pytest.mark.parametrize("name", ["Prod", "1st", "x" * 33, "'a b'", "local"])
    def test_stack_name(self, make_project, name):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n'
            f'[tool.pluto.stacks.{name}]\nplatform = "local"\n'
        )
        assert "cannot be a stack's name" in only_problem(root)

    def test_default_stack_that_is_none(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\ndefault-stack = "deb"\n'
            '[tool.pluto.stacks.dev]\nplatform = "local"\n'
        )
        text = only_problem(root)
        assert text.startswith("pyproject.toml:5:1: [tool.pluto] `default-stack` names no stack: 'deb'.")
        assert "Did you mean 'dev'?" in text

    @pytest.mark.parametrize("pattern", ["../secrets/*", "/etc/*", ""])
    def test_include_outside_the_project(self, make_project, pattern):
        root = make_project(
            f'[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\ninclude = ["{pattern}"]\n'
        )
        assert "inside it" in only_problem(root)

    def test_a_version_where_a_name_belongs(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\ndistributions = ["psycopg>=3"]\n'
        )
        assert "versions belong into [project] `dependencies`" in only_problem(root)

    def test_port_out_of_range(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n[tool.pluto.local]\nport = 80\n'
        )
        assert only_problem(root).startswith("pyproject.toml:6:1: [tool.pluto.local] `port` cannot be 80")

    def test_all_mistakes_are_said_at_once_in_the_order_of_the_file(self, make_project):
        root = make_project(
            '[project]\nname = ""\n\n[tool.pluto]\nentrypoint = 1\nstakcs = 2\n\n'
            '[tool.pluto.stacks.dev]\nplatform = "gcp"\n'
        )
        assert [where for where, _ in problems(root)] == [
            "pyproject.toml:2:1",
            "pyproject.toml:5:1",
            "pyproject.toml:6:1",
            "pyproject.toml:9:1",
        ]
        with pytest.raises(PlutoError, match=r"pyproject\.toml has 4 problems") as caught:
            Project.find(root)
        assert "`platform` cannot be 'gcp'" in str(caught.value)

    def test_a_table_where_none_belongs(self, make_project):
        root = make_project(
            '[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\nstacks = "dev"\n'
        )
        assert "`stacks` must be a table, not a string" in only_problem(root)


class TestNoProject:
    def test_none_at_all(self, tmp_path):
        with pytest.raises(PlutoError, match="not in a Pluto project") as caught:
            Project.find(tmp_path)
        assert "pluto new" in (caught.value.hint or "")

    def test_one_without_the_table_is_named(self, tmp_path):
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
        with pytest.raises(PlutoError, match="not in a Pluto project") as caught:
            Project.find(tmp_path)
        assert caught.value.why == f"{tmp_path.resolve()}/pyproject.toml has no [tool.pluto] table."

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ('[project\nname = "a"\n', ":1:9"),
            ('[project]\nname = "a\n', ":2:10"),
            ("[project]\nname =", ":2:7"),
        ],
    )
    def test_broken_toml_names_line_and_column(self, tmp_path, text, place):
        (tmp_path / "pyproject.toml").write_text(text)
        with pytest.raises(PlutoError, match="not valid TOML") as caught:
            Project.find(tmp_path)
        assert caught.value.where == f"{tmp_path.resolve()}/pyproject.toml{place}"

    def test_not_utf_8(self, tmp_path):
        (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(PlutoError, match="not UTF-8"):
            Project.find(tmp_path)


class TestUnknownStack:
    def test_lists_the_known_ones(self, make_project):
        with pytest.raises(PlutoError, match="no stack 'prd'") as caught:
            Project.find(make_project()).stack("prd")
        assert caught.value.hint == (
            "Did you mean 'prod'? The project's stacks are dev, prod; `pluto stack new prd` adds one."
        )
