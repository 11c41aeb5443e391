"""A gateway with SageMaker behind it, on a port of its own, as real clients reach it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from aiohttp import web
from botocore.config import Config

from pluto_py.local.context import CloudContext
from pluto_py.local.gateway.server import Gateway
from pluto_py.local.sagemaker.service import SageMakerService
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.service import Caller

REGION, ACCOUNT = "us-east-1", "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/model-role"
TGI_REPOSITORY = "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference"
TGI = f"{TGI_REPOSITORY}:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04"
VLLM = "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:server-sagemaker-cuda-v1"
ACCESS_KEY, SECRET_KEY = "AKIAPLUTOTEST0000000", "test-secret"


@dataclass(frozen=True)
class Owner:
    """The only principal of these tests; who may do what is the gateway's and identity's business."""

    caller: Caller
    secret_key: str = SECRET_KEY
    expired: bool = False


OWNER = Owner(Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/tester", ACCESS_KEY))


class Permissive:
    def principal(self, access_key: str, token: str | None) -> Owner | None:
        return OWNER if access_key == ACCESS_KEY else None

    def require(self, *_: Any) -> None:
        pass


class OneRole:
    """Identity as far as SageMaker asks it: one role that trusts SageMaker."""

    def can_assume(self, role_arn: str, service: str) -> bool:
        return (role_arn, service) == (ROLE, "sagemaker.amazonaws.com")

    def mint(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("SageMaker mints no credentials")

    def authorize(self, *_: Any) -> None:
        raise AssertionError("the gateway authorizes")

    def allows_public(self, *_: Any) -> bool:
        return False

    def register_resource_policies(self, *_: Any) -> None:
        pass


class Lines:
    def __init__(self) -> None:
        self.events: list[tuple[str, str, int, str]] = []

    def append(self, group: str, stream: str, timestamp_ms: int, message: str) -> None:
        self.events.append((group, stream, timestamp_ms, message))

    def of(self, group: str) -> list[str]:
        return [message for each, _, _, message in self.events if each == group]


class NoProcesses:
    def record(self, pid: int) -> None:
        raise AssertionError("SageMaker starts no processes")

    def forget(self, pid: int) -> None:
        raise AssertionError("SageMaker starts no processes")


@dataclass
class LocalSageMaker:
    """One run of the service. `stop` and `start` it to see what a restart keeps."""

    context: CloudContext
    settings: SageMakerSettings
    lines: Lines
    endpoint_url: str = ""
    service: SageMakerService | None = None
    _loop: Any = None
    _clients: list[Any] = field(default_factory=list)
    _thread: threading.Thread | None = None
    _runner: web.ServerRunner | None = None

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sagemaker under test")
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(20)

    def stop(self) -> None:
        if self._thread is None:
            return
        for client in self._clients:
            client.close()
        self._clients.clear()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()
        self._thread = None

    async def _start(self) -> None:
        self.service = SageMakerService(self.context, self.settings)
        await self.service.start()
        gateway = Gateway(Permissive(), {"sagemaker": self.service})
        self._runner = web.ServerRunner(web.Server(gateway), shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.endpoint_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        assert self._runner is not None
        assert self.service is not None
        await self._runner.cleanup()
        await self.service.stop()

    def client(self, name: str, **config: Any) -> Any:
        client = boto3.client(
            name,
            region_name=REGION,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(retries={"total_max_attempts": 1}, **config),
        )
        self._clients.append(client)
        return client

    def run(self, call: Callable[[], Any]) -> Any:
        """Call something on the service's own thread."""

        async def soon() -> Any:
            return call()

        return asyncio.run_coroutine_threadsafe(soon(), self._loop).result(20)

    def deploy(
        self,
        name: str = "chat",
        *,
        image: str = TGI,
        environment: dict[str, str] | None = None,
        wait: bool = True,
    ) -> str:
        """A model, a configuration and an endpoint of one name; the endpoint's final status."""
        client = self.client("sagemaker")
        client.create_model(
            ModelName=name,
            ExecutionRoleArn=ROLE,
            PrimaryContainer={
                "Image": image,
                "Environment": environment if environment is not None else {"HF_MODEL_ID": "tiny/llama"},
            },
        )
        client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant(name)])
        client.create_endpoint(EndpointName=name, EndpointConfigName=name)
        return self.settled(name) if wait else "Creating"

    def settled(self, name: str) -> str:
        """The status of an endpoint once it is no longer in progress."""
        client = self.client("sagemaker")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            status = client.describe_endpoint(EndpointName=name)["EndpointStatus"]
            if not status.endswith("ing"):
                return str(status)
            time.sleep(0.02)
        raise AssertionError(f"{name} is still {status}")


def variant(model: str, name: str = "AllTraffic", **more: Any) -> dict[str, Any]:
    return {
        "VariantName": name,
        "ModelName": model,
        "InstanceType": "ml.g5.2xlarge",
        "InitialInstanceCount": 1,
        **more,
    }


Start = Callable[..., LocalSageMaker]


def _context(directory: Path, lines: Lines, llm: str | None) -> CloudContext:
    return CloudContext(
        directory=directory,
        stack="dev",
        region=REGION,
        account=ACCOUNT,
        endpoint_url="http://127.0.0.1:0",
        database=directory / "state.sqlite",
        identity=OneRole(),
        log_sink=lines,
        processes=NoProcesses(),
        llm=llm,
    )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services over one folder; keywords are settings, and `llm`."""
    started: list[LocalSageMaker] = []

    def begin(llm: str | None = None, **settings: Any) -> LocalSageMaker:
        lines = Lines()
        chosen = replace(SageMakerSettings(transition_s=0.02), **settings)
        local = LocalSageMaker(_context(tmp_path, lines, llm), chosen, lines)
        local.start()
        started.append(local)
        return local

    yield begin
    for local in started:
        local.stop()


@pytest.fixture
def local(start: Start) -> LocalSageMaker:
    """A service that is quick about its states."""
    return start()
