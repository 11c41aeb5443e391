"""What a function's zip holds: the app's files in their places, what they import, the SDK's run-time part."""

from __future__ import annotations

import sys
import zipfile

import pytest

from pluto_py.errors import PlutoError

from .conftest import function, names, read, run_in


class TestTheAppsOwnFiles:
    def test_a_folder_without_packages(self, app, tmp_path):
        app.write("app/main.py", "import lib.util\nprint(lib.util.NAME)\n")
        app.write("app/lib/util.py", "NAME = 'util'\n")
        bundle = app.build(modules=["app/main.py", "app/lib/util.py"])
        assert names(bundle) == {"main.py", "lib/util.py"}
        assert run_in(bundle, tmp_path / "out", "import main") == "util\n"

    def test_packages_bring_their_init_files_up_to_the_import_root(self, app, tmp_path):
        for package in ("app", "app/a", "app/a/b"):
            app.write(f"{package}/__init__.py", "")
        app.write("app/a/b/deep.py", "print(__name__)\n")
        bundle = app.build_all(function(modules=["app/a/b/deep.py"]), import_root=".")["main"]
        assert names(bundle) == {
            "app/__init__.py",
            "app/a/__init__.py",
            "app/a/b/__init__.py",
            "app/a/b/deep.py",
        }
        assert run_in(bundle, tmp_path / "out", "import app.a.b.deep") == "app.a.b.deep\n"

    def test_functions_ship_only_their_own_modules(self, app):
        app.write("app/other.py", "")
        bundles = app.build_all(function("one"), function("two", modules=["app/main.py", "app/other.py"]))
        assert names(bundles["one"]) == {"main.py"}
        assert names(bundles["two"]) == {"main.py", "other.py"}

    def test_a_module_that_no_function_could_import_is_refused(self, app):
        app.write("shared/util.py", "")
        with pytest.raises(PlutoError, match="outside its import root") as caught:
            app.build(modules=["app/main.py", "shared/util.py"])
        assert caught.value.where == "shared/util.py"


class TestInclude:
    def test_data_is_found_where_it_was(self, app, tmp_path):
        app.configure(include=["data/**", "app/*.txt"])
        app.write("data/deep/a.json", "{}")
        app.write("app/prompt.txt", "hello")
        app.write(
            "app/main.py",
            "from pathlib import Path\n"
            "print(Path(__file__).with_name('prompt.txt').read_text(), Path('data/deep/a.json').read_text())\n",
        )
        bundle = app.build()
        assert names(bundle) == {"main.py", "prompt.txt", "data/deep/a.json"}
        assert run_in(bundle, tmp_path / "out", "import main") == "hello {}\n"

    def test_never_secrets_or_generated_files(self, app):
        app.configure(include=["**"])
        app.write(".env", "TOKEN=1")
        app.write("data/.env.prod", "TOKEN=1")
        app.write("app/__pycache__/main.pyc", "")
        app.write(".git/config", "")
        app.build()
        assert names(app.build()) == {"main.py", "pyproject.toml"}

    def test_a_pattern_that_matches_nothing_is_a_mistake(self, app):
        app.configure(include=["date/**"])
        with pytest.raises(PlutoError, match=r"matches no file: 'date/\*\*'") as caught:
            app.build()
        assert caught.value.where == "pyproject.toml"


