"""The same inputs give the same bytes: wherever, whenever and in whatever order things are done."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

from pluto_py.bundling.bundle import Target

from .conftest import App, function

SOURCE = """
import lib
WORDS = {"alpha", "beta", None, 3.5, ("gamma", b"delta")}
def find(x): return x in {"one", "two", "three", None, -1} or x == "xml" or x is not decimal
"""


def test_two_checkouts_of_one_app(make_app, wheelhouse, install):
    install(wheelhouse.add("lib", files={"lib/__init__.py": SOURCE, "lib/a.py": SOURCE}))
    bundles = []
    for folder in ("one", "another/place"):
        app = make_app(folder)
        app.write("app/main.py", SOURCE)
        os.utime(app.root / "app" / "main.py", (len(folder) * 1e8, len(folder) * 1e8))
        bundles.append(app.build("lib"))
    assert bundles[0].path != bundles[1].path
    assert bundles[0].path.read_bytes() == bundles[1].path.read_bytes()


def test_dates_and_order_are_fixed(app):
    app.write("app/zeta.py", "")
    app.write("app/alpha.py", "")
    bundle = app.build(modules=["app/zeta.py", "app/main.py", "app/alpha.py"])
    with zipfile.ZipFile(bundle.path) as archive:
        entries = [i for i in archive.infolist() if not i.filename.startswith("pluto_py/")]
    assert {i.date_time for i in entries} == {(1980, 1, 1, 0, 0, 0)}
    own = [i.filename for i in entries if i.filename.endswith(".py")]
    assert own == ["alpha.py", "main.py", "zeta.py"]


def test_another_process_with_other_strings_in_memory(app, tmp_path):
    """Bytecode depends on what else is in use in the process that compiles, unless care is taken."""
    app.write("app/main.py", SOURCE)
    here = app.build()
    other = App(tmp_path / "elsewhere", app.wheelhouse)
    other.configure()
    other.write("app/main.py", SOURCE)
    code = """
import sys, decimal, xml.dom.minidom
from pathlib import Path
from deducer.architecture import Architecture, DeducedFunction, Position
from pluto_py.bundling.build import build
from pluto_py.bundling.bundle import Target
from pluto_py.project import Paths
root, at = Path(sys.argv[1]), Position("app/main.py", 1, 1)
one = DeducedFunction("main", {"kind": "url"}, at, (), (), ("app/main.py",), (), at)
made = build(Architecture("app", "app/main.py", (), (one,), (), ()), root=root, import_root=root / "app",
             target=Target.host(), paths=Paths(root))
print(made["main"].sha256)
"""
    for seed in ("0", "7"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(other.root)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == here.sha256
        (other.root / ".pluto" / "bundles" / "index.json").unlink()
        for layer in (other.root / ".pluto" / "bundles" / "layers").rglob("*.zip"):
            layer.unlink()


def test_functions_with_the_same_content_share_one_file(app):
    app.write("app/other.py", "")
    same, alike, different = "same", "alike", "different"
    bundles = app.build_all(
        function(same), function(alike), function(different, modules=["app/main.py", "app/other.py"])
    )
    assert bundles[same].path == bundles[alike].path != bundles[different].path
    assert len(list((app.root / ".pluto" / "bundles").glob("*.zip"))) == 2


def test_the_name_is_the_hash_of_the_file(app):
    import hashlib

    bundle = app.build()
    data = bundle.path.read_bytes()
    assert bundle.path.name == f"{hashlib.sha256(data).hexdigest()}.zip"
    assert bundle.sha256 == hashlib.sha256(data).hexdigest()
    assert bundle.size == len(data)
    with zipfile.ZipFile(bundle.path) as archive:
        assert bundle.unzipped_size == sum(i.file_size for i in archive.infolist())


def test_targets_are_apart(app, wheelhouse, install):
    install(wheelhouse.add("lib"))
    here = app.build("lib")
    there = app.build("lib", target=Target.on_lambda(Target.host().python))
    assert here.path.is_file()
    assert there.path.is_file()
    assert app.build("lib") == here
