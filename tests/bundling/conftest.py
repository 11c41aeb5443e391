"""Apps, wheels and environments of the tests' own: nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from uv import find_uv_bin

from deducer.architecture import Architecture, DeducedFunction, Position
from pluto_py.bundling.build import build
from pluto_py.bundling.bundle import Bundle, Target
from pluto_py.project import Paths

HERE = Position("app/main.py", 1, 1)


def function(
    name: str = "main", modules: Iterable[str] = ("app/main.py",), distributions: Iterable[str] = ()
) -> DeducedFunction:
    """A function as the deducer would describe it, less what bundles do not depend on."""
    return DeducedFunction(
        name, {"kind": "url"}, HERE, (), (), tuple(sorted(modules)), tuple(sorted(distributions)), HERE
    )


@dataclass
class Wheelhouse:
    """A folder of wheels that an app's uv settings name as the only place to look."""

    folder: Path
    made: list[Path] = field(default_factory=list)

    def add(
        self,
        name: str,
        version: str = "1.0",
        files: Mapping[str, str | bytes] | None = None,
        requires: Iterable[str] = (),
        tag: str = "py3-none-any",
    ) -> Path:
        """Write a wheel; without `files` it holds one module with its version and tag."""
        stem = name.replace("-", "_")
        content = dict(files or {f"{stem}.py": f"VERSION = {version!r}\nTAG = {tag!r}\n"})
        info = f"{stem}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
        content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"
        pure = str(tag.endswith("-any")).lower()
        content[f"{info}/WHEEL"] = (
            f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
        )
        rows = [f"{path},{_hash(data)},{len(_bytes(data))}" for path, data in content.items()]
        content[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""])
        path = self.folder / f"{stem}-{version}-{tag}.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in content.items():
                archive.writestr(member, data)
        self.made.append(path)
        return path


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _hash(data: str | bytes) -> str:
    digest = hashlib.sha256(_bytes(data)).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass
class App:
    """A project on disk, and builds of it."""

    root: Path
    wheelhouse: Wheelhouse
    progress: list[str] = field(default_factory=list)

    def configure(
        self,
        *,
        dependencies: Iterable[str] = (),
        include: Iterable[str] = (),
        distributions: Iterable[str] = (),
    ) -> None:
        """Write `pyproject.toml`."""
        self.write(
            "pyproject.toml",
            f"""\
[project]
name = "app"
version = "1"
dependencies = {list(dependencies)!r}
[tool.pluto]
entrypoint = "app/main.py"
include = {list(include)!r}
distributions = {list(distributions)!r}
[tool.uv]
no-index = true
find-links = [{str(self.wheelhouse.folder)!r}]
""",
        )

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file below the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))
        return path

    def build_all(
        self, *functions: DeducedFunction, target: Target | None = None, import_root: str = "app"
    ) -> Mapping[str, Bundle]:
        """Build bundles of these functions; of one that loads only the entrypoint unless any is given."""
        architecture = Architecture("app", "app/main.py", (), functions or (function(),), (), ())
        return build(
            architecture,
            root=self.root,
            import_root=self.root / import_root,
            target=target or Target.host(),
            paths=Paths(self.root),
            on_progress=self.progress.append,
        )

    def build(
        self, *distributions: str, target: Target | None = None, modules: Iterable[str] = ("app/main.py",)
    ) -> Bundle:
        """Build the bundle of one function."""
        return self.build_all(function(modules=modules, distributions=distributions), target=target)["main"]


@pytest.fixture
def wheelhouse(tmp_path: Path) -> Wheelhouse:
    folder = tmp_path / "wheels"
    folder.mkdir()
    return Wheelhouse(folder)


@pytest.fixture
def make_app(tmp_path: Path, wheelhouse: Wheelhouse) -> Callable[[str], App]:
    def make(folder: str = "project") -> App:
        app = App(tmp_path.resolve() / folder, wheelhouse)
        app.configure()
        app.write("app/main.py", "print('main')\n")
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., App]) -> App:
    return make_app()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Install wheels, or folders as editable, into an environment in front of this interpreter's own."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def run(*wheels: Path, editable: Iterable[Path] = ()) -> Path:
        # By name, as from an index: a distribution that was installed from a file remembers that file.
        named = ["==".join(wheel.name.split("-")[:2]) for wheel in wheels]
        named += [flag for path in editable for flag in ("--editable", str(path))]
        subprocess.run(
            [
                find_uv_bin(),
                "pip",
                "install",
                "--quiet",
                "--no-index",
                "--find-links",
                str(tmp_path / "wheels"),
                "--no-deps",
                "--reinstall",
                "--no-cache",
                "--target",
                str(site),
                "--python",
                sys.executable,
                *named,
            ],
            check=True,
        )
        return site

    return run


def names(bundle: Bundle) -> set[str]:
    """What is in the zip, less bytecode and the SDK."""
    with zipfile.ZipFile(bundle.path) as archive:
        assert archive.testzip() is None
        listed = archive.namelist()
    assert len(listed) == len(set(listed))
    return {name for name in listed if not name.endswith(".pyc") and not name.startswith("pluto_py/")}


def read(bundle: Bundle, name: str) -> str:
    """A file of the zip, as text."""
    with zipfile.ZipFile(bundle.path) as archive:
        return archive.read(name).decode()


def run_in(bundle: Bundle, folder: Path, code: str, *flags: str) -> str:
    """What `code` prints in a bare Python whose path begins with the unpacked bundle."""
    with zipfile.ZipFile(bundle.path) as archive:
        archive.extractall(folder)
    preamble = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", *flags, "-c", preamble + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + (done.stderr if flags else "")
