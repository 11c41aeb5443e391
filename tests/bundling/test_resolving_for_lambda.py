"""For another platform the resolver finds what runs there, in the versions that the project asks for."""

from __future__ import annotations

import pytest

from pluto_py.bundling.bundle import Target
from pluto_py.bundling.interpreters import RUNNING
from pluto_py.bundling.resolver import UnresolvableError

from .conftest import App, names, read

LAMBDA = Target(RUNNING, "x86_64-manylinux_2_34")
ABI = f"cp{RUNNING.replace('.', '')}"
THERE = f"{ABI}-{ABI}-manylinux_2_17_x86_64"
ELSEWHERE = f"{ABI}-{ABI}-macosx_11_0_arm64"

# A build backend of the package's own: building needs nothing from an index then.
BACKEND = """
import base64, hashlib, pathlib, zipfile

METADATA = "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"
WHEEL = "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: {tag}\\n"
INFO = "{stem}-1.0.dist-info"

def row(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"{{name}},sha256={{digest}},{{len(data)}}"

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files = {{p.name: p.read_bytes() for p in pathlib.Path().glob("{stem}*.py")}}
    files |= {{f"{{INFO}}/METADATA": METADATA.encode(), f"{{INFO}}/WHEEL": WHEEL.encode()}}
    rows = [row(*file) for file in files.items()]
    files[f"{{INFO}}/RECORD"] = "\\n".join([*rows, f"{{INFO}}/RECORD,,", ""]).encode()
    name = "{stem}-1.0-{tag}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return name

build_editable = build_wheel

def build_sdist(*args):
    raise NotImplementedError
"""


def write_source(folder, name, tag="py3-none-any"):
    """The source of a distribution that builds itself."""
    stem = name.replace("-", "_")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.py").write_text("VALUE = 1\n")
    (folder / "backend.py").write_text(BACKEND.format(name=name, stem=stem, tag=tag))
    (folder / "pyproject.toml").write_text(
        f'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        f'[project]\nname = "{name}"\nversion = "1.0"\n'
    )
    return folder


