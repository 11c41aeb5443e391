"""Which services a cloud consists of, and what each of them is given."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.local import ports
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
from pluto_py.local.processes import ProcessLedger, memory_of
from pluto_py.local.record import Settings
from pluto_py.local.service import Reporting, Service
from pluto_py.local.stores.dynamodb.service import DynamoDbService
from pluto_py.local.stores.s3.service import S3Service
from pluto_py.local.stores.sqs.service import SqsService

__all__ = ["Assembly", "assemble"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assembly:
    """A cloud that is built and not started: its services in the order of their start, and its door."""

    services: tuple[Service, ...]
    gateway: Gateway


def assemble(layout: Layout, settings: Settings, port: int, stop: Callable[[], None]) -> Assembly:
    """Build everything that serves a stack on `port`; `stop` is called when the command line asks for it.

    What a killed predecessor left behind is ended first: it may hold ports and files.
    """
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
        code=layout.code,
    )
    queues = SqsService(layout.database, context.endpoint_url, identity)
    services: dict[str, Service] = {
        "iam": IamService(store),
        "sts": StsService(identity),
        "logs": LogsService(groups),
        "dynamodb": DynamoDbService(layout.database),
        "s3": S3Service(layout.database, layout.objects, identity),
        "sqs": queues,
        **_own_services(context, identity, queues),
    }
    admin = _admin(keys, services, ledger, stop)
    return Assembly(tuple(services.values()), Gateway(identity, services, admin))


def _own_services(context: CloudContext, identity: StackIdentity, queues: SqsService) -> dict[str, Service]:
    from pluto_py.local.functions.service import LambdaService
    from pluto_py.local.sagemaker.service import SageMakerService

    return {
        "sagemaker": SageMakerService(context),
        "lambda": LambdaService(context, identity, queues=queues),
    }


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
