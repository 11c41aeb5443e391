"""Many layers at once, one process per core: compiling and compressing is all work for the processor.

A packer is given one job at a time. When whoever gives them is gone, it finishes the one that it has, and
ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pluto_py.bundling import packing
from pluto_py.bundling.contents import Contents
from pluto_py.errors import PlutoError
from pluto_py.project.files import disk_errors

__all__ = ["Job", "run"]

_MOST_PROCESSES = 8
_WORTH_A_PROCESS = 256 * 1024  # bytes: below, starting one takes longer than the work


@dataclass(frozen=True)
class Job:
    """One layer to make; `level` is zlib's."""

    contents: Contents
    output: Path
    level: int


def run(jobs: Sequence[Job], python: str | None, on_done: Callable[[str], None]) -> None:
    """Do all jobs; `python` is an interpreter of the target's version, None to make no bytecode.

    `on_done` gets each finished job's label, perhaps from another thread.

    Raises:
        PlutoError: a file cannot be read or written.
    """
    total = sum(job.contents.size for job in jobs)
    if python in (None, sys.executable) and total < _WORTH_A_PROCESS:
        for job in jobs:
            _run_here(job, with_bytecode=python is not None)
            on_done(job.contents.label)
        return
    waiting = deque(sorted(jobs, key=lambda job: job.contents.size, reverse=True))
    count = min(len(jobs), os.cpu_count() or 1, _MOST_PROCESSES)
    with ThreadPoolExecutor(count) as pool:
        try:
            for packer in [pool.submit(_run_packer, waiting, python, on_done) for _ in range(count)]:
                packer.result()
        finally:
            waiting.clear()  # after a failure or an interruption the others stop at their next job


def _run_here(job: Job, *, with_bytecode: bool) -> None:
    with disk_errors("write a layer", job.output):
        packing.pack(job.contents.entries, str(job.output), level=job.level, compile_sources=with_bytecode)


def _run_packer(waiting: deque[Job], python: str | None, on_done: Callable[[str], None]) -> None:
    """One process that takes jobs until none are left."""
    command = [python or sys.executable, "-I", "-S", str(Path(packing.__file__))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            while True:
                try:
                    job = waiting.popleft()
                except IndexError:
                    return
                _hand_over(process, job, with_bytecode=python is not None)
                on_done(job.contents.label)
        finally:
            process.kill()


def _hand_over(process: subprocess.Popen[str], job: Job, *, with_bytecode: bool) -> None:
    """Give the packer a job and wait until it is done."""
    feed, answers, errors = process.stdin, process.stdout, process.stderr
    if feed is None or answers is None or errors is None:
        raise TypeError("the process was started without pipes")
    order = {
        "entries": job.contents.entries,
        "output": str(job.output),
        "level": job.level,
        "compile_sources": with_bytecode,
    }
    with suppress(BrokenPipeError):  # it has died: there will be no answer either
        feed.write(json.dumps(order) + "\n")
        feed.flush()
    answer = answers.readline()
    if not answer:
        raise PlutoError(
            "The process that packs layers ended early.", why=errors.read().strip()[-2000:] or None
        )
    problem = json.loads(answer)
    if problem is not None:
        raise PlutoError(f"A layer cannot be written: {problem['error']}.", where=problem["file"])