def make_sdist(wheelhouse, tmp_path, name, tag="py3-none-any"):
    """Put a source distribution, and no wheel, where wheels are looked for."""
    import tarfile

    source = write_source(tmp_path / "sources" / f"{name}-1.0", name, tag)
    (source / "PKG-INFO").write_text(f"Metadata-Version: 2.2\nName: {name}\nVersion: 1.0\n")
    with tarfile.open(wheelhouse.folder / f"{name}-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, arcname=f"{name}-1.0")


class TestVersions:
    def test_the_targets_wheel_and_not_this_machines(self, app, wheelhouse):
        wheelhouse.add("native", tag=ELSEWHERE)
        wheelhouse.add("native", tag=THERE)
        assert f"TAG = '{THERE}'" in read(app.build("native", target=LAMBDA), "native.py")

    def test_the_version_that_the_app_is_developed_with(self, app, wheelhouse, install):
        install(wheelhouse.add("lib", "1.5"))
        wheelhouse.add("lib", "2.0")
        assert "VERSION = '1.5'" in read(app.build("lib", target=LAMBDA), "lib.py")

    def test_what_the_project_says_counts_more(self, app, wheelhouse, install):
        install(wheelhouse.add("lib", "1.5"))
        wheelhouse.add("lib", "2.0")
        wheelhouse.add("lib", "3.0")
        app.configure(dependencies=["Lib>=1.9,<3"])
        assert "VERSION = '2.0'" in read(app.build("lib", target=LAMBDA), "lib.py")

    def test_what_is_needed_in_turn_keeps_to_installed_versions_where_it_can(self, app, wheelhouse, install):
        install(wheelhouse.add("lib", requires=["base", "other>=2"]), wheelhouse.add("base", "1.0"))
        install(wheelhouse.add("other", "1.0"))
        wheelhouse.add("base", "2.0")
        wheelhouse.add("other", "2.0")
        bundle = app.build("lib", target=LAMBDA)
        assert "VERSION = '1.0'" in read(bundle, "base.py")
        assert "VERSION = '2.0'" in read(bundle, "other.py")

    def test_the_projects_limits_hold_for_what_is_needed_in_turn(self, app, wheelhouse):
        wheelhouse.add("lib", requires=["base"])
        wheelhouse.add("base", "1.0")
        wheelhouse.add("base", "2.0")
        app.configure(dependencies=["lib", "base[extra]<2"])
        assert "VERSION = '1.0'" in read(app.build("lib", target=LAMBDA), "base.py")

    def test_an_unchanged_demand_asks_the_resolver_once(self, app, wheelhouse):
        wheelhouse.add("lib")
        app.build("lib", target=LAMBDA)
        assert any(said.startswith("Resolving") for said in app.progress)
        app.progress.clear()
        app.write("app/main.py", "print('new')\n")
        app.build("lib", target=LAMBDA)
        assert app.progress == ["Bundling main"]


class TestHost:
    def test_what_the_environment_does_not_meet_is_resolved_too(self, app, wheelhouse, install):
        install(wheelhouse.add("lib", "1.0"))
        wheelhouse.add("lib", "2.0")
        app.configure(dependencies=["lib>=2"])
        assert "VERSION = '2.0'" in read(app.build("lib"), "lib.py")


class TestRefusals:
    def test_a_version_that_does_not_exist_with_the_resolvers_reason(self, app, wheelhouse):
        wheelhouse.add("lib", "1.0")
        app.configure(dependencies=["lib>=99"])
        with pytest.raises(UnresolvableError, match="cannot be resolved") as caught:
            app.build("lib")
        assert "lib>=99" in (caught.value.why or "")
        assert "warning" not in (caught.value.why or "")

    def test_a_requirement_that_is_none(self, app, wheelhouse):
        wheelhouse.add("lib")
        app.configure(dependencies=["lib", "what is this"])
        with pytest.raises(UnresolvableError) as caught:
            app.build("lib")
        assert "Expected one of" in (caught.value.why or "")

    def test_no_wheel_for_the_target(self, app, wheelhouse):
        wheelhouse.add("native", tag=ELSEWHERE)
        with pytest.raises(UnresolvableError) as caught:
            app.build("native", target=LAMBDA)
        assert "native" in (caught.value.why or "")

    def test_installed_as_machine_code_without_a_wheel_for_the_target_is_not_built(
        self, app, wheelhouse, install, tmp_path
    ):
        install(wheelhouse.add("native", tag=f"{ABI}-{ABI}-linux_x86_64"))
        wheelhouse.made[-1].unlink()
        make_sdist(wheelhouse, tmp_path, "native")
        with pytest.raises(UnresolvableError, match="native has no wheel for Python") as caught:
            app.build("native", target=LAMBDA)
        assert "State in [project] dependencies" in (caught.value.hint or "")

    def test_an_index_that_cannot_be_reached(self, app, monkeypatch):
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        text = (app.root / "pyproject.toml").read_text()
        nowhere = '[[tool.uv.index]]\nurl = "http://127.0.0.1:9/simple"\ndefault = true\n'
        app.write("pyproject.toml", text[: text.index("[tool.uv]")] + nowhere)
        with pytest.raises(UnresolvableError) as caught:
            app.build("a-name-that-is-in-no-cache", target=LAMBDA)
        assert "cannot be reached" in (caught.value.hint or "")

    def test_nothing_is_left_behind(self, app):
        with pytest.raises(UnresolvableError):
            app.build("absent", target=LAMBDA)
        left = [p for p in (app.root / ".pluto" / "bundles").rglob("*.zip") if p.is_file()]
        assert left == []


class TestSourceOnly:
    def test_plain_python_is_built(self, app, wheelhouse, tmp_path):
        make_sdist(wheelhouse, tmp_path, "plain")
        assert "plain.py" in names(app.build("plain", target=LAMBDA))

    def test_machine_code_is_refused(self, app, wheelhouse, tmp_path):
        make_sdist(wheelhouse, tmp_path, "native", tag=f"{ABI}-{ABI}-linux_x86_64")
        with pytest.raises(
            UnresolvableError, match=r"native 1\.0 has no wheel for Python \S+ on x86_64-manylinux"
        ) as caught:
            app.build("native", target=LAMBDA)
        assert "machine code" in (caught.value.why or "")


@pytest.mark.parametrize("target", [Target.host(), LAMBDA], ids=["host", "lambda"])
class TestEditable:
    def test_is_built_from_its_folder_and_again_when_that_changes(self, app: App, install, tmp_path, target):
        source = write_source(tmp_path / "libs" / "mine", "mine")
        install(editable=[source])
        app.configure(dependencies=["mine"])
        assert "VALUE = 1" in read(app.build("mine", target=target), "mine.py")
        (source / "mine.py").write_text("VALUE = 2\n")
        assert "VALUE = 2" in read(app.build("mine", target=target), "mine.py")

    def test_that_another_one_needs(self, app: App, wheelhouse, install, tmp_path, target):
        install(wheelhouse.add("top", requires=["mine"]))
        install(editable=[write_source(tmp_path / "libs" / "mine", "mine")])
        assert names(app.build("top", target=target)) >= {"top.py", "mine.py"}

    def test_a_folder_that_is_gone(self, app: App, install, tmp_path, target):
        source = write_source(tmp_path / "libs" / "mine", "mine")
        install(editable=[source])
        source.rename(tmp_path / "moved")
        with pytest.raises(UnresolvableError) as caught:
            app.build("mine", target=target)
        assert str(source) in (caught.value.why or "")


class TestOtherPythons:
    def test_bytecode_is_made_by_the_targets_own_interpreter(self, app):
        from pluto_py.bundling.interpreters import interpreter

        other = next((v for v in ("3.11", "3.13", "3.10") if v != RUNNING and interpreter(v)), None)
        if other is None:
            pytest.skip("no other supported Python is on this machine")
        bundle = app.build(target=Target.on_lambda(other))
        import zipfile

        with zipfile.ZipFile(bundle.path) as archive:
            compiled = {n.split(".")[-2] for n in archive.namelist() if n.endswith(".pyc")}
        assert compiled == {f"cpython-{other.replace('.', '')}"}

    def test_without_such_an_interpreter_there_is_none(self, app):
        bundle = app.build(target=Target("3.9", "x86_64-manylinux2014"))
        import zipfile

        with zipfile.ZipFile(bundle.path) as archive:
            assert not [n for n in archive.namelist() if n.endswith(".pyc")]
