"""A gateway with Lambda, SQS, IAM and STS behind it, as real clients reach it; real processes, real ports."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from aiohttp import web
from botocore.config import Config

from pluto_py.local.context import ACCOUNT, CloudContext
from pluto_py.local.functions.limits import HostSettings
from pluto_py.local.functions.service import LambdaService
from pluto_py.local.gateway.server import Gateway
from pluto_py.local.identity.authority import StackIdentity
from pluto_py.local.identity.credentials import StackCredentials
from pluto_py.local.identity.iam.service import IamService
from pluto_py.local.identity.iam.store import IamStore
from pluto_py.local.identity.sts import StsService
from pluto_py.local.stores.sqs.service import SqsService

REGION = "us-east-1"
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
CREDENTIALS = StackCredentials("AKIAPLUTOTEST0000000", "test-secret")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"


def trust(service: str) -> dict[str, Any]:
    """A trust policy: who may assume a role."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


class Lines:
    """The log, in memory."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, int, str]] = []

    def append(self, group: str, stream: str, timestamp_ms: int, message: str) -> None:
        self.events.append((group, stream, timestamp_ms, message))

    def of(self, function: str) -> list[str]:
        return [message for group, _, _, message in self.events if group == f"/aws/lambda/{function}"]


class Ledger:
    """The pids of children that run."""

    def __init__(self) -> None:
        self.pids: set[int] = set()

    def record(self, pid: int) -> None:
        self.pids.add(pid)

    def forget(self, pid: int) -> None:
        self.pids.discard(pid)


def zipped(source: str | None = None, **files: str | bytes) -> bytes:
    """A package: `app.py` with `source`, and further files by name (`__` for `/`)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        if source is not None:
            package.writestr("app.py", source)
        for name, content in files.items():
            package.writestr(name.replace("__", "/"), content)
    return target.getvalue()


@dataclass
class LocalLambda:
    """One run of the service. `stop` and `start` it to see what a restart keeps."""

    directory: Path
    settings: HostSettings = field(default_factory=HostSettings)
    lines: Lines = field(default_factory=Lines)
    ledger: Ledger = field(default_factory=Ledger)
    endpoint_url: str = ""
    _api: Any = None
    _clients: list[Any] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def start(self) -> LocalLambda:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="lambda under test")
        self._thread.start()
        self.run(self._start)
        return self

    def stop(self) -> None:
        if self._thread is None:
            return
        for client in self._clients:
            client.close()
        self._clients.clear()
        self._api = None
        self.run(self._stop)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(20)
        self.loop.close()
        self._thread = None

    def run(self, action: Callable[[], Any], timeout: float = 30) -> Any:
        """Call or await something on the service's own thread."""

        async def soon() -> Any:
            made = action()
            return await made if asyncio.iscoroutine(made) else made

        return asyncio.run_coroutine_threadsafe(soon(), self.loop).result(timeout)

    async def _start(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.endpoint_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        database = self.directory / "state.sqlite"
        self._store = IamStore(database)
        identity = StackIdentity(CREDENTIALS, self._store, REGION)
        context = CloudContext(
            directory=self.directory,
            stack="dev",
            region=REGION,
            account=ACCOUNT,
            endpoint_url=self.endpoint_url,
            database=database,
            identity=identity,
            log_sink=self.lines,
            processes=self.ledger,
        )
        self.queues = SqsService(database, self.endpoint_url, identity)
        self.service = LambdaService(context, identity, settings=self.settings, queues=self.queues)
        await self.service.start()
        services = {
            "lambda": self.service,
            "iam": IamService(self._store),
            "sts": StsService(identity),
            "sqs": self.queues,
        }
        self._runner = web.ServerRunner(web.Server(Gateway(identity, services)), shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()

    async def _stop(self) -> None:
        await self._runner.cleanup()
        await self.service.stop()
        await self.queues.stop()
        self._store.close()

    # What a user does

    def client(self, name: str, **keys: str) -> Any:
        keys = keys or {
            "aws_access_key_id": CREDENTIALS.access_key,
            "aws_secret_access_key": CREDENTIALS.secret_key,
        }
        client = boto3.client(
            name,
            region_name=REGION,
            endpoint_url=self.endpoint_url,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60, parameter_validation=False),
            **keys,
        )
        self._clients.append(client)
        return client

    @property
    def api(self) -> Any:
        self._api = self._api or self.client("lambda")
        return self._api

    def make_role(
        self, name: str = "app", *statements: dict[str, Any], service: str = "lambda.amazonaws.com"
    ) -> str:
        iam = self.client("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(service)))
        arn = made["Role"]["Arn"]
        if statements:
            policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy)
        return str(arn)

    def create(
        self, source: str, name: str = "f", *, code: bytes | None = None, **more: Any
    ) -> dict[str, Any]:
        """A function whose handler is `app.handler`."""
        parameters: dict[str, Any] = {
            "FunctionName": name,
            "Runtime": RUNTIME,
            "Role": ROLE,
            "Handler": "app.handler",
            "Code": {"ZipFile": code or zipped(source)},
        }
        if "env" in more:
            parameters["Environment"] = {"Variables": more.pop("env")}
        return dict(self.api.create_function(**parameters | more))

    def call(self, payload: Any = None, name: str = "f", **more: Any) -> tuple[Any, str | None]:
        """The decoded payload of one invocation, and its `FunctionError`."""
        answer = self.api.invoke(FunctionName=name, Payload=json.dumps(payload), **more)
        return json.loads(answer["Payload"].read()), answer.get("FunctionError")

    def expose(self, name: str = "f", **more: Any) -> str:
        """A public Function URL, with both permissions that it takes."""
        url = self.api.create_function_url_config(FunctionName=name, **{"AuthType": "NONE", **more})[
            "FunctionUrl"
        ]
        self.api.add_permission(
            FunctionName=name,
            StatementId="url",
            Action="lambda:InvokeFunctionUrl",
            Principal="*",
            FunctionUrlAuthType="NONE",
        )
        self.api.add_permission(
            FunctionName=name,
            StatementId="invoke",
            Action="lambda:InvokeFunction",
            Principal="*",
            InvokedViaFunctionUrl=True,
        )
        return str(url)


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """The condition's first true value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


Start = Callable[..., LocalLambda]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a cloud of the test's own, with settings of its own; it has one role that Lambda may assume."""
    running: list[LocalLambda] = []

    def starter(**settings: Any) -> LocalLambda:
        cloud = LocalLambda(tmp_path / "cloud", HostSettings(**settings)).start()
        running.append(cloud)
        cloud.make_role()
        return cloud

    yield starter
    for cloud in running:
        cloud.stop()
        assert cloud.ledger.pids == set(), "a stopped cloud has no processes"


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalLambda]:
    cloud = LocalLambda(tmp_path_factory.mktemp("shared") / "cloud").start()
    cloud.make_role()
    yield cloud
    cloud.stop()
    assert cloud.ledger.pids == set(), "a stopped cloud has no processes"


@pytest.fixture
def cloud(shared: LocalLambda) -> Iterator[LocalLambda]:
    """A cloud with one role, no function, an empty log; it is shared, but nobody can tell."""
    shared.lines.events.clear()
    yield shared
    for function in shared.api.list_functions()["Functions"]:
        shared.api.delete_function(FunctionName=function["FunctionName"])
    iam = shared.client("iam")
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"] != "app":
            for policy in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
                iam.delete_role_policy(RoleName=role["RoleName"], PolicyName=policy)
            iam.delete_role(RoleName=role["RoleName"])
    until(lambda: not shared.ledger.pids)
