"""What an app can get wrong is told by `pluto deploy` with place and way out, before anything is touched."""

from __future__ import annotations

import pytest

HEAD = "import os\nfrom pluto_py import Function, KVStore\n\n\ndef hello() -> str:\n    return 'hi'\n\n\n"


@pytest.mark.parametrize(
    ("code", "line", "text"),
    [
        ("syntax-error", "def broken(:", "def broken(:\n"),
        ("unresolved-import", "import no_such_module", "import no_such_module\n"),
        (
            "unresolved-import",
            "from pluto_py import Function, Tabel",
            "from pluto_py import Function, Tabel\n",
        ),
        ("invalid-argument", 'KVStore("9 lives")', 'KVStore("9 lives")\n'),
        ("dynamic-name", "KVStore(os.urandom(4).hex())", "KVStore(os.urandom(4).hex())\n"),
        ("duplicate-resource", 'KVStore("x"); KVStore("x")', 'KVStore("x"); KVStore("x")\n'),
        ("duplicate-resource", "Function(hello); Function(hello)", "Function(hello); Function(hello)\n"),
        ("invalid-argument", "Function(hello, memroy=512)", "Function(hello, memroy=512)\n"),
        ("unknown-handler", 'Function("hello")', 'Function("hello")\n'),
        ("missing-environment", 'os.environ["TOKEN"]', 'Function(lambda: os.environ["TOKEN"])\n'),
    ],
)
def test_is_told_with_its_line_and_a_way_out(project, code, line, text):
    pluto = project(HEAD + text)
    ran = pluto("deploy", "--yes")
    assert ran.status == 1
    assert f"error[{code}]" in ran.err
    assert f"--> app/main.py:{len(HEAD.splitlines()) + 1}:" in ran.err
    assert line in ran.err
    assert "hint:" in ran.err
    assert "Traceback" not in ran.err
    assert not (pluto.folder / ".pluto" / "local").exists()


def test_a_variable_may_come_from_an_env_file_or_the_environment(project):
    pluto = project(HEAD + 'Function(lambda: os.environ["TOKEN"])\n')
    assert pluto("deduce").status == 1
    assert pluto("deduce", env={"TOKEN": "x"}).status == 0
    (pluto.folder / ".env.dev").write_text("TOKEN=hush\n")
    ran = pluto("deduce", "--json")
    assert ran.status == 0
    assert "hush" not in ran.out + ran.err


def test_a_dependency_that_cannot_be_had_is_told_with_the_resolvers_reason(project, tmp_path):
    installed = tmp_path / "site"
    (installed / "ghost_lib").mkdir(parents=True)
    (installed / "ghost_lib" / "__init__.py").write_text("def answer():\n    return 42\n")
    info = installed / "ghost_lib_for_a_test-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ghost-lib-for-a-test\nVersion: 9.9\n")
    (info / "RECORD").write_text("ghost_lib/__init__.py,,\n")
    (info / "top_level.txt").write_text("ghost_lib\n")
    app = (
        "import ghost_lib\nfrom pluto_py import Function\n\nFunction(lambda: ghost_lib.answer(), name='f')\n"
    )
    pyproject = (
        '[project]\nname = "demo"\ndependencies = ["ghost-lib-for-a-test==10.0"]\n'
        '[tool.pluto]\nentrypoint = "app/main.py"\n[tool.pluto.stacks.dev]\nplatform = "local"\n'
    )
    pluto = project(app, pyproject)
    ran = pluto("deploy", "--yes", env={"PYTHONPATH": str(installed)})
    assert ran.status == 1
    assert "ghost-lib-for-a-test" in ran.err
    assert "Traceback" not in ran.err
    assert not (pluto.folder / ".pluto" / "state" / ".pulumi" / "stacks").exists()
