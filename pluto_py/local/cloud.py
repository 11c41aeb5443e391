"""The background process: what it is made of, in which order it starts and stops.

Start: take the running lock, end what a killed predecessor left, bind the port, build the services and start
them, then listen and say so. Stop, on a signal or on request: no new connections, services in reverse order,
each with a bounded time.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from pluto_py.errors import PlutoError
from pluto_py.local import ports, record
from pluto_py.local.context import ACCOUNT, CloudContext
from pluto_py.local.gateway.admin import Admin
from pluto_py.local.gateway.server import Gateway
from pluto_py.local.identity import credentials
from pluto_py.local.identity.authority import StackIdentity
from pluto_py.local.identity.credentials import StackCredentials
from pluto_py.local.identity.iam.service import IamService
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.sts import StsService
from pluto_py.local.layout import Layout
from pluto_py.local.logs.groups import LogGroups
from pluto_py.local.logs.service import LogsService
from pluto_py.local.processes import ProcessLedger, mark_of, memory_of
from pluto_py.local.record import CloudRecord, Settings
from pluto_py.local.service import Reporting, Service
from pluto_py.local.stores.dynamodb.service import DynamoDbService

__all__ = ["serve"]

_log = logging.getLogger(__name__)
_STOP_SERVICE_S = 5.0
_STOP_CONNECTIONS_S = 1.0
_KEEP_ALIVE_S = 300.0
_LOOK_S = 1.0


@dataclass
class _Parts:
    """The pieces of a running cloud."""

    services: Mapping[str, Service]
    ledger: ProcessLedger
    gateway: Gateway


async def serve(layout: Layout, settings: Settings, port: int | None, ready: Callable[[], None]) -> None:
    """Be a stack's cloud until told to stop.

    `port` is the one that the project asks for, or None for the stack's own. `ready` is called once requests
    are answered.

    Raises:
        PlutoError: another process serves this stack, or the port is taken.
    """
    layout.directory.mkdir(parents=True, exist_ok=True)
    with _running_lock(layout), contextlib.closing(_listen(layout, port)) as listener:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        parts = _assemble(layout, settings, listener.getsockname()[1], stopping.set)
        started: list[Service] = []
        try:
            for service in parts.services.values():
                if service not in started:
                    await service.start()
                    started.append(service)
            await _listen_until(stopping, parts.gateway, listener, layout, settings, ready)
        finally:
            await _stop(started)
            layout.record.unlink(missing_ok=True)


async def _listen_until(
    stopping: asyncio.Event,
    gateway: Gateway,
    listener: socket.socket,
    layout: Layout,
    settings: Settings,
    ready: Callable[[], None],
) -> None:
    server = web.Server(gateway, access_log=None, keepalive_timeout=_KEEP_ALIVE_S)
    accepting = await asyncio.get_running_loop().create_server(server, sock=listener)
    try:
        record.write(layout.record, _record_of_self(listener.getsockname()[1], settings))
        ready()
        watching = asyncio.create_task(_stop_without_home(layout, stopping))
        await stopping.wait()
        watching.cancel()
    finally:
        accepting.close()
        server.pre_shutdown()  # idle connections close at once; only busy ones are waited for
        await server.shutdown(_STOP_CONNECTIONS_S)


async def _stop_without_home(layout: Layout, stopping: asyncio.Event) -> None:
    """End a process whose folder has been deleted: nobody can find it any more, and nothing would be kept."""
    while layout.running.exists():  # noqa: ASYNC110 - no event tells of a deleted folder
        await asyncio.sleep(_LOOK_S)
    _log.warning("%s is gone: stopping", layout.directory)
    stopping.set()


def _assemble(layout: Layout, settings: Settings, port: int, stop: Callable[[], None]) -> _Parts:
    ledger = ProcessLedger(layout.processes)
    leftovers = ledger.end_leftovers()
    if leftovers:
        _log.warning("ended %d processes that an earlier run left behind", leftovers)
    keys = credentials.load_or_create(layout.credentials)
    groups = LogGroups(layout.logs)
    store = IamStore(layout.database)
    identity = StackIdentity(keys, store, settings.region)
    context = CloudContext(
        directory=layout.directory,
        stack=settings.stack,
        region=settings.region,
        account=ACCOUNT,
        endpoint_url=f"http://{ports.HOST}:{port}",
        database=layout.database,
        identity=identity,
        log_sink=groups,
        processes=ledger,
        llm=settings.llm,
    )
    services: dict[str, Service] = {
        "iam": IamService(store),
        "sts": StsService(identity),
        "logs": LogsService(groups),
        "dynamodb": DynamoDbService(layout.database),
        **_own_services(context, identity),
    }
    admin = _admin(keys, services, ledger, stop)
    return _Parts(services, ledger, Gateway(identity, services, admin))


def _own_services(context: CloudContext, identity: StackIdentity) -> dict[str, Service]:
    from pluto_py.local.functions.service import LambdaService
    from pluto_py.local.sagemaker.service import SageMakerService

    return {"sagemaker": SageMakerService(context), "lambda": LambdaService(context, identity)}


def _admin(
    keys: StackCredentials,
    services: Mapping[str, Service],
    ledger: ProcessLedger,
    stop: Callable[[], None],
) -> Admin:
    since = time.time()

    def status() -> dict[str, Any]:
        reports = {
            name: service.report() for name, service in services.items() if isinstance(service, Reporting)
        }
        children = {pid: memory_of(pid) for pid in ledger.pids()}
        return {
            "pid": os.getpid(),
            "since": since,
            "memory_bytes": memory_of(os.getpid()),
            "children_memory_bytes": sum(children.values()),
            "services": reports,
        }

    return Admin(keys.secret_key, status, stop)


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
def _running_lock(layout: Layout) -> Iterator[None]:
    """Held for the process's life; a POSIX lock, which no forked child inherits."""
    with layout.running.open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PlutoError(
                "Another process already serves this stack.",
                where=str(layout.directory),
                hint="Run the command again: it will find that process.",
            ) from None
        yield


def _record_of_self(port: int, settings: Settings) -> CloudRecord:
    pid = os.getpid()
    return CloudRecord(pid=pid, mark=mark_of(pid) or "", port=port, since=time.time(), settings=settings)
