"""A project and a stack are all that deduction is told; every template comes out without a finding."""

from __future__ import annotations

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Project, templates
from pluto_py.project.deduction import deduce

READS_ENVIRONMENT = """\
import os
from pluto_py import Function, KVStore

store = KVStore(os.environ["STORE"])

def handler() -> str:
    return os.environ["GREETING"] + (store.get("x") or "")

Function(handler)
"""


@pytest.mark.parametrize(
    ("template", "grants"),
    [
        ("hello", {("hello", "visits", "get"), ("hello", "visits", "set")}),
        (
            "chatbot",
            {
                ("chat", "conversations", "get"),
                ("chat", "conversations", "set"),
                ("chat", "tinyllama", "generate"),
                ("forget", "conversations", "delete"),
            },
        ),
    ],
)
def test_templates_need_exactly_what_they_say(tmp_path, template, grants):
    project = Project.find(templates.render(template, tmp_path / "x", name="x"))
    architecture = deduce(project, project.stack("dev"), {})
    assert architecture.app == "x"
    assert architecture.findings == ()
    assert {(g.function, g.name, g.operation) for g in architecture.grants} == grants
    assert all(g.certainty == "must" for g in architecture.grants)


def test_the_stacks_env_files_decide(make_project):
    root = make_project()
    (root / "app" / "main.py").write_text(READS_ENVIRONMENT)
    (root / ".env").write_text("GREETING=hi\nSTORE=common\n")
    (root / ".env.prod").write_text("STORE=apart\n")
    project = Project.find(root)
    for name, store in (("dev", "common"), ("prod", "apart")):
        architecture = deduce(project, project.stack(name), {})
        assert [r.name for r in architecture.resources if r.kind == "KVStore"] == [store]
        assert architecture.functions[0].environment == ("GREETING", "STORE")


def test_without_a_stack(make_project):
    root = make_project('[project]\nname = "a"\n[tool.pluto]\nentrypoint = "app/main.py"\n')
    (root / "app" / "main.py").write_text(READS_ENVIRONMENT)
    architecture = deduce(Project.find(root), None, {"GREETING": "hi", "STORE": "s"})
    assert architecture.errors == ()


def test_a_broken_env_file_is_an_error_and_not_a_finding(make_project):
    root = make_project()
    (root / ".env").write_text("what is this\n")
    project = Project.find(root)
    with pytest.raises(PlutoError) as caught:
        deduce(project, project.stack("dev"), {})
    assert caught.value.where == ".env:1:1"


def test_a_project_that_cannot_be_written_can_be_read(make_project):
    project = Project.find(make_project())
    (project.root / ".pluto").write_text("in the way")
    assert deduce(project, project.stack("dev"), {}).errors == ()
