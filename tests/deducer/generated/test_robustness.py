"""Any Python file may be a module of an app: nothing crashes the deducer, and nothing keeps it for ten seconds.

Files of the standard library and of the installed distributions stand in for an app's module whose functions
are all reachable (`getattr(subject, name)(data)`). The suite takes a sample; all files, perhaps half an hour:

    PLUTO_ROBUSTNESS=all python -m pytest tests/deducer/generated/test_robustness.py --timeout 0
"""

from __future__ import annotations

import os
import sysconfig
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from deducer import deduce
from tests.deducer.sample_catalogue import CATALOGUE

SAMPLE = 40
SECONDS = 10
"""CPU time that one app may take."""
LARGEST = 200_000
"""Bytes: generated tables beyond are refused quickly, and parse for longer than they tell anything."""

APP = """\
from pluto_py import Function, KVStore
import subject
kv = KVStore("kv")
def f(q):
    kv.get("k")
    return getattr(subject, q)(q)
Function(f, name="f")
"""


def _files() -> Iterator[Path]:
    standard, installed = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))
    for root in (standard, installed):
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).parts
            if root == standard and "site-packages" in inside:
                continue
            if path.stat().st_size <= LARGEST:
                yield path


def _order(path: Path) -> int:
    return zlib.crc32(str(path.relative_to(path.parents[1])).encode())


def _subjects() -> list[Path]:
    files = list(_files())
    return files if os.environ.get("PLUTO_ROBUSTNESS") == "all" else sorted(files, key=_order)[:SAMPLE]


@pytest.mark.parametrize("subject", _subjects(), ids=lambda path: "/".join(path.parts[-3:]))
def test_any_file_is_survived(subject: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "subject.py").write_bytes(subject.read_bytes())
    started = time.process_time()
    result = deduce(
        root=tmp_path,
        app="any",
        entrypoint="app.py",
        catalogue=CATALOGUE,
        environment={},
        search_path=[sysconfig.get_path("purelib")],
        cache=None,
    )
    assert time.process_time() - started < SECONDS
    assert result.errors or {grant.operation for grant in result.grants} >= {"get"}
