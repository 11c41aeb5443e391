"""A gateway with real services over real HTTP, in a thread of the test process.

`local_gateway` has IAM, STS, Logs, DynamoDB, S3 and SQS behind it, and for Lambda and SageMaker a service that answers
with what it was asked. Whole processes are the subject of `test_lifecycle`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from aiohttp import web
from botocore.config import Config

from pluto_py.local.context import Credentials
from pluto_py.local.gateway.server import Gateway
from pluto_py.local.identity import credentials
from pluto_py.local.identity.authority import StackIdentity
from pluto_py.local.identity.iam.service import IamService
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.sts import StsService
from pluto_py.local.logs.groups import LogGroups
from pluto_py.local.logs.service import LogsService
from pluto_py.local.service import Service, ServiceRequest, ServiceResponse
from pluto_py.local.stores.dynamodb.service import DynamoDbService
from pluto_py.local.stores.s3.service import S3Service
from pluto_py.local.stores.sqs.service import SqsService

REGION = "us-east-1"
SESSION = boto3.Session()  # one for all clients: it keeps the service models that it has read


class EchoService:
    """Answers with the request as it arrived, or with what a test puts into `answer`."""

    def __init__(self) -> None:
        self.requests: list[ServiceRequest] = []
        self.answer: Callable[[ServiceRequest], ServiceResponse] | None = None

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        self.requests.append(request)
        if self.answer is not None:
            return self.answer(request)
        facts = {
            "operation": request.operation,
            "parameters": request.parameters,
            "length": len(request.body),
        }
        return ServiceResponse(headers={"Content-Type": "application/json"}, body=json.dumps(facts).encode())


@dataclass
class LocalGateway:
    """A running gateway, and clients for it."""

    directory: Path
    endpoint_url: str
    identity: StackIdentity
    groups: LogGroups
    keys: credentials.StackCredentials
    echo: EchoService
    loop: asyncio.AbstractEventLoop
    clock_offset: timedelta = timedelta(0)
    _clients: list[Any] = field(default_factory=list)

    def client(self, service: str, minted: Credentials | None = None, **options: Any) -> Any:
        """A boto3 client with the deployer's keys, or with minted ones."""
        client = SESSION.client(
            service,
            endpoint_url=self.endpoint_url,
            region_name=options.pop("region_name", REGION),
            aws_access_key_id=minted.access_key if minted else self.keys.access_key,
            aws_secret_access_key=minted.secret_key if minted else self.keys.secret_key,
            aws_session_token=minted.session_token if minted else None,
            config=Config(
                retries={"total_max_attempts": 1}, read_timeout=30, parameter_validation=False, **options
            ),
        )
        self._clients.append(client)
        return client

    def role(
        self, name: str, *statements: dict[str, Any], service: str = "lambda.amazonaws.com"
    ) -> Credentials:
        """Make a role that `service` may assume, with these statements inline, and mint credentials for it."""
        iam = self.client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document(*statements))
        return self.identity.mint(arn, service=service, session="test")

    def on_loop(self, work: Callable[[], Any]) -> Any:
        """Run something on the gateway's event loop."""
        done: Future[Any] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except BaseException as error:
                done.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return done.result(10)

    def close(self) -> None:
        for client in self._clients:
            client.close()


def document(*statements: dict[str, Any]) -> str:
    """A policy document with these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@contextmanager
def running_gateway(directory: Path) -> Iterator[LocalGateway]:
    """Serve `directory` until the block ends; used twice on one directory, it is a restart."""
    ready: Future[LocalGateway] = Future()
    stop = threading.Event()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        keys = credentials.load_or_create(directory / "credentials.json")
        store = IamStore(directory / "state.sqlite")
        identity = StackIdentity(keys, store, REGION)
        groups, echo = LogGroups(directory / "logs"), EchoService()
        listening = socket.create_server(("127.0.0.1", 0))
        endpoint_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        services: dict[str, Service] = {
            "iam": IamService(store),
            "sts": StsService(identity),
            "logs": LogsService(groups),
            "dynamodb": DynamoDbService(directory / "state.sqlite"),
            "s3": S3Service(directory / "state.sqlite", directory / "s3", identity),
            "sqs": SqsService(directory / "state.sqlite", endpoint_url, identity),
            "lambda": echo,
            "sagemaker": echo,
        }
        found = LocalGateway(directory, endpoint_url, identity, groups, keys, echo, loop)
        gateway = Gateway(identity, services, now=lambda: datetime.now(timezone.utc) + found.clock_offset)
        server = web.Server(gateway, access_log=None, auto_decompress=False)
        accepting = await loop.create_server(server, sock=listening)
        for service in services.values():
            await service.start()
        ready.set_result(found)
        await asyncio.to_thread(stop.wait)
        accepting.close()
        server.pre_shutdown()
        await server.shutdown(1)
        for service in services.values():
            await service.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="gateway")
    thread.start()
    try:
        found = ready.result(20)
        try:
            yield found
        finally:
            found.close()
    finally:
        stop.set()
        thread.join(20)


@pytest.fixture
def local_gateway(tmp_path: Path) -> Iterator[LocalGateway]:
    """A gateway over an empty directory."""
    with running_gateway(tmp_path) as gateway:
        yield gateway


@pytest.fixture
def restartable() -> Callable[[Path], Any]:
    """`running_gateway`, for tests that start more than one over a directory."""
    return running_gateway


@pytest.fixture
def policy() -> Callable[..., str]:
    """Makes a policy document of statements."""
    return document
