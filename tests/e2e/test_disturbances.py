"""What happens to a deployed app from outside: kills, deletions, taken ports, a full disk. Nothing is lost silently."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import App, post, url_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("disturbances")]

FILES = {
    "service/__init__.py": "",
    "service/main.py": """
from pluto_py import Function

from . import shelf
from .words.greeting import greet as hello

Function(hello, name="hello")


@Function.of(name="keep")
def keep(key: str, value: str) -> list[str]:
    shelf.things.set(key, value)
    return sorted(shelf.things.keys())
""",
    "service/shelf.py": """
from pluto_py import KVStore

things = KVStore("things")
""",
    "service/words/__init__.py": "",
    "service/words/greeting.py": """
from ..shelf import things


def greet(key: str) -> str | None:
    return things.get(key)
""",
    "pyproject.toml": """
[project]
name = "disturbed"
version = "0"

[tool.pluto]
entrypoint = "service/main.py"
default-stack = "dev"

[tool.pluto.stacks.dev]
platform = "local"
""",
}

KEY, VALUE = "ключ 🔑/a b", "☃\n\x00"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A package with relative imports, in a folder with spaces and letters beyond ASCII, with data in its store."""
    app = App(tmp_path_factory.mktemp("apps") / "Ünï cödé 应用")
    for name, text in FILES.items():
        file = app.directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    try:
        assert post(url_of(app.deploy(), "keep"), [KEY, VALUE]) == (200, {"code": 200, "body": [KEY]})
        yield app
    finally:
        app.pluto("destroy", "--yes", check=False)


@pytest.fixture(scope="module")
def hello(app: App) -> str:
    """The URL that stays the same whatever happens; every test leaves the app deployed for the next one."""
    return url_of(app.deploy(), "hello")


def test_every_command_works_in_a_subfolder(app: App) -> None:
    inside = App(app.directory / "service" / "words")
    assert inside.deploy()["status"] == "unchanged"
    assert json.loads(inside.pluto("invoke", "hello", json.dumps([KEY])).stdout) == VALUE
    assert "hello" in inside.pluto("logs").stdout
    assert "service/words/greeting.py" in inside.pluto("explain", "hello").stdout
    assert not (inside.directory / ".pluto").exists()


def test_a_killed_cloud_comes_back_on_the_same_url_with_its_data(app: App, hello: str) -> None:
    kill_the_cloud(app)
    assert url_of(app.deploy(), "hello") == hello
    assert post(hello, [KEY]) == (200, {"code": 200, "body": VALUE})


def test_a_url_whose_port_was_taken_meanwhile_is_an_error_that_names_the_program(
    app: App, hello: str
) -> None:
    kill_the_cloud(app)
    with listener(port_of(hello)) as other:
        ran = app.pluto("deploy", "--yes", check=False)
        assert ran.returncode == 1
        assert f"Port {port_of(hello)} of function" in ran.stderr
        assert f"process {other.pid} (" in ran.stderr
        assert "hint: End that program" in ran.stderr
    wait_for(lambda: listening(port_of(hello)))
    assert app.deploy()["problems"] == []
    assert post(hello, [KEY]) == (200, {"code": 200, "body": VALUE})


def test_a_cloud_whose_port_was_taken_meanwhile_names_the_program_and_loses_nothing(
    app: App, hello: str
) -> None:
    port = int((app.directory / ".pluto/local/dev/port").read_text())
    kill_the_cloud(app)
    with listener(port) as other:
        for command in ("deploy", "destroy"):
            ran = app.pluto(command, "--yes", check=False)
            assert ran.returncode == 1
            assert (
                f"Port {port}, which this stack's local cloud uses, is taken by process {other.pid}"
                in ran.stderr
            )
            assert "[tool.pluto.local]" in ran.stderr
    assert url_of(app.deploy(), "hello") == hello
    assert post(hello, [KEY]) == (200, {"code": 200, "body": VALUE})


def test_another_port_for_the_cloud_is_a_way_out_too(app: App, hello: str) -> None:
    pyproject = app.directory / "pyproject.toml"
    before = pyproject.read_text()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pyproject.write_text(f"{before}\n[tool.pluto.local]\nport = {port}\n")
    try:
        assert url_of(app.deploy(), "hello") == hello
        assert app.aws_environment()["AWS_ENDPOINT_URL"].endswith(f":{port}")
        assert post(hello, [KEY]) == (200, {"code": 200, "body": VALUE})
    finally:
        pyproject.write_text(before)


def test_a_full_disk_is_told_and_space_mends_it(app: App, small_disk: Path) -> None:
    full = App(small_disk / "app")
    shutil.copytree(app.directory, full.directory, ignore=shutil.ignore_patterns(".pluto", "__pycache__"))
    try:
        keep = url_of(full.deploy(), "keep")
        assert post(keep, [KEY, VALUE])[0] == 200
        greeting = full.directory / "service" / "words" / "greeting.py"
        greeting.write_text(greeting.read_text() + "\n\nCHANGED = True\n")
        with filled(small_disk):
            status, answer = post(keep, ["large", "x" * 100_000])
            assert (status, "disk is full" in answer["body"]) == (500, True), answer
            ran = full.pluto("deploy", "--yes", check=False)
            assert ran.returncode == 1
            assert "No space left on device" in ran.stderr
            assert "hint: Free some space" in ran.stderr
        assert post(keep, ["small", "y"]) == (200, {"code": 200, "body": sorted([KEY, "small"])})
        assert post(url_of(full.deploy(), "hello"), [KEY]) == (200, {"code": 200, "body": VALUE})
    finally:
        full.pluto("destroy", "--yes", check=False)


def test_deleted_files_end_the_cloud_and_the_next_deployment_begins_anew(app: App, hello: str) -> None:
    assert processes_of(app)
    shutil.rmtree(app.directory / ".pluto")
    wait_for(lambda: not processes_of(app))
    ran = app.pluto("invoke", "hello", json.dumps([KEY]), check=False)
    assert ran.returncode == 1
    assert "Stack 'dev' is not deployed." in ran.stderr
    assert app.pluto("destroy", "--yes").returncode == 0
    assert url_of(app.deploy(), "hello") == hello
    assert post(hello, [KEY]) == (200, {"code": 200, "body": None})


def test_no_process_is_left_after_a_kill_and_a_destruction(app: App, hello: str) -> None:
    assert post(hello, [KEY])[0] == 200
    assert len(processes_of(app)) > 1, "the cloud, and the function's own process"
    kill_the_cloud(app)
    app.pluto("destroy", "--yes")
    wait_for(lambda: not processes_of(app))
    assert not (app.directory / ".pluto" / "local" / "dev").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """The disk without a free byte."""
    filler = disk / "filler"
    try:
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def listener(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that listens on a port of this machine."""
    program = (
        "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(port)])
    try:
        wait_for(lambda: listening(port))
        yield process
    finally:
        process.kill()
        process.wait()


def listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def port_of(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])


def kill_the_cloud(app: App) -> None:
    """As `kill -9` does, or a power cut."""
    record = json.loads((app.directory / ".pluto/local/dev/cloud.json").read_text())
    pid = record["process"]["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not processes_of(app) & {pid})
    wait_for(lambda: not listening(record["port"]))


def processes_of(app: App) -> set[int]:
    """Processes, whoever their parent is, that were started for this app or work in its folder."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            folder = (process / "cwd").readlink()
        except OSError:
            continue  # it has ended meanwhile, or is another user's
        if os.fsencode(app.directory) in command or folder.is_relative_to(app.directory):
            found.add(int(process.name))
    return found


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
