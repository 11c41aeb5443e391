"""Files are whole or absent whatever happens to the writer; a lock has one holder at a time, on real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pluto_py.errors import PlutoError
from pluto_py.project import Paths
from pluto_py.project.files import disk_errors, make_folder, read_text, remove, write_atomic
from pluto_py.project.locks import lock


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A real process that runs `code` with `arguments` in `sys.argv`."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


HOLD = """
import sys, time
from pathlib import Path
from pluto_py.project.locks import lock
with lock(Path(sys.argv[1]), what="it"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def somebody() -> Iterator[None]:
    """Root may write everywhere, so a test that runs as root goes on as somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


class TestAtomicWrite:
    def test_content_and_mode(self, tmp_path):
        path = tmp_path / "deep" / "file"
        write_atomic(path, "ä", mode=0o600)
        assert path.read_bytes() == "ä".encode()
        assert path.stat().st_mode & 0o777 == 0o600
        write_atomic(path, b"again")
        assert path.read_bytes() == b"again"
        assert [p.name for p in path.parent.iterdir()] == ["file"]

    def test_a_killed_writer_leaves_a_whole_file(self, tmp_path):
        path = tmp_path / "file"
        code = """
import sys
from pathlib import Path
from pluto_py.project.files import write_atomic
n = 0
while True:
    n += 1
    write_atomic(Path(sys.argv[1]), str(n % 10) * 400_000)
    if n == 3: print("started", flush=True)
"""
        with run(code, path) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.05)
            writer.kill()
        content = path.read_text()
        assert len(content) == 400_000
        assert len(set(content)) == 1

    def test_a_failed_write_leaves_what_was_there(self, tmp_path):
        (tmp_path / "folder").mkdir()
        with pytest.raises(PlutoError, match="Cannot write a file"):
            write_atomic(tmp_path / "folder", "x")
        assert [p.name for p in tmp_path.iterdir()] == ["folder"]

    def test_reading_and_removing_what_is_not_there(self, tmp_path):
        assert read_text(tmp_path / "none") is None
        remove(tmp_path / "none")


class TestDiskErrors:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk(self):
        full = Path("/dev/full")
        with (
            pytest.raises(PlutoError, match="Cannot write the bundle: No space left on device") as caught,
            disk_errors("write the bundle", full),
            full.open("wb", buffering=0) as file,
        ):
            file.write(b"x")
        assert caught.value.where == "/dev/full"
        assert "Free some space" in (caught.value.hint or "")

    def test_a_file_where_a_folder_is_needed(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(PlutoError, match="Cannot make a folder") as caught:
            make_folder(tmp_path / "file" / "below")
        assert "move it away" in (caught.value.hint or "")

    def test_a_folder_that_may_not_be_written(self, tmp_path):
        tmp_path.chmod(0o555)
        with pytest.raises(PlutoError, match="Permission denied") as caught, somebody():
            write_atomic(tmp_path / "file", "x")
        assert "writable for your user" in (caught.value.hint or "")


class TestLock:
    def test_a_second_process_waits_and_is_told_for_whom(self, tmp_path):
        path = tmp_path / "lock"
        said: list[str] = []
        with run(HOLD, path, 0.4) as holder:
            assert holder.stdout is not None
            holder.stdout.readline()
            before = time.monotonic()
            with lock(path, what="the house", on_wait=said.append):
                waited = time.monotonic() - before
        assert waited > 0.2
        assert said == [f"Waiting for process {holder.pid}, which is using the house"]

    def test_no_longer_than_it_is_told(self, tmp_path):
        path = tmp_path / "lock"
        with run(HOLD, path, 30) as holder:
            assert holder.stdout is not None
            holder.stdout.readline()
            said = rf"Another process \({holder.pid}\) is using the house"
            with pytest.raises(PlutoError, match=said), lock(path, what="the house", timeout=0):
                pytest.fail("the lock was given twice")
            holder.kill()

    def test_a_killed_holder_leaves_no_lock(self, tmp_path):
        path = tmp_path / "lock"
        with run(HOLD, path, 30) as holder:
            assert holder.stdout is not None
            holder.stdout.readline()
            holder.kill()
        with lock(path, what="the house", timeout=0):
            pass

    def test_it_is_let_go_when_the_block_fails(self, tmp_path):
        with pytest.raises(ValueError, match="inside"), lock(tmp_path / "lock", what="it"):
            raise ValueError("inside")
        with lock(tmp_path / "lock", what="it", timeout=0):
            pass


class TestGeneratedFolder:
    def test_it_hides_itself_from_git(self, tmp_path):
        paths = Paths(tmp_path).ensure()
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        write_atomic(paths.deployment("dev"), "{}")
        status = subprocess.run(
            ["git", "-C", str(tmp_path), "status", "--porcelain"], capture_output=True, text=True, check=True
        )
        assert status.stdout == ""

    def test_a_users_own_gitignore_in_it_stays(self, tmp_path):
        Paths(tmp_path).ensure()
        (tmp_path / ".pluto" / ".gitignore").write_text("mine\n")
        Paths(tmp_path).ensure()
        assert (tmp_path / ".pluto" / ".gitignore").read_text() == "mine\n"
