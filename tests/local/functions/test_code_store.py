"""Code on disk: once per content, linked between versions, gone when unused."""

from __future__ import annotations

import asyncio
import io
import os
import stat
import zipfile
from pathlib import Path

from pluto_py.local.functions.code.code_store import CodeStore

from .conftest import LocalLambda, until, zipped


async def add(store: CodeStore, data: bytes) -> Path:
    async with store.adding(data) as sha256:
        return store.path(sha256)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_version_holds_the_zips_files_with_their_kinds(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("pkg/", "")
        package.writestr("pkg/data.txt", "x")
        tool = zipfile.ZipInfo("bin/tool")
        tool.external_attr = (stat.S_IFREG | 0o755) << 16
        package.writestr(tool, "#!/bin/sh\n")
        link = zipfile.ZipInfo("pkg/link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "data.txt")
    version = asyncio.run(add(CodeStore(tmp_path), target.getvalue()))
    assert files(version) == {"pkg/data.txt": b"x", "bin/tool": b"#!/bin/sh\n", "pkg/link.txt": b"x"}
    assert (version / "pkg/link.txt").is_symlink()
    assert os.access(version / "bin/tool", os.X_OK)


def test_what_did_not_change_is_linked_and_what_did_is_not(tmp_path: Path) -> None:
    store = CodeStore(tmp_path)
    old = asyncio.run(add(store, zipped("v = 1", lib__a="same", lib__b="old", gone="x")))
    new = asyncio.run(add(store, zipped("v = 2", lib__a="same", lib__b="new")))
    assert files(new) == {"app.py": b"v = 2", "lib/a": b"same", "lib/b": b"new"}
    assert files(old)["lib/b"] == b"old"
    assert (new / "lib/a").stat().st_ino == (old / "lib/a").stat().st_ino
    assert (new / "lib/b").stat().st_ino != (old / "lib/b").stat().st_ino


def test_the_same_zip_is_unpacked_once(tmp_path: Path) -> None:
    store, data = CodeStore(tmp_path), zipped("v = 1")
    first = asyncio.run(add(store, data))
    made = first.stat().st_mtime_ns
    assert asyncio.run(add(store, data)) == first
    assert asyncio.run(add(CodeStore(tmp_path), data)) == first, "after a restart too"
    assert first.stat().st_mtime_ns == made


def test_a_linked_file_outlives_the_version_that_it_came_from(tmp_path: Path) -> None:
    store = CodeStore(tmp_path)
    old = asyncio.run(add(store, zipped("v = 1", lib="same")))
    new = asyncio.run(add(store, zipped("v = 2", lib="same")))
    asyncio.run(store.collect(lambda: {new.name}))
    assert not old.exists()
    assert files(new) == {"app.py": b"v = 2", "lib": b"same"}


def test_what_an_interrupted_unpacking_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "tmpabc").mkdir()
    (tmp_path / "tmpabc" / "half").write_text("x")
    asyncio.run(CodeStore(tmp_path).collect(set))
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_is_about_to_be_saved_is_not_collected(tmp_path: Path) -> None:
    async def meanwhile() -> None:
        store = CodeStore(tmp_path)
        async with store.adding(zipped("v = 1")) as sha256, store.adding(zipped("v = 2")):
            await store.collect(set)
            assert store.path(sha256).is_dir()
        await store.collect(set)
        assert not store.path(sha256).exists()

    asyncio.run(meanwhile())


def test_code_that_comes_back_while_it_is_being_collected_stays(cloud: LocalLambda) -> None:
    source = "def handler(event, context):\n    return 1\n"
    for _ in range(10):
        cloud.create(source)
        assert cloud.call() == (1, None)
        cloud.api.delete_function(FunctionName="f")


def test_a_functions_old_code_is_removed_when_its_last_environment_is_gone(cloud: LocalLambda) -> None:
    source = "def handler(event, context):\n    return VERSION\n"
    cloud.create("VERSION = 1\n" + source)
    cloud.call()
    for version in (2, 3):
        cloud.api.update_function_code(FunctionName="f", ZipFile=zipped(f"VERSION = {version}\n" + source))
        assert cloud.call() == (version, None)
    versions = cloud.directory / "code"
    until(lambda: len([path for path in versions.iterdir() if path.is_dir()]) == 1)
    cloud.api.delete_function(FunctionName="f")
    cloud.create("VERSION = 3\n" + source, name="g")
    assert cloud.call(name="g") == (3, None), "the last one waits for a return"
    until(lambda: len([path for path in versions.iterdir() if path.is_dir()]) == 1)
