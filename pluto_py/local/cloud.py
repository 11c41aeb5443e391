"""The background process: what it is made of, in which order it starts and stops.

Start: take the running lock, end what a killed predecessor left, bind the port, build the services and start
them, then listen and say so. Stop, on a signal or on request: no new connections, services in reverse order,
each with a bounded time.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from pluto_py.errors import PlutoError
from pluto_py.local import ports, record
from pluto_py.local.assembly import Assembly, assemble
from pluto_py.local.layout import Layout
from pluto_py.local.processes import Process
from pluto_py.local.record import CloudRecord, Settings
from pluto_py.local.service import Service

__all__ = ["serve"]

_log = logging.getLogger(__name__)
_STOP_SERVICE_S = 5.0
_STOP_CONNECTIONS_S = 1.0
_KEEP_ALIVE_S = 300.0
_LOOK_S = 1.0


async def serve(layout: Layout, settings: Settings, port: int | None, ready: Callable[[], None]) -> None:
    """Be a stack's cloud until told to stop.

    `port` is the one that the project asks for, or None for the stack's own. `ready` is called once requests
    are answered.

    Raises:
        PlutoError: another process serves this stack, or the port is taken.
    """
    layout.directory.mkdir(parents=True, exist_ok=True)
    process = _this_process()
    with _running_lock(layout, process) as lock, contextlib.closing(_listen(layout, port)) as listener:
        stopping = _stop_on_signals()
        assembly = assemble(layout, settings, listener.getsockname()[1], stopping.set)
        started: list[Service] = []
        try:
            for service in assembly.services:
                await service.start()
                started.append(service)
            async with _answering(assembly, listener):
                found = CloudRecord(process, listener.getsockname()[1], time.time(), settings)
                record.write(layout.record, found)
                ready()
                await _until_stopped(stopping, layout, lock)
        finally:
            await _stop(started)
            layout.record.unlink(missing_ok=True)


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


@contextlib.asynccontextmanager
async def _answering(assembly: Assembly, listener: socket.socket) -> AsyncIterator[None]:
    """Requests are answered within this context; those under way at its end get a moment to finish."""
    server = web.Server(
        assembly.gateway,
        access_log=None,
        keepalive_timeout=_KEEP_ALIVE_S,
        auto_decompress=False,  # signatures and S3's objects are of the bytes that were sent
    )
    accepting = await asyncio.get_running_loop().create_server(server, sock=listener)
    try:
        yield
    finally:
        accepting.close()
        server.pre_shutdown()  # idle connections close at once; only busy ones are waited for
        await server.shutdown(_STOP_CONNECTIONS_S)


async def _until_stopped(stopping: asyncio.Event, layout: Layout, lock: int) -> None:
    """Until somebody asks, or the stack's folder is deleted: then nobody can find this process any more."""
    while _is_at(layout.running, lock):
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stopping.wait(), _LOOK_S)
            return
    _log.warning("%s is gone: stopping", layout.directory)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether a path still leads to an open file, and not to nothing or to another file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


async def _stop(services: list[Service]) -> None:
    """Stop services, the last started first."""
    for service in reversed(services):
        await _stop_one(service)


async def _stop_one(service: Service) -> None:
    """Stop a service; one that does not end in time is left to the process's end."""
    try:
        await asyncio.wait_for(service.stop(), _STOP_SERVICE_S)
    except asyncio.TimeoutError:
        _log.warning("%s did not stop in %.0f s", type(service).__name__, _STOP_SERVICE_S)
    except Exception:
        _log.exception("%s did not stop cleanly", type(service).__name__)


def _listen(layout: Layout, wanted: int | None) -> socket.socket:
    """The listening socket, on the stack's own port from its first start on."""
    kept = ports.load(layout.port)
    listener = ports.bind(wanted or kept, seed=str(layout.directory))
    port = listener.getsockname()[1]
    if port != kept:
        ports.save(layout.port, port)
    return listener


@contextlib.contextmanager
def _running_lock(layout: Layout, process: Process) -> Iterator[int]:
    """Held for the process's life, with the process written into it; a POSIX lock, which no fork inherits."""
    with layout.running.open("a") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PlutoError(
                "Another process already serves this stack.",
                where=str(layout.directory),
                hint="Run the command again: it will find that process.",
            ) from None
        file.truncate(0)
        file.write(json.dumps(asdict(process)))
        file.flush()
        yield file.fileno()


def _this_process() -> Process:
    process = Process.find(os.getpid())
    if process is None:
        raise PlutoError("This process cannot be told from others: its start time is not known.")
    return process
