"""Whatever ends a deployment in the middle, the next one goes on from what is really there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import World
from killed_deployment import program

from pluto_py.engines.results import StackLocked

SCRIPT = Path(__file__).with_name("killed_deployment.py")


@contextmanager
def deploying(
    world: World, hangs: str, *, size: int = 1, named: bool = False, engine: str = "embedded"
) -> Iterator[subprocess.Popen[str]]:
    """A process that deploys, and hangs in the middle; it is gone afterwards."""
    (world.cloud / "hanging").unlink(missing_ok=True)
    arguments = [str(world.folder), engine, hangs, str(size), "named" if named else "automatic"]
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parent), str(SCRIPT.parents[2])])},
    )
    try:
        wait_until((world.cloud / "hanging").exists, process)
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if reached():
            return
        if process.poll() is not None:
            raise AssertionError(f"the deployment ended: {process.communicate()[0]}")
        time.sleep(0.05)
    raise AssertionError("the deployment did not get to its middle")


def kill(world: World, hangs: str, **options: Any) -> None:
    with deploying(world, hangs, **options) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()


def recovered(world: World, **options: Any) -> list[str]:
    """The next deployment's warnings; it must leave everything in place, and nothing twice."""
    result = world.up(program("", **options))
    assert sorted(world.resources()) == ["first", "last", "middle"]
    assert len(world.objects()) == 3
    assert "pending_operations" not in world.state()
    ids = {resource["id"] for resource in world.resources().values()}
    assert ids == set(world.objects())
    assert world.preview(program("", **options)).is_empty
    return [entry.message for entry in result.warnings]


def test_a_step_is_on_record_before_it_begins(world: World) -> None:
    kill(world, "before")
    (pending,) = world.state()["pending_operations"]
    assert pending["type"] == "creating"
    assert pending["resource"]["urn"].endswith("::middle")
    assert sorted(world.resources()) == ["first"]


@pytest.mark.parametrize("named", [False, True], ids=["automatic name", "given name"])
def test_killed_before_an_object_is_made(world: World, named: bool) -> None:
    kill(world, "before", named=named)
    warnings = recovered(world, named=named)
    assert "its creation was interrupted before anything was made" in warnings


@pytest.mark.parametrize("named", [False, True], ids=["automatic name", "given name"])
def test_killed_after_an_object_is_made(world: World, named: bool) -> None:
    kill(world, "after", named=named)
    warnings = recovered(world, named=named)
    assert any("exists and is taken over" in warning for warning in warnings)
    assert sum(line.startswith("create") for line in world.operations()) == 3


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_during_an_update(world: World, moment: str) -> None:
    world.up(program(""))
    kill(world, moment, size=2)
    warnings = recovered(world, size=3)
    assert any("its update was interrupted" in warning for warning in warnings)
    assert world.objects()[world.resources()["middle"]["id"]]["size"] == 3


def test_killed_during_an_update_and_changed_back(world: World) -> None:
    world.up(program(""))
    kill(world, "after", size=2)
    recovered(world, size=1)
    assert world.objects()[world.resources()["middle"]["id"]]["size"] == 1


def test_destroying_what_a_killed_deployment_has_left(world: World) -> None:
    kill(world, "after")
    world.destroy()
    assert world.objects() == {}
    assert "resources" not in world.state()


def test_ctrl_c_saves_the_state_and_gives_the_lock_back(world: World) -> None:
    # The step that is under way is waited for: it takes two seconds here, and does not hang for ever.
    script = (
        "import sys; from conftest import World; from things import Thing; from pathlib import Path\n"
        "def program():\n"
        "    slow = Thing('slow', delay=2); Thing('later', text=slow.arn)\n"
        "    Path(sys.argv[1], 'started').touch()\n"
        "World(Path(sys.argv[1])).up(program)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(world.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parent), str(SCRIPT.parents[2])])},
    )
    wait_until((world.folder / "started").exists, process)
    wait_until(lambda: bool(world.state_file.exists() and world.state().get("pending_operations")), process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    assert sorted(world.resources()) == ["slow"]
    assert "pending_operations" not in world.state()
    assert not list((world.state_root / ".pulumi/locks").rglob("*.json"))


def test_a_second_ctrl_c_does_not_wait(world: World) -> None:
    script = (
        "import os, sys; from conftest import World; from killed_deployment import program\n"
        "from pathlib import Path; from pluto_py.engines.results import StillRunning\n"
        "try: World(Path(sys.argv[1])).up(program('before'))\n"
        "except StillRunning: os._exit(77)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(world.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parent), str(SCRIPT.parents[2])])},
    )
    wait_until((world.cloud / "hanging").exists, process)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
    process.communicate(timeout=30)
    assert process.returncode == 77
    assert [note["type"] for note in world.state()["pending_operations"]] == ["creating"]
    recovered(world)


def test_a_lock_names_its_owner_and_ends_with_it(world: World) -> None:
    with deploying(world, "before") as process:
        (lock,) = (world.state_root / ".pulumi/locks/organization/demo/dev").glob("*.json")
        assert json.loads(lock.read_text())["pid"] == process.pid
        with pytest.raises(StackLocked) as refused:
            world.up(program(""))
        (owner,) = refused.value.owners
        assert owner.pid == process.pid
        assert f"process {process.pid}" in str(refused.value)
    recovered(world)


def test_looking_needs_no_lock(world: World) -> None:
    with deploying(world, "before"):
        assert not world.preview(program("")).is_empty
        assert world.deployment(program("")).export()["deployment"]["resources"]