class TestTheSdk:
    def test_runs_a_handler_in_a_bare_python(self, app, tmp_path):
        app.write(
            "app/main.py",
            "from pluto_py import Function, KVStore, SageMaker\n"
            "KVStore('history'), SageMaker('model', 'registry.example/image:1')\n"
            "Function(lambda name: 'hello ' + name, name='greet')\n",
        )
        code = """
import os
os.environ.update(PLUTO_ENTRYPOINT="main", PLUTO_FUNCTION="greet", PLUTO_RESOURCES="{}")
from pluto_py.runtime.entry import handler
event = {"version": "2.0", "requestContext": {"http": {"method": "POST"}}, "body": '["you"]'}
print(handler(event, None)["body"])
"""
        assert "hello you" in run_in(app.build(), tmp_path / "out", code)

    def test_holds_nothing_that_deploys(self, app):
        with zipfile.ZipFile(app.build().path) as archive:
            parts = {name.split("/")[1] for name in archive.namelist() if name.startswith("pluto_py/")}
        assert parts == {"__init__.py", "__pycache__", "errors.py", "resources", "runtime"}

    def test_a_distribution_that_needs_it_does_not_bring_the_rest(self, app, wheelhouse, install):
        install(wheelhouse.add("acme-cache", requires=["pluto-py"]))
        assert names(app.build("acme-cache", "pluto-py")) == {
            "main.py",
            "acme_cache.py",
            "acme_cache-1.0.dist-info/METADATA",
        }


class TestDistributions:
    def test_with_everything_that_they_need(self, app, wheelhouse, install, tmp_path):
        install(
            wheelhouse.add("top", requires=["Middle_Thing>=1", "absent; python_version < '3'"]),
            wheelhouse.add("middle-thing", requires=["bottom"]),
            wheelhouse.add("bottom"),
            wheelhouse.add("unrelated"),
        )
        bundle = app.build("top")
        assert {n for n in names(bundle) if n.endswith(".py")} == {
            "main.py",
            "top.py",
            "middle_thing.py",
            "bottom.py",
        }
        code = (
            "import top, middle_thing, bottom; from importlib.metadata import version; print(version('top'))"
        )
        assert run_in(bundle, tmp_path / "out", code) == "1.0\n"

    def test_extras_that_the_project_asks_for(self, app, wheelhouse, install):
        install(
            wheelhouse.add("top", requires=["plain", "fancy; extra == 'fancy'"]),
            wheelhouse.add("plain"),
            wheelhouse.add("fancy"),
        )
        assert "fancy.py" not in names(app.build("top"))
        app.configure(dependencies=["top[fancy]"])
        assert "fancy.py" in names(app.build("top"))

    def test_what_a_library_loads_by_name(self, app, wheelhouse, install):
        install(wheelhouse.add("driver", requires=["base"]), wheelhouse.add("base"))
        app.configure(distributions=["Driver"])
        assert names(app.build()) >= {"driver.py", "base.py"}

    def test_no_tests_stubs_headers_scripts_or_notes(self, app, wheelhouse, install):
        kept = {
            "lib/__init__.py": "",
            "lib/data.json": "{}",
            "lib/tests_of_quality.py": "",
            "lib/test/__init__.py": "# an API for the users' tests, as django.test is",
            "lib-1.0.dist-info/entry_points.txt": "[console_scripts]\nlib = lib:main\n",
            "lib-1.0.dist-info/top_level.txt": "lib\n",
        }
        dropped = {
            "lib/tests/__init__.py": "",
            "lib/tests/test_it.py": "",
            "lib/tests/data/big.bin": "x",
            "lib/fast.pyx": "",
            "lib/include/lib.h": "",
            "lib/__init__.pyi": "",
            "lib/py.typed": "",
            "lib-1.0.dist-info/licenses/LICENSE": "",
        }
        install(wheelhouse.add("lib", files={**kept, **dropped}))
        assert names(app.build("lib")) == {"main.py", "lib-1.0.dist-info/METADATA", *kept}

    @pytest.mark.parametrize(
        ("source", "kept"),
        [
            ("from lib.tests import helper", "lib/tests/test_it.py"),
            ("import lazy_loader\nlazy_loader.attach_stub(__name__, __file__)", "lib/__init__.pyi"),
        ],
    )
    def test_tests_and_stubs_that_are_used_at_run_time_stay(self, app, wheelhouse, install, source, kept):
        files = {"lib/__init__.py": source, "lib/tests/test_it.py": "", "lib/__init__.pyi": ""}
        install(wheelhouse.add("lib", files=files))
        assert kept in names(app.build("lib"))

    def test_the_apps_module_counts_where_a_distribution_has_one_of_the_same_name(
        self, app, wheelhouse, install, tmp_path
    ):
        install(wheelhouse.add("lib", files={"util.py": "NAME = 'theirs'", "lib.py": ""}))
        app.write("app/util.py", "NAME = 'mine'")
        bundle = app.build("lib", modules=["app/main.py", "app/util.py"])
        assert read(bundle, "util.py") == "NAME = 'mine'"
        assert run_in(bundle, tmp_path / "out", "import util; print(util.NAME)") == "mine\n"


