"""What becomes of functions when the local cloud is killed without warning."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import until

REPOSITORY = Path(__file__).parents[3]


@pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel ends children with their parent on Linux only"
)
def test_no_process_survives_a_killed_cloud(tmp_path: Path) -> None:
    program = Path(__file__).with_name("doomed_cloud.py")
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{program.parent}"}
    command = [sys.executable, str(program), str(tmp_path / "cloud")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as cloud:
        assert cloud.stdout
        pids = [int(pid) for pid in cloud.stdout.readline().split()]
        assert len(pids) == 2
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)
        cloud.send_signal(signal.SIGKILL)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
