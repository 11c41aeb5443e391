"""`pluto deduce`, `explain` and `graph`: what the app needs, why, and as a picture; nothing is touched."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

APP = """\
from pluto_py import Function, KVStore

visits = KVStore("visits")


def count(name: str) -> int:
    return int(visits.get(name) or 0)


def hello(name: str) -> str:
    visits.set(name, str(count(name) + 1))
    return f"Hello, {name}!"


def idle() -> None:
    pass


Function(hello, name="hello")
Function(idle, name="idle")
"""


@pytest.fixture
def pluto(project):
    return project(APP)


def test_the_architecture_as_text(pluto):
    ran = pluto("deduce")
    assert (ran.status, ran.err) == (0, "")
    assert "hello  url" in ran.out
    assert "dynamodb:GetItem" in ran.out
    assert "KVStore  visits" in ran.out


def test_json_is_alone_on_stdout_and_the_same_each_time(pluto):
    first, second = pluto("deduce", "--json"), pluto("deduce", "--json")
    assert first.out == second.out
    document = json.loads(first.out)
    assert document["version"] == 1
    assert {f["name"] for f in document["functions"]} == {"hello", "idle"}


def test_nothing_but_the_cache_is_written_and_nothing_heavy_is_loaded(pluto):
    ran = pluto.python("-X", "importtime", "-c", "from pluto_py.cli import main; main()", "deduce")
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "deducer" in imported
    assert not {"pulumi", "grpc", "boto3", "rich", "aiohttp"} & imported
    assert {p.name for p in (pluto.folder / ".pluto").iterdir()} <= {"cache", ".gitignore"}


def test_a_reader_that_leaves_early_gets_no_traceback(pluto):
    command = f"'{sys.executable}' -c 'from pluto_py.cli import main; main()' deduce --json | head -1"
    done = subprocess.run(
        command, shell=True, cwd=pluto.folder, capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_findings_are_shown_all_at_once_with_their_lines(project):
    pluto = project(
        'from pluto_py import Function, KVStore\n\na = KVStore("x")\nb = KVStore("x")\nc = KVStore("9")\n'
    )
    for command in (["deduce"], ["deduce", "--json"]):
        ran = pluto(*command)
        assert ran.status == 1
        assert "error[duplicate-resource]" in ran.err
        assert "app/main.py:4:" in ran.err
        assert '4 │ b = KVStore("x")' in ran.err
        assert "error[invalid-argument]" in ran.err
        assert "2 errors" in ran.err
    codes = [finding["code"] for finding in json.loads(ran.out)["findings"]]
    assert {"duplicate-resource", "invalid-argument"} <= set(codes)


def test_deploy_refuses_on_the_same_findings_and_touches_nothing(project):
    pluto = project('from pluto_py import KVStore\n\nKVStore("x")\nKVStore("x")\n')
    ran = pluto("deploy", "--yes")
    assert ran.status == 1
    assert "error[duplicate-resource]" in ran.err
    assert "Nothing was deployed." in ran.err
    assert not (pluto.folder / ".pluto" / "local").exists()
    assert not (pluto.folder / ".pluto" / "state").exists()


# --- explain -------------------------------------------------------------------------------------------------


def test_explain_shows_each_grant_with_its_path_of_source_lines(pluto):
    ran = pluto("explain", "hello")
    assert ran.status == 0
    assert "KVStore visits: get  must" in ran.out
    assert "allows dynamodb:GetItem" in ran.out
    after = ran.out[ran.out.index("visits: get") :]
    lines = ["def hello(name: str)", "str(count(name) + 1)", "visits.get(name)"]
    positions = [after.index(line) for line in lines]
    assert positions == sorted(positions)


@pytest.mark.parametrize("resource", ["visits", "KVStore/visits"])
def test_explain_one_resource(pluto, resource):
    ran = pluto("explain", "hello", resource, "--json")
    grants = json.loads(ran.out)
    assert {grant["operation"] for grant in grants} == {"get", "set"}
    assert all(grant["because"] for grant in grants)


def test_explain_a_function_without_grants(pluto):
    assert "Nothing is granted." in pluto("explain", "idle").out
    assert "Nothing is granted." in pluto("explain", "idle", "visits").out


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["nope"], "No such function: 'nope'", "hello, idle"),
        (["hello", "nope"], "No such resource: 'nope'", "KVStore/visits"),
    ],
)
def test_explain_what_is_not_there(pluto, arguments, said, hint):
    ran = pluto("explain", *arguments)
    assert ran.status == 1
    assert said in ran.err
    assert hint in ran.err


# --- graph ---------------------------------------------------------------------------------------------------


def test_graph_prints_mermaid(pluto):
    ran = pluto("graph")
    assert ran.status == 0
    assert ran.out.startswith("flowchart LR\n")
    assert "visits" in ran.out


def test_graph_writes_what_the_name_says(pluto):
    assert pluto("graph", "-o", "a.svg").status == 0
    assert ET.fromstring((pluto.folder / "a.svg").read_text()).tag.endswith("svg")
    assert pluto("graph", "-o", "a.dot").status == 0
    assert (pluto.folder / "a.dot").read_text().startswith('digraph "demo"')


@pytest.mark.parametrize("arguments", [["-o", "a.png"], ["--format", "gif"]])
def test_graph_in_an_unknown_format_is_wrong_usage(pluto, arguments):
    assert pluto("graph", *arguments).status == 2


def test_graph_of_a_broken_app(project):
    pluto = project("def broken(:\n")
    ran = pluto("graph", "-o", "a.svg")
    assert ran.status == 1
    assert "error[syntax-error]" in ran.err
    assert not (pluto.folder / "a.svg").exists()