class TestBoto3:
    @pytest.fixture(autouse=True)
    def fake_stack(self, wheelhouse, install):
        """Small stand-ins, in front of the real ones in this environment."""
        install(
            wheelhouse.add("boto3", "1.99", requires=["botocore", "s3transfer", "jmespath"]),
            wheelhouse.add("botocore", "1.99", requires=["jmespath", "urllib3", "python-dateutil"]),
            wheelhouse.add("s3transfer", "0.99", requires=["botocore"]),
            wheelhouse.add("jmespath", "9.9"),
            wheelhouse.add("urllib3", "9.9"),
            wheelhouse.add("python-dateutil", "9.9", requires=["six"]),
            wheelhouse.add("six", "9.9"),
            wheelhouse.add("needs-both", requires=["boto3", "urllib3"]),
        )

    def modules(self, app, *distributions):
        return {name for name in names(app.build(*distributions)) if name.endswith(".py")} - {"main.py"}

    def test_the_runtime_has_it(self, app):
        assert self.modules(app, "boto3") == set()
        app.configure(dependencies=["boto3>=1.40"])
        assert self.modules(app, "boto3") == set()

    def test_what_others_need_too_is_shipped(self, app):
        assert self.modules(app, "needs-both") == {"needs_both.py", "urllib3.py"}

    def test_pinned_it_is_shipped_whole(self, app):
        app.configure(dependencies=["boto3==1.99"])
        assert self.modules(app, "boto3") == {
            *("boto3.py", "botocore.py", "s3transfer.py", "jmespath.py", "urllib3.py"),
            *("python_dateutil.py", "six.py"),
        }


class TestBytecode:
    def test_every_module_has_some_and_it_is_used_whatever_the_dates(
        self, app, wheelhouse, install, tmp_path
    ):
        install(wheelhouse.add("lib"))
        app.write("app/main.py", "import lib\n")
        bundle = app.build("lib")
        with zipfile.ZipFile(bundle.path) as archive:
            listed = set(archive.namelist())
        tag = sys.implementation.cache_tag
        modules = {name for name in listed if name.endswith(".py")}
        if sys.version_info < (3, 12):  # where one with a constant set would not be the same each time
            modules = {"main.py", "lib.py"}
        assert {_bytecode(name.removesuffix(".py"), tag) for name in modules} <= listed
        said = run_in(bundle, tmp_path / "out", "import main, pluto_py", "-v")
        for module in ("main", "lib", "pluto_py/__init__"):
            assert f"# code object from '{tmp_path}/out/{_bytecode(module, tag)}'" in said.replace('"', "'")
        assert "# wrote" not in said

    def test_what_does_not_compile_is_shipped_as_it_is(self, app, wheelhouse, install):
        install(wheelhouse.add("lib", files={"lib/__init__.py": "", "lib/template.py": "class {{ name }}:"}))
        assert "lib/template.py" in names(app.build("lib"))


def _bytecode(module: str, tag: str) -> str:
    folder, _, name = module.rpartition("/")
    return f"{folder + '/' if folder else ''}__pycache__/{name}.{tag}.pyc"


class TestModes:
    def test_programs_stay_executable(self, app):
        app.configure(include=["bin/*"])
        app.write("bin/tool", "#!/bin/sh\n").chmod(0o700)
        app.write("bin/data", "").chmod(0o600)
        with zipfile.ZipFile(app.build().path) as archive:
            modes = {i.filename: i.external_attr >> 16 & 0o777 for i in archive.infolist()}
        assert (modes["bin/tool"], modes["bin/data"]) == (0o755, 0o644)
