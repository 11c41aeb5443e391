"""Architectures in a few words, and what the program registers for them, by Pulumi's own test monitor."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.runtime import mocks, rpc, settings

from deducer.architecture import (
    Architecture,
    Argument,
    Capture,
    DeducedFunction,
    DeducedResource,
    Grant,
    Position,
)
from pluto_py.bundling.bundle import Bundle
from pluto_py.infra import DeploymentPlan, program

ACCOUNT = "123456789012"


@dataclass
class App:
    """An app under construction. Lines of its source are counted as things are declared."""

    bundle: Path
    name: str = "chat"
    resources: list[DeducedResource] = field(default_factory=list)
    functions: list[DeducedFunction] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    def declare(self, kind: str, name: str, **arguments: Any) -> App:
        """A resource; an argument that comes from the environment is given by `from_environment`."""
        given = {k: v if isinstance(v, Argument) else Argument(v, v) for k, v in arguments.items()}
        self.resources.append(DeducedResource(kind, name, given, self._here()))
        return self

    def subscriber(self, queue: str, **settings: Any) -> App:
        """What `queue.subscribe(handler)` makes."""
        count = sum(f.trigger.get("resource") == queue for f in self.functions)
        trigger = {"kind": "queue", "resource": queue, **settings}
        self.functions.append(
            DeducedFunction(
                f"{queue}-subscribe-{count}",
                trigger,
                self._here(),
                (),
                (),
                ("app/main.py",),
                (),
                self._here(),
            )
        )
        return self

    def function(
        self, name: str, *, reads: tuple[str, ...] = (), environment: tuple[str, ...] = (), **arguments: Any
    ) -> App:
        """A Function; `reads` are properties as `"KVStore/history.aws_table_name"`."""
        captures = tuple(Capture(*r.replace(".", "/").split("/")) for r in reads)
        self.declare("Function", name, **arguments)
        at = self.resources[-1].at
        self.functions.append(
            DeducedFunction(name, {"kind": "url"}, at, environment, captures, ("app/main.py",), (), at)
        )
        return self

    def grant(self, function: str, to: str, *actions: str, certainty: Any = "must") -> App:
        """A grant on `"KVStore/history"`, or on the ARN of something that the app does not declare."""
        operation = actions[0].partition(":")[2]
        if to.startswith("arn:"):
            self.grants.append(Grant(function, "aws", "", operation, actions, certainty, (), to))
        else:
            self.grants.append(Grant(function, *to.split("/"), operation, actions, certainty, ()))
        return self

    def plan(self, environment: Mapping[str, str] | None = None, **options: Any) -> DeploymentPlan:
        bundles = {f.name: Bundle(f.name, self.bundle, "0" * 64, 22, 0) for f in self.functions}
        fields: dict[str, Any] = {
            "app": self.name,
            "stack": "dev",
            "platform": "aws",
            "region": "us-east-1",
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "bundles": bundles,
            "environment": environment or {},
            "architecture": Architecture(
                app=self.name,
                entrypoint="app/main.py",
                resources=tuple(self.resources),
                functions=tuple(self.functions),
                grants=tuple(self.grants),
                findings=(),
                entry_module="app.main",
            ),
        }
        return DeploymentPlan(**{**fields, **options})

    def plan_and_check(self, **options: Any) -> None:
        """Everything that happens before the first object is made."""
        program(self.plan(**options))

    def provision(
        self, config: Mapping[str, str] | None = None, account: str = ACCOUNT, **options: Any
    ) -> Registered:
        """Run the program and hand back what it registered and exported."""
        return _run(self.plan(**options), config or {}, account)

    def _here(self) -> Position:
        return Position("app/main.py", len(self.resources) + 1, 1)


@dataclass
class Registered(mocks.Mocks):
    """Answers registrations as AWS would, and remembers them: (type, name) → inputs."""

    objects: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)
    account: str = ACCOUNT
    secrets: set[tuple[str, str]] = field(default_factory=set)
    """(object, variable) of every variable that is a Pulumi secret."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        assert args.token == "aws:index/getCallerIdentity:getCallerIdentity", "nothing else is looked up"
        return {"accountId": self.account}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.objects[args.typ, args.name] = args.inputs
        if args.typ == "aws:s3/bucket:Bucket":
            name = args.inputs.get("bucket", f"{args.name}-0123")
        else:
            name = args.inputs.get("name", args.name)
        return f"{args.name}-id", {**args.inputs, **_provided(args.typ, name)}

    def inputs(self, kind: str, name: str) -> dict[str, Any]:
        """The inputs of the AWS object of type `aws:…:<kind>` called `name`."""
        (found,) = [i for (t, n), i in self.objects.items() if t.endswith(f":{kind}") and n == name]
        return found

    def policy(self, name: str) -> list[dict[str, Any]]:
        """The statements of the inline policy called `name`."""
        document = json.loads(self.inputs("RolePolicy", name)["policy"])
        assert document["Version"] == "2012-10-17"
        return document["Statement"]

    def variables(self, function: str) -> dict[str, Any]:
        """A function's environment variables."""
        (inputs,) = [i for (t, n), i in self.objects.items() if (t, n) == (LAMBDA, f"{function}-function")]
        return inputs["environment"]["variables"]

    def types(self) -> list[str]:
        """The types of all AWS objects, sorted."""
        return sorted(t for t, _ in self.objects if t.startswith("aws:"))


