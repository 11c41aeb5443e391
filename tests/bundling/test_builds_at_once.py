"""Two builds of one project at once, and builds that are killed: the next one finds everything whole."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import App, names

BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from deducer.architecture import Architecture, DeducedFunction, Position
from pluto_py.bundling.build import build
from pluto_py.bundling.bundle import Target
from pluto_py.project import Paths
root, at = Path(sys.argv[1]), Position("app/main.py", 1, 1)
one = DeducedFunction("main", {"kind": "url"}, at, (), (), ("app/main.py",), ("lib",), at)
print("ready", flush=True)
sys.stdin.readline()
made = build(Architecture("app", "app/main.py", (), (one,), (), ()), root=root, import_root=root / "app",
             target=Target.host(), paths=Paths(root), on_progress=lambda said: print(said, flush=True))
print(made["main"].path, flush=True)
"""


@pytest.fixture
def site(wheelhouse, install) -> Path:
    """An environment with a distribution that takes a moment to pack."""
    modules = {f"lib/m{n}.py": f"def f{n}(x):\n    return x + {n}\n" * 400 for n in range(60)}
    return install(wheelhouse.add("lib", files={"lib/__init__.py": "", **modules}))


def start(app: App, site: Path) -> subprocess.Popen[str]:
    """A process that is about to build, and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(app.root), str(site)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_both_get_the_same_bundle_and_the_work_is_done_once(app, site):
    builders = [start(app, site) for _ in range(3)]
    for builder in builders:
        go(builder)
    said = [builder.communicate(timeout=60)[0].splitlines() for builder in builders]
    assert len({lines[-1] for lines in said}) == 1
    assert sum("Packed lib-1.0" in lines for lines in said) == 1
    assert any(line.startswith("Waiting for process") for lines in said for line in lines)


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.3, 0.5])
def test_a_killed_build_leaves_nothing_half_made(app, site, delay):
    builder = start(app, site)
    go(builder)
    time.sleep(delay)
    builder.send_signal(signal.SIGKILL)
    builder.communicate()
    bundle = app.build("lib")
    assert {"main.py", "lib/__init__.py", "lib/m59.py"} <= names(bundle)
    assert not (app.root / ".pluto" / "bundles" / "scratch").exists()


def test_an_interrupted_build_ends_its_packers(app, site):
    builder = start(app, site)
    go(builder)
    time.sleep(0.15)
    builder.send_signal(signal.SIGINT)
    builder.communicate(timeout=30)
    assert names(app.build("lib")) >= {"main.py", "lib/__init__.py"}
