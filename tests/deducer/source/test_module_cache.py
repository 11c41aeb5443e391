"""The cache of lowered modules: quick when it is there, harmless when it is not whole."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deducer import deduce
from deducer.source.ahead import Workers
from deducer.source.cache import ModuleCache, digest, pack
from deducer.source.parsing import parse
from tests.deducer.sample_catalogue import CATALOGUE

APP = 'from pluto_py import Function, KVStore\nkv = KVStore("a")\ndef f(q): return kv.get(q)\nFunction(f, name="f")\n'


def deduced(root: Path) -> str:
    (root / "app.py").write_text(APP)
    return deduce(
        root=root,
        app="x",
        entrypoint="app.py",
        catalogue=CATALOGUE,
        environment={},
        search_path=[],
        cache=root / "c",
    ).to_json()


def test_a_cached_run_gives_the_same_without_the_parser(tmp_path: Path) -> None:
    first = deduced(tmp_path)
    program = (
        "import sys; from pathlib import Path; from deducer import deduce\n"
        "from tests.deducer.sample_catalogue import CATALOGUE\n"
        f"root = Path({str(tmp_path)!r})\n"
        "a = deduce(root=root, app='x', entrypoint='app.py', catalogue=CATALOGUE, environment={}, search_path=[],"
        " cache=root / 'c')\n"
        "assert 'libcst' not in sys.modules\n"
        "sys.stdout.write(a.to_json())\n"
    )
    here = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=here, capture_output=True, text=True, check=True
    )
    assert run.stdout == first


@pytest.mark.parametrize("damage", ["empty", "truncated", "flipped", "other", "folder"])
def test_a_damaged_pack_costs_only_time(tmp_path: Path, damage: str) -> None:
    first = deduced(tmp_path)
    path = tmp_path / "c" / "modules.pack"
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        flipped = bytearray(content)
        flipped[-20] ^= 0xFF
        path.write_bytes(
            {
                "empty": b"",
                "truncated": content[: len(content) // 2],
                "flipped": bytes(flipped),
                "other": b"x" * 500,
            }[damage]
        )
    assert deduced(tmp_path) == first
    assert deduced(tmp_path) == first


def test_writers_at_once_leave_a_whole_pack(tmp_path: Path) -> None:
    sources = [f"x = {number}\n".encode() for number in range(8)]

    def write(source: bytes) -> None:
        cache = ModuleCache(tmp_path)
        cache.put(digest(source), pack(parse(source)))
        cache.save()

    threads = [threading.Thread(target=write, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache = ModuleCache(tmp_path)
    found = [cache.get(digest(source)) for source in sources]
    cache.close()
    assert any(found)
    assert [path.name for path in tmp_path.iterdir()] == ["modules.pack"]


def test_entries_of_changed_files_are_kept_for_a_while(tmp_path: Path) -> None:
    old, new = b"x = 1\n", b"x = 2\n"
    for source in (old, new):
        cache = ModuleCache(tmp_path)
        cache.put(digest(source), pack(parse(source)))
        cache.save()
    cache = ModuleCache(tmp_path)
    assert cache.has(digest(old))
    assert cache.has(digest(new))
    cache.close()


def test_workers_lower_what_the_parser_here_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deducer.source.ahead._processors", lambda: 2)
    paths = []
    for number in range(40):
        path = tmp_path / f"m{number}.py"
        path.write_text(f"def f{number}(x): return x + {number}\n")
        paths.append(str(path))
    (tmp_path / "m39.py").write_text("def f(:\n")
    workers = Workers(paths)
    wanted = (tmp_path / "m38.py").read_bytes()
    for _ in range(600):
        blob = workers.take(digest(wanted))
        if blob is not None:
            break
        threading.Event().wait(0.05)
    workers.stop()
    assert blob == pack(parse(wanted))
