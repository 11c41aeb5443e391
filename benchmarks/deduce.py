"""What `pluto deduce` costs on the LangChain example: the whole process, its time and its memory.

    python benchmarks/deduce.py

Against a bare interpreter that parses the same modules with `ast` and does nothing else. "Cold" is the first run
in a fresh project, without the deducer's cache; "warm" is every later one.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "langchain_llama2"
PLUTO = Path(sys.executable).with_name("pluto")
RUNS = 11
LIMIT_SECONDS, LIMIT_MIB = 0.35, 60
PARSE = "import ast, sys; [ast.parse(open(name, 'rb').read()) for name in sys.argv[1:]]"


def main() -> int:
    """Print the figures; exit status 1 where one is over its limit."""
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "app"
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".pluto", "__pycache__"))
        command = [str(PLUTO), "deduce", "--json"]
        document = json.loads(subprocess.run(command, cwd=project, capture_output=True, check=True).stdout)
        modules = sorted({module for function in document["functions"] for module in function["modules"]})

        def without_cache() -> None:
            shutil.rmtree(project / ".pluto", ignore_errors=True)

        cold, cold_mib = median([measure(command, project, without_cache) for _ in range(RUNS)])
        warm, warm_mib = median([measure(command, project) for _ in range(RUNS)])
        bare, bare_mib = median(
            [measure([sys.executable, "-c", PARSE, *modules], project) for _ in range(RUNS)]
        )

    print(f"pluto deduce, cold   {cold * 1000:7.0f} ms  {cold_mib:5.1f} MiB  {cold / bare:5.1f} x ast.parse")
    print(f"pluto deduce, warm   {warm * 1000:7.0f} ms  {warm_mib:5.1f} MiB  {warm / bare:5.1f} x ast.parse")
    print(f"python, ast.parse    {bare * 1000:7.0f} ms  {bare_mib:5.1f} MiB  of {len(modules)} modules")
    print(f"limits               {LIMIT_SECONDS * 1000:7.0f} ms  {LIMIT_MIB:5.1f} MiB")
    return int(max(cold, warm) > LIMIT_SECONDS or max(cold_mib, warm_mib) > LIMIT_MIB)


def measure(command: list[str], folder: Path, before: object = None) -> tuple[float, float]:
    """Wall seconds and peak resident MiB of one process."""
    if callable(before):
        before()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    kilobytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss / 1024
    return seconds, kilobytes / 1024


def median(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """The median time, and the largest memory."""
    return statistics.median(seconds for seconds, _ in runs), max(mib for _, mib in runs)


if __name__ == "__main__":
    sys.exit(main())
