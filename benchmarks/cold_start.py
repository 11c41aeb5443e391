"""The first call of a trivial function, for which a process must be started, against a bare `python -c pass`.

    python benchmarks/cold_start.py

Each cold call comes after a change of the function's configuration, which ends its environments. Time is
from the request to the function's URL to its answer.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time

from local_function import Client, LocalFunction, local_function

STARTS, LIMIT_MS = 21, 150


def main() -> int:
    """Print both medians; exit status 1 where the cold start is over its limit."""
    with local_function() as function:
        cold = sorted(cold_call(function, number) for number in range(STARTS))
    bare = statistics.median(bare_start() for _ in range(STARTS))
    median = statistics.median(cold)
    print(f"cold start: median {median * 1e3:.0f} ms, slowest {cold[-1] * 1e3:.0f} ms (limit {LIMIT_MS} ms)")
    print(f"bare:       `python -c pass` {bare * 1e3:.0f} ms; ratio {median / bare:.1f}x")
    return int(median * 1e3 > LIMIT_MS)


def cold_call(function: LocalFunction, number: int) -> float:
    """Seconds of one call that finds no environment."""
    function.api.update_function_configuration(FunctionName="f", Description=str(number))
    time.sleep(0.05)  # the old environment ends meanwhile
    return asyncio.run(Client(function.port).run(1))[0]


def bare_start() -> float:
    """Seconds of the least that Python can do."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
