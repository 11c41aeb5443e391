"""What the local cloud costs while nobody calls it: its start and its memory, against a bare interpreter with aiohttp.

    python benchmarks/idle_cloud.py

Memory is the resident set of the background process a few seconds after it has started, when everything that it
loads in the background has been loaded; the limit of 150 MiB is the project's own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pluto_py.local import lifecycle

RUNS = 5
SETTLING_SECONDS = 4.0
LIMIT_MIB = 150


def resident_mib(pid: int) -> float:
    """The resident set of a process, as `ps` tells it on every system."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024


def cloud() -> tuple[float, float]:
    """Start a cloud in a folder of its own: seconds until it serves, MiB when it has settled."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        running = lifecycle.ensure_running(Path(folder) / "cloud", stack="dev", region="us-east-1")
        started = time.perf_counter() - began
        try:
            time.sleep(SETTLING_SECONDS)
            return started, resident_mib(running.pid)
        finally:
            running.stop()


def bare() -> tuple[float, float]:
    """An interpreter that has imported aiohttp's server and waits."""
    program = "import aiohttp.web, sys; print('ready', flush=True); sys.stdin.read()"
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - began, resident_mib(process.pid)


def main() -> int:
    """Print the medians and their ratios; 1 where the memory is over its limit."""
    ours, others = [], []
    for _ in range(RUNS):
        ours.append(cloud())
        others.append(bare())
    for number, (what, unit) in enumerate((("start", "s"), ("idle memory", "MiB"))):
        mine = statistics.median(run[number] for run in ours)
        theirs = statistics.median(run[number] for run in others)
        print(f"{what:12} cloud {mine:7.2f} {unit:4} bare {theirs:7.2f} {unit:4} ratio {mine / theirs:5.2f}")
    return int(statistics.median(run[1] for run in ours) > LIMIT_MIB)


if __name__ == "__main__":
    sys.exit(main())
