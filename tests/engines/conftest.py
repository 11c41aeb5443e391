"""Deployments of small programs, over a cloud of files (`things`) or over moto's AWS."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from things import ThingHandler

from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.deployment import Deployment
from pluto_py.engines.embedded import EmbeddedPulumi
from pluto_py.engines.embedded.passphrase import Passphrase

assert ThingHandler.token
PHRASE = "a passphrase"


@dataclass
class World:
    """A folder with a stack's files and the objects that it made."""

    folder: Path
    endpoints: dict[str, str] = field(default_factory=dict)
    key_cache: Path | None = None

    @property
    def cloud(self) -> Path:
        return self.folder / "cloud"

    @property
    def state_root(self) -> Path:
        return self.folder / "state"

    @property
    def state_file(self) -> Path:
        return self.state_root / ".pulumi/stacks/demo/dev.json"

    def share_the_salt(self) -> None:
        """One salt for all stacks of the tests: deriving a key takes a quarter of a second of work."""
        settings = self.folder / "work" / "Pulumi.dev.yaml"
        if self.key_cache is None or settings.exists():
            return
        kept = self.key_cache / "salt"
        if not kept.exists():
            kept.write_text(Passphrase(PHRASE, None, self.key_cache).salt)
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(f"encryptionsalt: {kept.read_text()}\n")

    def deployment(
        self,
        program: Callable[[], Any],
        *,
        command: Any = None,
        environment: dict[str, str] | None = None,
        config: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        region: str = "us-east-1",
        passphrase: str = PHRASE,
        parallel: int = 8,
    ) -> Deployment:
        self.share_the_salt()
        endpoints = {"test": f"file://{self.cloud}", **self.endpoints}
        return Deployment(
            project="demo",
            stack="dev",
            work_dir=self.folder / "work",
            state_url=f"file://{self.state_root}",
            passphrase=passphrase,
            program=program,
            config={
                "aws:region": region,
                "aws:accessKey": "AKIATEST",
                "aws:endpoints": json.dumps([endpoints]),
                **(config or {}),
            },
            secrets={"aws:secretKey": "a secret key", **(secrets or {})},
            command=command or EmbeddedPulumi({"aws": AwsPackage()}, key_cache=self.key_cache),
            environment=environment,
            parallel=parallel,
        )

    def up(self, program: Callable[[], Any], **options: Any) -> Any:
        return self.deployment(program, **options).up()

    def preview(self, program: Callable[[], Any], **options: Any) -> Any:
        return self.deployment(program, **options).preview()

    def destroy(self, **options: Any) -> Any:
        return self.deployment(lambda: None, **options).destroy()

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.state_file.read_text())["checkpoint"]["latest"]
        return found

    def resources(self) -> dict[str, dict[str, Any]]:
        """The state's resources by logical name, without the stack and its providers."""
        hidden = ("pulumi:pulumi:Stack", "pulumi:providers:")
        return {
            resource["urn"].split("::", 3)[3]: resource
            for resource in self.state().get("resources", [])
            if not resource["type"].startswith(hidden)
        }

    def objects(self) -> dict[str, dict[str, Any]]:
        """The things that there are."""
        return {path.stem: json.loads(path.read_text()) for path in sorted(self.cloud.glob("*.json"))}

    def operations(self) -> list[str]:
        """What was done to things since the last call."""
        log = self.cloud / "operations.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


@pytest.fixture(scope="session")
def key_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def world(tmp_path: Path, key_cache: Path) -> World:
    return World(tmp_path, key_cache=key_cache)


@pytest.fixture
def new_world(tmp_path: Path, key_cache: Path) -> Callable[[str], World]:
    return lambda name: World(tmp_path / name, key_cache=key_cache)


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """moto behind a loopback port."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
