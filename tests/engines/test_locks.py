"""Who may hold a stack's lock, and when it counts no more."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pluto_py.engines.embedded.backend import Backend
from pluto_py.engines.embedded.failure import CommandFailure
from pluto_py.engines.embedded.locks import StackLock, break_locks


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    found = Backend(tmp_path)
    found.prepare()
    return found


def lock_of(backend: Backend, *, pid: int, host: str | None = None, since: str | None = None) -> Path:
    """A lock as the CLI writes it."""
    path = backend.folder / "locks/organization/demo/dev/0b5f6a0e.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    moment = since or dt.datetime.now(dt.timezone.utc).isoformat().replace("+00:00", "123Z")
    content = {"pid": pid, "username": "ann", "hostname": host or socket.gethostname(), "timestamp": moment}
    path.write_text(json.dumps(content))
    return path


def enter(backend: Backend) -> StackLock:
    return StackLock(backend, "demo", "dev").__enter__()


def test_holds_while_it_is_entered_and_names_this_process(backend: Backend) -> None:
    with StackLock(backend, "demo", "dev"):
        (path,) = (backend.folder / "locks/organization/demo/dev").glob("*.json")
        found = json.loads(path.read_text())
        assert (found["pid"], found["hostname"]) == (os.getpid(), socket.gethostname())
        with pytest.raises(CommandFailure, match=rf"created by .*@.* \(pid {os.getpid()}\) at 20"):
            enter(backend)
        with StackLock(backend, "demo", "other"):
            pass
    assert not path.exists()


def test_is_given_back_after_an_error(backend: Backend) -> None:
    with pytest.raises(KeyboardInterrupt), StackLock(backend, "demo", "dev"):
        raise KeyboardInterrupt
    with StackLock(backend, "demo", "dev"):
        pass


def test_of_a_process_that_is_gone_is_taken_over(backend: Backend) -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    path = lock_of(backend, pid=process.pid)
    with StackLock(backend, "demo", "dev") as lock:
        assert [owner.pid for owner in lock.taken_over] == [process.pid]
    assert not path.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a process that it has ended")
def test_of_a_process_that_ended_and_was_not_asked_how(backend: Backend) -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()  # it closes its output as it ends
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    lock_of(backend, pid=process.pid)
    with StackLock(backend, "demo", "dev") as lock:
        assert lock.taken_over
    process.stdout.close()
    process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")
def test_of_an_earlier_process_with_the_same_number(backend: Backend) -> None:
    lock_of(backend, pid=os.getpid(), since="2020-01-01T00:00:00.123456789Z")
    with StackLock(backend, "demo", "dev") as lock:
        assert lock.taken_over[0].since.startswith("2020")


def test_of_another_machine_is_respected(backend: Backend) -> None:
    lock_of(backend, pid=1 << 22, host="elsewhere")
    with pytest.raises(CommandFailure, match="ann@elsewhere"):
        enter(backend)


def test_that_cannot_be_read_is_respected(backend: Backend) -> None:
    lock_of(backend, pid=1).write_text("not JSON")
    with pytest.raises(CommandFailure, match="unknown@unknown"):
        enter(backend)


def test_can_be_broken(backend: Backend) -> None:
    lock_of(backend, pid=1, host="elsewhere")
    assert break_locks(backend, "demo", "dev") == 1
    with StackLock(backend, "demo", "dev"):
        pass


def test_of_two_that_come_at_once_one_waits_for_the_other_or_is_told(backend: Backend) -> None:
    script = (
        "import sys, time; from pathlib import Path; from pluto_py.engines.embedded.backend import Backend\n"
        "from pluto_py.engines.embedded.locks import StackLock\n"
        "with StackLock(Backend(Path(sys.argv[1])), 'demo', 'dev'):\n"
        "    print('in', flush=True); time.sleep(0.3); print('out', flush=True)\n"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(backend.root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        for _ in range(3)
    ]
    results = [(*process.communicate(), process.returncode) for process in processes]
    winners = [out for out, _, code in results if code == 0]
    assert winners, results
    assert all("currently locked" in err for _, err, code in results if code)
