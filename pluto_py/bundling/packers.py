"""Many layers at once, one process per core: compiling and compressing is all work for the processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    """One layer to make.

    `level` is zlib's; bytecode is made only where an interpreter of the target is given.
    """

    contents: Contents
    output: Path
    level: int

    def as_line(self, compile_sources: bool) -> str:
        """The job in the form that `packing` reads on its stdin."""
        fields = {
            "label": self.contents.label,
            "entries": self.contents.entries,
            "output": str(self.output),
            "level": self.level,
            "compile_sources": compile_sources,
        }
        return json.dumps(fields) + "\n"


def run(jobs: Sequence[Job], python: str | None, on_done: Callable[[str], None]) -> None:
    """Do all jobs; `python` is an interpreter of the target's version, None to make no bytecode.

    `on_done` gets each finished job's label, from another thread.

    Raises:
        PlutoError: a file cannot be read or written.
    """
    if python in (None, sys.executable) and sum(job.contents.size for job in jobs) < _WORTH_A_PROCESS:
        for job in jobs:
            _run_here(job, with_bytecode=python is not None)
        return
    batches = _batches(jobs, min(os.cpu_count() or 1, _MOST_PROCESSES))
    with ThreadPoolExecutor(len(batches) or 1) as pool:
        for finished in [pool.submit(_run_batch, batch, python, on_done) for batch in batches]:
            finished.result()


def _run_here(job: Job, *, with_bytecode: bool) -> None:
    with disk_errors("write a layer", job.output):
        packing.pack(job.contents.entries, str(job.output), level=job.level, compile_sources=with_bytecode)


def _batches(jobs: Sequence[Job], count: int) -> list[list[Job]]:
    """The jobs in at most `count` batches of like size: the biggest first, each to the lightest batch."""
    batches: list[list[Job]] = [[] for _ in range(min(count, len(jobs)))]
    weights = [0] * len(batches)
    for job in sorted(jobs, key=lambda job: job.contents.size, reverse=True):
        lightest = weights.index(min(weights))
        batches[lightest].append(job)
        weights[lightest] += job.contents.size
    return batches


def _run_batch(batch: list[Job], python: str | None, on_done: Callable[[str], None]) -> None:
    command = [python or sys.executable, "-I", "-S", str(Path(packing.__file__))]
    lines = "".join(job.as_line(compile_sources=python is not None) for job in batch)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _converse(process, lines, on_done)
        finally:
            process.kill()  # no-op after a good end; else it must not outlive an interruption


def _converse(process: subprocess.Popen[str], lines: str, on_done: Callable[[str], None]) -> None:
    feed, answers, errors = process.stdin, process.stdout, process.stderr
    if feed is None or answers is None or errors is None:
        raise TypeError("the process was started without pipes")
    with feed:
        feed.write(lines)
    for line in answers:
        answer = json.loads(line)
        if "error" in answer:
            raise PlutoError(f"A layer cannot be written: {answer['error']}.", where=answer["file"])
        on_done(answer["done"])
    said = errors.read()
    if process.wait() != 0:
        raise PlutoError("The process that packs layers ended early.", why=said.strip()[-2000:] or None)
