"""What the run-time adapter adds inside a function: per HTTP call, and once at import.

    python benchmarks/adapter_overhead.py

Per call: an HTTP event through the adapter against calling the handler itself, in this process.
Import: `pluto_py.runtime.dispatch` and `startup` in a fresh interpreter that has loaded Lambda's own
runtime client already, as every function has; against the same interpreter without them.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from pluto_py.runtime.dispatch import lambda_handler
from pluto_py.runtime.registry import Declared

CALLS, ROUNDS, STARTS = 5_000, 9, 21
LIMIT_CALL_US, LIMIT_IMPORT_MS = 100, 15


def greet(name: str, greeting: str = "Hello") -> str:
    """A handler that costs nothing itself."""
    return f"{greeting}, {name}!"


def main() -> int:
    """Print both figures; exit status 1 where one is over its limit."""
    handler = lambda_handler(Declared("greet", greet))
    event = {
        "version": "2.0",
        "headers": {"content-type": "application/json", "user-agent": "curl/8.0"},
        "requestContext": {"http": {"method": "POST", "path": "/"}},
        "body": '["Ada", "Hi"]',
        "isBase64Encoded": False,
    }
    adapted = microseconds(lambda: handler(event, None))
    direct = microseconds(lambda: greet("Ada", "Hi"))
    print(
        f"per call: adapter {adapted:.1f} µs, handler alone {direct:.2f} µs, "
        f"overhead {adapted - direct:.1f} µs = {adapted / direct:.0f}x (limit {LIMIT_CALL_US} µs)"
    )
    base = "import awslambdaric.bootstrap"
    loaded, bare = start_ms(f"{base}, pluto_py.runtime.dispatch, pluto_py.runtime.startup", base)
    print(
        f"import:   with adapter {loaded:.1f} ms, without {bare:.1f} ms, "
        f"overhead {loaded - bare:.1f} ms = {loaded / bare:.2f}x (limit {LIMIT_IMPORT_MS} ms)"
    )
    return int(adapted - direct > LIMIT_CALL_US or loaded - bare > LIMIT_IMPORT_MS)


def microseconds(call: Callable[[], object]) -> float:
    """Median over rounds of the mean time of one call."""
    return statistics.median(_round(call) for _ in range(ROUNDS)) * 1e6


def _round(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) / CALLS


def start_ms(*statements: str) -> list[float]:
    """Processor time of a fresh interpreter that runs each statement: the least of several, taken in turns.

    Processor time, and the least of it, because other work on the machine is no property of the adapter.
    """
    rounds = [[_start(statement) for statement in statements] for _ in range(STARTS)]
    return [min(times) * 1e3 for times in zip(*rounds, strict=True)]


def _start(statement: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
