"""A build does again only what a change calls for, and makes good what has been damaged or removed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from pluto_py.bundling.assembly import DamagedLayerError

from .conftest import App, function, names, read


def layers(app: App) -> dict[str, tuple[int, int]]:
    """Name, inode and date of every layer of a distribution."""
    found = (app.root / ".pluto" / "bundles" / "layers").rglob("*.zip")
    return {p.name: (p.stat().st_ino, p.stat().st_mtime_ns) for p in found if not p.name.startswith("app-")}


def settled(app: App) -> None:
    """Let the app's files look as if they had not been touched for a while."""
    past = time.time() - 3600
    for path in app.root.rglob("*.py"):
        os.utime(path, (past, past))


@pytest.fixture
def built(app, wheelhouse, install) -> App:
    """An app with a distribution, bundled once."""
    install(wheelhouse.add("lib", requires=["base"]), wheelhouse.add("base"))
    settled(app)
    app.build("lib")
    app.progress.clear()
    return app


class TestNothingChanged:
    def test_nothing_is_written(self, built):
        folder = built.root / ".pluto"
        before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
        built.build("lib")
        assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == before
        assert built.progress == []

    def test_touched_but_not_changed(self, built):
        before = built.build("lib")
        (built.root / "app" / "main.py").touch()
        assert built.build("lib") == before
        assert built.progress == []

    def test_what_another_function_does_is_no_matter(self, built):
        before = built.build("lib")
        both = built.build_all(function(distributions=["lib"]), function("other"))
        assert both["main"] == before


class TestSomethingChanged:
    def test_a_source_file_leaves_the_distributions_alone(self, built):
        before, kept = built.build("lib"), layers(built)
        built.write("app/main.py", "print('new')\n")
        after = built.build("lib")
        assert after.sha256 != before.sha256
        assert read(after, "main.py") == "print('new')\n"
        assert layers(built) == kept

    def test_a_change_of_the_same_size_within_the_clocks_tick(self, built):
        for word in ("aaaa", "bbbb", "cccc"):
            path = built.write("app/main.py", f"print('{word}')\n")
            os.utime(path, (1e9, 1e9))
            assert word in read(built.build("lib"), "main.py")

    def test_a_file_that_becomes_executable(self, built):
        before = built.build("lib")
        (built.root / "app" / "main.py").chmod(0o755)
        assert built.build("lib").sha256 != before.sha256

    def test_included_data(self, app):
        app.configure(include=["data/*"])
        app.write("data/a", "1")
        before = app.build()
        app.write("data/b", "2")
        assert names(app.build()) - names(before) == {"data/b"}

    def test_another_version_in_the_environment(self, built, wheelhouse, install):
        kept = layers(built)
        install(wheelhouse.add("base", "2.0"))
        after = built.build("lib")
        assert "VERSION = '2.0'" in read(after, "base.py")
        assert {n: s for n, s in layers(built).items() if n.startswith("lib-")} == {
            n: s for n, s in kept.items() if n.startswith("lib-")
        }

    def test_another_requirement_in_the_project(self, built, wheelhouse):
        wheelhouse.add("lib", "3.0", requires=["base"])
        built.configure(dependencies=["lib>=3"])
        assert "VERSION = '3.0'" in read(built.build("lib"), "lib.py")

    def test_a_distribution_no_longer_imported(self, built):
        assert names(built.build()) == {"main.py"}

    def test_back_again(self, built):
        before = built.build("lib")
        built.write("app/main.py", "print('new')\n")
        built.build("lib")
        built.write("app/main.py", "print('main')\n")
        assert built.build("lib") == before


class TestSomethingIsBroken:
    def test_a_bundle_that_is_gone(self, built):
        before = built.build("lib")
        before.path.unlink()
        assert built.build("lib") == before
        assert before.path.is_file()

    def test_a_bundle_that_was_cut_short(self, built):
        before = built.build("lib")
        before.path.write_bytes(before.path.read_bytes()[:100])
        assert built.build("lib") == before
        assert names(before) >= {"main.py", "lib.py"}

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "resolutions": 3}'])
    def test_an_index_that_makes_no_sense(self, built, content):
        before = built.build("lib")
        (built.root / ".pluto" / "bundles" / "index.json").write_text(content)
        assert built.build("lib") == before

    def test_everything_generated_is_gone(self, built):
        before = built.build("lib")
        shutil.rmtree(built.root / ".pluto")
        assert built.build("lib") == before

    def test_a_layer_that_is_gone(self, built):
        before = built.build("lib")
        for path in (built.root / ".pluto" / "bundles" / "layers").rglob("lib-*.zip"):
            path.unlink()
        built.write("app/main.py", "print('new')\n")
        assert names(built.build("lib")) == names(before)

    def test_a_damaged_layer_is_named_and_made_again(self, built):
        built.build("lib")
        (layer,) = (built.root / ".pluto" / "bundles" / "layers").rglob("lib-*.zip")
        layer.write_bytes(layer.read_bytes()[:-30])
        built.write("app/main.py", "print('new')\n")
        with pytest.raises(DamagedLayerError) as caught:
            built.build("lib")
        assert caught.value.where == str(layer)
        assert "lib.py" in names(built.build("lib"))


class TestOldBundles:
    def test_the_last_few_are_kept(self, app):
        bundles = []
        for number in range(12):
            app.write("app/main.py", f"print({number})\n")
            bundles.append(app.build().path)
        assert bundles[-1].is_file()
        assert bundles[-2].is_file()
        assert not bundles[0].exists()
        assert len(list((app.root / ".pluto" / "bundles").glob("*.zip"))) <= 5

    def test_what_another_target_runs_is_kept(self, app):
        from pluto_py.bundling.bundle import Target

        elsewhere = app.build(target=Target.on_lambda("3.12"))
        for number in range(12):
            app.write("app/main.py", f"print({number})\n")
            app.build()
        assert elsewhere.path.is_file()

    def test_layers_that_nothing_is_made_of_go(self, built):
        for number in range(12):
            built.write("app/main.py", f"print({number})\n")
            built.build()
        names_left = {p.name.split("-")[0] for p in (built.root / ".pluto").rglob("layers/*/*.zip")}
        assert len(list((built.root / ".pluto").rglob("app-*.zip"))) <= 5
        assert "app" in names_left


def test_a_file_that_changes_while_it_is_packed_is_never_cached_under_its_old_digest(app):
    """Write all the time while bundles are built: each bundle's content must be one that was written."""
    import threading

    stop = threading.Event()
    path: Path = app.root / "app" / "main.py"

    def scribble() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            draft = path.with_suffix(".tmp")
            draft.write_text(f"print({number})\n" * 2)
            draft.replace(path)
            time.sleep(0.005)

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        for _ in range(5):
            first, second = read(app.build(), "main.py").splitlines()
            assert first == second
    finally:
        stop.set()
        writer.join()
    assert read(app.build(), "main.py") == path.read_text()