class Monitor(mocks.MockMonitor):
    """Pulumi's test monitor, which also notes which inputs are secrets."""

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the RPC's name
        inputs = self._opened(json_format.MessageToDict(request.object), request.name, "")
        request.object.Clear()
        request.object.update(inputs)
        return super().RegisterResource(request)

    def _opened(self, value: Any, owner: str, key: str) -> Any:
        if isinstance(value, list):
            return [self._opened(item, owner, key) for item in value]
        if not isinstance(value, dict):
            return value
        if value.get(rpc._special_sig_key) == rpc._special_secret_sig:
            self.mocks.secrets.add((owner, key))
            return self._opened(value["value"], owner, key)
        return {k: self._opened(v, owner, k) for k, v in value.items()}


LAMBDA = "aws:lambda/function:Function"


def _provided(typ: str, name: str) -> dict[str, str]:
    """What AWS adds to an object's inputs."""
    arn = f"arn:aws:{{}}:us-east-1:{ACCOUNT}:{{}}"
    return {
        "aws:s3/bucket:Bucket": {"bucket": name, "arn": f"arn:aws:s3:::{name}"},
        "aws:sqs/queue:Queue": {
            "arn": arn.format("sqs", name),
            "url": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{name}",
        },
        "aws:iam/role:Role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"},
        "aws:cloudwatch/logGroup:LogGroup": {"arn": arn.format("logs", f"log-group:{name}")},
        LAMBDA: {"arn": arn.format("lambda", f"function:{name}")},
        "aws:lambda/functionUrl:FunctionUrl": {"functionUrl": f"https://{name}.lambda-url.us-east-1.on.aws/"},
        "aws:dynamodb/table:Table": {"arn": arn.format("dynamodb", f"table/{name}")},
        "aws:sagemaker/endpoint:Endpoint": {"arn": arn.format("sagemaker", f"endpoint/{name}")},
    }.get(typ, {})


def _run(plan: DeploymentPlan, config: Mapping[str, str], account: str) -> Registered:
    body = program(plan)
    found = Registered(account=account)
    with _event_loop() as loop:
        mocks.set_mocks(found, project=plan.app, stack=plan.stack, preview=False, monitor=Monitor(found))
        pulumi.runtime.set_all_config(dict(config))
        found.exports = loop.run_until_complete(_in_stack(body))
    return found


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop whose worker threads have loops too, as the test monitor wants; all are closed at the end."""
    loops = [asyncio.new_event_loop()]

    def start_worker() -> None:
        loops.append(asyncio.new_event_loop())
        asyncio.set_event_loop(loops[-1])

    with ThreadPoolExecutor(max_workers=4, initializer=start_worker) as workers:
        loops[0].set_default_executor(workers)
        asyncio.set_event_loop(loops[0])
        try:
            yield loops[0]
        finally:
            asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


async def _in_stack(body: Callable[[], None]) -> dict[str, Any]:
    """Run a program in a stack of its own, and wait for what it exports."""
    settings.set_root_resource(None)  # which `set_mocks` has made
    await pulumi.runtime.run_in_stack(body)
    stack = settings.get_root_resource()
    return {name: await pulumi.Output.from_input(value).future() for name, value in stack.outputs.items()}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(b"PK\x05\x06" + bytes(18))
    return App(bundle)


@pytest.fixture(scope="session")
def app_of() -> type[App]:
    """For apps with a bundle of their own."""
    return App


@pytest.fixture
def from_environment() -> Callable[[Any, Any, str], Argument]:
    """An argument whose value comes from variables of the deploy-time environment."""

    def argument(value: Any, shown: Any, *names: str) -> Argument:
        return Argument(value, shown, names)

    return argument
