"""`pluto deploy` and what follows it, on one deployment that every test leaves as it found it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import boto3
import pytest

from pluto_py.infra.naming import DYNAMODB, physical_name
from pluto_py.local.lifecycle import find

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("cli-deployment")]

APP = """\
from pluto_py import Function, KVStore

visits = KVStore("visits")


def hello(name: str) -> str:
    print("greeting", name)
    visits.set(name, "1")
    return f"Hello, {name}!"


def fail() -> None:
    raise ValueError("as asked")


Function(hello, name="hello")
Function(fail, name="fail")
"""


@pytest.fixture(scope="module")
def pluto(deployed):
    return deployed(APP)


@pytest.fixture
def report(pluto):
    """What an unchanged deployment reports."""
    ran = pluto("deploy", "--yes", "--json")
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def shell(line):
    return subprocess.run(line, shell=True, capture_output=True, text=True, timeout=60, check=True).stdout


def test_the_printed_curl_line_works_when_pasted(pluto):
    ran = pluto("deploy", "--yes")
    assert ran.status == 0
    (line,) = [line for line in ran.out.splitlines() if line.strip().startswith("curl") and "name" in line]
    assert json.loads(shell(line + " --silent")) == {"code": 200, "body": "Hello, name!"}


def test_an_unchanged_app_is_not_deployed_again_and_loads_no_engine(pluto):
    program = "-X", "importtime", "-c", "from pluto_py.cli import main; main()", "deploy", "--yes"
    ran = pluto.python(*program)
    assert ran.status == 0
    assert "no changes" in ran.out
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "pluto_py.cli.deploying.pipeline" in imported
    assert not {"pulumi", "grpc", "boto3", "rich"} & imported


def test_refresh_asks_the_engine_all_the_same(pluto):
    ran = pluto("deploy", "--yes", "--refresh", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["status"] == "unchanged"


def test_json_is_alone_on_stdout(report):
    assert report["status"] == "unchanged"
    assert {f["name"] for f in report["functions"]} == {"hello", "fail"}
    assert all(f["curl"].startswith("curl ") and f["url"] in f["curl"] for f in report["functions"])


def test_preview_shows_the_change_and_changes_nothing(pluto, report):
    main = pluto.folder / "app" / "main.py"
    before = main.read_text()
    main.write_text(before.replace("Hello, ", "Good day, "))
    try:
        ran = pluto("deploy", "--preview")
        assert ran.status == 0
        assert re.search(r"~ +lambda\.Function hello\S* +code", ran.out)
        assert "to update" in ran.out
        url = next(f["url"] for f in report["functions"] if f["name"] == "hello")
        assert "Hello, Ada!" in shell(
            f"""curl -s -X POST {url} -d '["Ada"]' -H 'Content-Type: application/json'"""
        )
    finally:
        main.write_text(before)
    assert json.loads(pluto("deploy", "--yes", "--json").out)["status"] == "unchanged"


def test_saying_no_changes_nothing(pluto):
    main = pluto.folder / "app" / "main.py"
    before = main.read_text()
    main.write_text(before + "# changed\n")
    try:
        shown = pluto.at_a_terminal("deploy", typed=[("Deploy to stack 'dev'?", "n\n")])
        assert shown.status == 1
        assert "Nothing was changed." in shown.out
    finally:
        main.write_text(before)


def test_a_changed_file_is_deployed_after_a_yes(pluto, report):
    main = pluto.folder / "app" / "main.py"
    before = main.read_text()
    url = next(f["url"] for f in report["functions"] if f["name"] == "hello")
    main.write_text(before.replace("Hello, ", "Good day, "))
    try:
        shown = pluto.at_a_terminal("deploy", typed=[("Deploy to stack 'dev'?", "y\n")])
        assert shown.status == 0, shown.out
        assert "Deployed:" in shown.out
        assert "Good day, Ada!" in shell(
            f"""curl -s -X POST {url} -d '["Ada"]' -H 'Content-Type: application/json'"""
        )
    finally:
        main.write_text(before)
        assert pluto("deploy", "--yes").status == 0


def test_an_error_in_the_code_stops_before_anything_is_touched(pluto):
    main = pluto.folder / "app" / "main.py"
    before = main.read_text()
    state = (pluto.folder / ".pluto" / "state" / ".pulumi" / "stacks" / "demo" / "dev.json").read_bytes()
    main.write_text(before + "def broken(:\n")
    try:
        ran = pluto("deploy", "--yes")
        assert ran.status == 1
        assert "error[syntax-error]" in ran.err
        assert f"app/main.py:{len(before.splitlines()) + 1}:" in ran.err
        assert "def broken(:" in ran.err
        assert "Nothing was deployed." in ran.err
    finally:
        main.write_text(before)
    assert (
        pluto.folder / ".pluto" / "state" / ".pulumi" / "stacks" / "demo" / "dev.json"
    ).read_bytes() == state


def test_unknown_engine(pluto):
    ran = pluto("deploy", "--yes", "--engine", "terraform")
    assert ran.status == 1
    assert "no engine 'terraform'" in ran.err


def test_what_cannot_be_made_is_told_and_the_next_deployment_goes_on(pluto):
    main = pluto.folder / "app" / "main.py"
    before = main.read_text()
    name = physical_name("demo", "dev", "KVStore", "more", DYNAMODB)
    dynamodb = client_of(pluto, "dynamodb")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    main.write_text(before + '\n\nmore = KVStore("more")\nFunction(lambda: more.get("a"), name="more")\n')
    try:
        ran = pluto("deploy", "--yes")
        assert ran.status == 1
        assert "dynamodb.Table more-table failed" in ran.err
        assert f"Table already exists: {name}" in ran.err
        assert "hint: What was made stays." in ran.err
        assert pluto("invoke", "hello", '["Ada"]').status == 0

        dynamodb.delete_table(TableName=name)
        ran = pluto("deploy", "--yes")
        assert ran.status == 0, ran.err
        assert json.loads(pluto("invoke", "more").out) is None
    finally:
        main.write_text(before)
        assert pluto("deploy", "--yes").status == 0


def client_of(pluto, service):
    cloud = find(pluto.folder / ".pluto" / "local" / "dev")
    return boto3.client(
        service,
        region_name=cloud.region,
        endpoint_url=cloud.endpoint_url,
        aws_access_key_id=cloud.access_key,
        aws_secret_access_key=cloud.secret_key,
    )


# --- invoke, logs, stack -------------------------------------------------------------------------------------


def test_invoke_prints_the_result(pluto):
    ran = pluto("invoke", "hello", '["Ada"]')
    assert (ran.status, json.loads(ran.out)) == (0, "Hello, Ada!")
    assert json.loads(pluto("invoke", "hello", "-", stdin='{"name": "Bob"}').out) == "Hello, Bob!"


def test_invoke_tells_how_the_function_failed(pluto):
    ran = pluto("invoke", "fail")
    assert ran.status == 1
    assert "ValueError: as asked" in ran.err
    assert "pluto logs fail" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "No function 'nope' is deployed"),
        (["hello", "Ada"], "The arguments are not JSON"),
        (["hello", '"Ada"'], "should be a JSON array or object"),
        (["hello", "[]"], "name"),
    ],
)
def test_invoke_with_what_cannot_be_used(pluto, arguments, said):
    ran = pluto("invoke", *arguments)
    assert ran.status == 1
    assert said in ran.err


def test_logs_show_what_was_printed(pluto):
    pluto("invoke", "hello", '["Grace"]')
    assert "greeting Grace" in pluto("logs", "hello").out
    entries = [json.loads(line) for line in pluto("logs", "--json").out.splitlines()]
    assert any(e["function"] == "hello" and e["message"] == "greeting Grace" for e in entries)
    assert [e["when"] for e in entries] == sorted(e["when"] for e in entries)


def test_logs_go_on_until_ctrl_c(pluto):
    process = pluto.start("logs", "hello", "-f", "--since", "1s")
    try:
        time.sleep(2)
        pluto("invoke", "hello", '["Barbara"]')
        for line in process.stdout:
            if "greeting Barbara" in line:
                break
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err


def test_logs_of_an_unknown_function_and_time(pluto):
    assert "No function 'nope' is deployed" in pluto("logs", "nope").err
    assert "'soon' is no time span" in pluto("logs", "--since", "soon").err


def test_stack_outputs(pluto, report):
    outputs = json.loads(pluto("stack", "outputs", "--json").out)
    assert outputs == report["outputs"]
    assert outputs["function:hello:url"].startswith("http://127.0.0.1:")


def test_stack_export_is_what_pulumi_exports(pluto):
    exported = json.loads(pluto("stack", "export").out)
    assert exported["version"] == 3
    types = {r["type"] for r in exported["deployment"]["resources"]}
    assert {"aws:lambda/function:Function", "aws:dynamodb/table:Table", "pulumi:pulumi:Stack"} <= types


def test_stack_ls_says_when(pluto):
    assert json.loads(pluto("stack", "ls", "--json").out)[0]["deployed"]


# --- accidents -----------------------------------------------------------------------------------------------


def test_two_deployments_at_once(pluto):
    first = pluto.start("deploy", "--yes", "--refresh")
    try:
        lock = pluto.folder / ".pluto" / "locks" / "dev.lock"
        wait_for(lambda: lock.read_text().strip() == str(first.pid))
        second = pluto("deploy", "--yes")
        assert second.status == 1
        assert f"Another process ({first.pid}) is using stack 'dev'" in second.err
        _, err = first.communicate(timeout=60)
        assert first.returncode == 0, err
    finally:
        first.kill()


def test_a_killed_cloud_is_told_and_mended_with_its_data(pluto):
    pluto("invoke", "hello", '["kept"]')
    before = cloud_of(pluto)
    os.kill(before, signal.SIGKILL)
    for command in (["invoke", "hello", '["Ada"]'], ["logs"]):
        ran = pluto(*command)
        assert ran.status == 1
        assert "The local cloud of stack 'dev' is not running." in ran.err
        assert "`pluto deploy --stack dev`" in ran.err
    ran = pluto("deploy", "--yes")
    assert ran.status == 0
    assert "is not running; starting it again" in ran.err
    assert cloud_of(pluto) != before
    assert pluto("invoke", "hello", '["Ada"]').status == 0


def test_a_deleted_cloud_is_told_and_made_again(pluto):
    before = cloud_of(pluto)
    local = pluto.folder / ".pluto" / "local" / "dev"
    local.rename(local.with_name("moved-away"))
    ran = pluto("deploy", "--yes")
    assert ran.status == 0, ran.err
    assert "is gone with its data; starting it again" in ran.err
    assert pluto("invoke", "hello", '["Ada"]').status == 0
    wait_for(lambda: not Path(f"/proc/{before}").exists())


def cloud_of(pluto):
    return find(pluto.folder / ".pluto" / "local" / "dev").pid


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
