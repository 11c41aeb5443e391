"""A deployment or destruction that is cut short anywhere is made good by the next one, and leaves no process."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from pluto_py.local.lifecycle import find

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("cli-interruptions")]


@pytest.fixture(scope="module")
def pluto(deployed):
    """A project whose bundles are built, so that interruptions hit the later steps; nothing is deployed."""
    pluto = deployed()
    assert pluto("destroy", "--yes").status == 0
    return pluto


def starting(pluto):
    """The local cloud is being started."""
    return (pluto.folder / ".pluto" / "local" / "dev" / "cloud.log").exists()


def provisioning(pluto):
    """The first object has been made, others have not."""
    return provisioned(pluto) > 0


def provisioned(pluto):
    """How many AWS objects Pulumi's state knows of."""
    try:
        state = json.loads((pluto.folder / ".pluto/state/.pulumi/stacks/demo/dev.json").read_text())
    except FileNotFoundError:
        return 0
    resources = (state["checkpoint"]["latest"] or {}).get("resources") or []
    return sum(resource["type"].startswith("aws:") for resource in resources)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill -9"])
@pytest.mark.parametrize("step", [starting, provisioning])
def test_the_next_deployment_converges(pluto, step, stop):
    process = pluto.start("deploy", "--yes")
    try:
        wait_for(lambda: step(pluto))
        process.send_signal(stop)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "Traceback" not in err
    if stop == signal.SIGINT:
        assert process.returncode == 130
        assert "Interrupted." in err
        if step is starting:
            assert processes_of(pluto) == set(), "a cloud that nothing was put into is not left behind"

    ran = pluto("deploy", "--yes", "--json")
    assert ran.status == 0, ran.err
    assert answer(json.loads(ran.out)["functions"][0]["url"]) == "Hello, Ada!"
    assert len(processes_of(pluto)) == 2, "one cloud and its function, not one per attempt"

    ran = pluto("destroy", "--yes", "--json")
    assert ran.status == 0, ran.err
    assert {change["operation"] for change in json.loads(ran.out)["changes"]} == {"delete"}
    assert processes_of(pluto) == set()


def test_a_preview_of_what_was_never_deployed_leaves_no_process(pluto):
    ran = pluto("deploy", "--preview")
    assert ran.status == 0, ran.err
    assert "8 to create" in ran.out
    assert processes_of(pluto) == set()


def test_an_interrupted_destruction_is_finished_by_the_next_one(pluto):
    assert pluto("deploy", "--yes").status == 0
    process = pluto.start("destroy", "--yes")
    objects = provisioned(pluto)
    wait_for(lambda: provisioned(pluto) < objects)  # some are gone already
    process.kill()
    process.communicate()
    assert pluto("destroy", "--yes").status == 0
    assert processes_of(pluto) == set()
    assert not (pluto.folder / ".pluto" / "local" / "dev").exists()


def test_destroy_asks_then_ends_everything_and_again_is_no_error(pluto):
    assert pluto("deploy", "--yes").status == 0
    shown = pluto.at_a_terminal("destroy", typed=[("with its data?", "n\n")])
    assert shown.status == 1
    assert "Nothing was changed." in shown.out
    assert pluto("invoke", "hello", '["Ada"]').status == 0

    shown = pluto.at_a_terminal("destroy", typed=[("with its data?", "y\n")])
    assert shown.status == 0
    assert "Destroyed: 8 deleted." in shown.out
    assert processes_of(pluto) == set()
    assert not (pluto.folder / ".pluto" / "local" / "dev").exists()

    assert pluto("destroy", "--yes").status == 0
    assert processes_of(pluto) == set()
    assert pluto("stack", "outputs").out == "The stack has no outputs.\n"
    ran = pluto("invoke", "hello", '["Ada"]')
    assert ran.status == 1
    assert "Stack 'dev' is not deployed." in ran.err


def test_destroy_after_the_cloud_was_killed(pluto):
    assert pluto("deploy", "--yes").status == 0
    os.kill(find(pluto.folder / ".pluto" / "local" / "dev").pid, signal.SIGKILL)
    ran = pluto("destroy", "--yes")
    assert ran.status == 0, ran.err
    assert processes_of(pluto) == set()


def test_destroy_after_the_clouds_folder_was_deleted(pluto):
    assert pluto("deploy", "--yes").status == 0
    folder = pluto.folder / ".pluto" / "local" / "dev"
    folder.rename(folder.with_name("moved-away"))
    ran = pluto("destroy", "--yes")
    assert ran.status == 0, ran.err
    wait_for(lambda: processes_of(pluto) == set())


def test_a_port_taken_by_another_program_is_told(pluto):
    import socket

    pyproject = pluto.folder / "pyproject.toml"
    before = pyproject.read_text()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        pyproject.write_text(f"{before}\n[tool.pluto.local]\nport = {port}\n")
        try:
            ran = pluto("deploy", "--yes")
        finally:
            pyproject.write_text(before)
    assert ran.status == 1
    assert f"Port {port}" in ran.err
    assert str(os.getpid()) in ran.err
    assert "[tool.pluto.local]" in ran.err
    assert processes_of(pluto) == set()


def processes_of(pluto):
    """The processes, whoever their parent is, that work for this project."""
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                command = (process / "cmdline").read_bytes()
                folder = (process / "cwd").readlink()
            except OSError:
                continue  # it has ended meanwhile
            if str(pluto.folder).encode() in command or folder.is_relative_to(pluto.folder):
                found.add(int(process.name))
    return found


def answer(url):
    request = urllib.request.Request(url, b'["Ada"]', {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["body"]


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
