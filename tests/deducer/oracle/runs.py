"""Running golden cases for real, each in a process of its own, to see what their handlers touch.

    python -m tests.deducer.oracle.runs

reads names of cases, a line each, and answers each with one line of JSON: function → sorted touches
(`KVStore/a.get`), or `{"": "why it cannot run"}`.
Every function gets its own process too, as it has in the cloud; whatever hangs is killed, and what it touched
until then counts.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import importlib
import inspect
import itertools
import json
import os
import random
import resource
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

from deducer import import_root
from tests.deducer.oracle.arguments import arguments_for, constants_in
from tests.deducer.oracle.casebook import Case, all_cases
from tests.deducer.oracle.recording import Recorder, install
from tests.deducer.sample_catalogue import CATALOGUE

TRIES = int(os.environ.get("PLUTO_ORACLE_TRIES", "16"))
"""Calls of each handler, with other arguments each time."""
SECONDS = 1.5
"""What one function may take, all tries together, before it is killed."""
BUSY = 0.4
"""Seconds after which no further try begins."""
MEMORY = 1 << 30
_ITEMS = 30
"""Items that are taken from a generator."""


def run(case: Case) -> dict[str, list[str] | str]:
    """What each function of a case touches."""
    lines = _in_child(lambda report: _import_and_list(case, report))
    functions = [line[1:] for line in lines if line.startswith("=")]
    problem = next((line[1:] for line in lines if line.startswith("!")), None)
    if problem is not None or "." not in lines:
        return {"": problem or "does not end"}
    return {
        name: sorted(
            line for line in _in_child(lambda report, name=name: _try(case, name, report)) if "/" in line
        )
        for name in functions
    }


def _in_child(work: Callable[[Callable[[str], None]], None]) -> list[str]:
    """Run in a forked process; the lines that it reports until it ends or is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _confine()
            work(lambda line: _write(writing, line))
        except BaseException as error:  # a child never returns into the parent's code
            with contextlib.suppress(BaseException):
                _write(writing, f"!{type(error).__name__}: {error}")
        finally:
            os._exit(0)
    os.close(writing)
    received = _read(reading, time.monotonic() + SECONDS)
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return received.decode().split("\n")[:-1]


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.replace("\n", " ").encode() + b"\n")


def _read(pipe: int, deadline: float) -> bytes:
    received = b""
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], left)
        if not ready:
            break
        chunk = os.read(pipe, 1 << 16)
        if not chunk:
            break
        received += chunk
    return received


def _import(case: Case, report: Callable[[str], None]) -> Recorder:
    recorder = Recorder(report)
    install(CATALOGUE, recorder)
    root = os.getcwd()  # noqa: PTH109  # compared with entries of sys.path
    folder, name = import_root(case.folder, case.entrypoint)
    sys.path[:] = [
        str(folder),
        *case.libraries,
        *(entry for entry in sys.path if entry not in ("", root)),
    ]
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] == "tests"]:
        del sys.modules[loaded]
    os.environ.update(case.environment)
    warnings.simplefilter("ignore")
    importlib.import_module(name)
    return recorder


def _import_and_list(case: Case, report: Callable[[str], None]) -> None:
    recorder = _import(case, lambda line: None)
    for name in recorder.triggers:
        report(f"={name}")
    report(".")


def _try(case: Case, name: str, report: Callable[[str], None]) -> None:
    seen: set[str] = set()

    def once(line: str) -> None:
        if line not in seen:
            seen.add(line)
            report(line)

    recorder = _import(case, once)
    pool = constants_in(case.folder)
    recorder.running = True
    handler = recorder.triggers[name]
    end = time.monotonic() + BUSY
    for number in range(TRIES):
        draw = random.Random(f"{case.name} {name} {number}")  # the same tries every time
        recorder.random = draw
        with contextlib.suppress(Exception, SystemExit):
            positional, named = arguments_for(handler, pool, draw)
            _finish(handler(*positional, **named))
        if time.monotonic() > end:
            break
    gc.collect()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(0.2)
    atexit._run_exitfuncs()  # the process ends by os._exit, which does not run them


def _finish(result: Any) -> None:
    """What the runtime does with a handler's result: await it, collect it."""
    if inspect.isawaitable(result):
        asyncio.run(asyncio.wait_for(result, 1))
    elif inspect.isasyncgen(result):
        asyncio.run(_collect(result))
    elif inspect.isgenerator(result):
        list(itertools.islice(result, _ITEMS))


async def _collect(items: Any) -> None:
    number = 0
    async for _ in items:
        number += 1
        if number >= _ITEMS:
            break


def main() -> None:
    """Run the cases that standard input names."""
    by_name = {case.name: case for case in all_cases()}
    gc.freeze()  # a collection in a child would copy every page of what is here already
    for line in sys.stdin:
        print(json.dumps(run(by_name[line.strip()])), flush=True)


if __name__ == "__main__":
    main()
