"""A resource type for tests, registered beside the real ones: its objects are files of a folder.

The folder is the `test` endpoint of the AWS provider's configuration (`file:///…`), so the objects outlive a process
that is killed, and both engines' providers see the same ones. `operations.log` in it lists what was done, in order.

What an object's inputs ask for happens to it: `fails` (`create`, `update`, `delete`) fails that operation, and `late` fails a creation after the object is there;
`hangs` (`before`, `after`) makes its creation or update stop for ever before or after the object is touched, with a
file `hanging` to tell; `delay` is in seconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pulumi

from pluto_py.engines.aws_provider import Handler, Property, register
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.provider import PartialFailure, ProviderError

TOKEN = "aws:test/thing:Thing"


class ExistsError(ProviderError):
    pass


class MissingError(ProviderError):
    pass


@register
class ThingHandler(Handler):
    token = TOKEN
    properties: ClassVar[Mapping[str, Property]] = {
        "code": Property(),
        "delay": Property(),
        "fails": Property(),
        "hangs": Property(),
        "kind": Property(force_new=True),
        "name": Property(force_new=True),
        "nested": Property(fields={"a": Property(), "b": Property()}),
        "size": Property(default=1),
        "source": Property(force_new=True),
        "tags": Property(),
        "text": Property(),
        "unhealthy": Property(),
    }
    naming = Naming(longest=40, pattern=r"[a-zA-Z0-9-]+")
    volatile = frozenset({"revision"})

    @property
    def folder(self) -> Path:
        endpoint = str(self.clients.settings.endpoint("test"))
        return Path(endpoint.removeprefix("file://"))

    def is_missing(self, error: Exception) -> bool:
        return isinstance(error, MissingError)

    def is_conflict(self, error: Exception) -> bool:
        return isinstance(error, ExistsError)

    def identify(self, inputs: dict[str, Any]) -> str | None:
        return inputs["name"]

    def create(self, inputs: dict[str, Any], timeout: float) -> str:
        name = inputs["name"]
        self._obey(inputs, "create")
        path = self.folder / f"{name}.json"
        if path.exists():
            raise ExistsError(f"thing {name} exists already")
        self._write(path, {**inputs, "revision": 1})
        self._note("create", name)
        self._hang(inputs, "after")
        self._be_unhealthy(name, inputs)
        if inputs.get("fails") == "late":
            raise ProviderError(f"thing {name} could not be finished")
        return name

    def read(self, identity: str) -> dict[str, Any] | None:
        found = self._load(identity)
        live = {key: value for key, value in found.items() if key not in ("code", "fails", "hangs", "delay")}
        region = self.clients.settings.region
        return {"size": 1, **live, "arn": f"arn:aws:test:{region}::thing/{identity}"}

    def update(self, identity: str, olds: dict[str, Any], news: dict[str, Any], timeout: float) -> None:
        self._obey(news, "update")
        found = self._load(identity)
        self._write(self.folder / f"{identity}.json", {**news, "revision": found["revision"] + 1})
        self._note("update", identity)
        self._hang(news, "after")
        self._be_unhealthy(identity, news)

    def delete(self, identity: str, outputs: dict[str, Any], timeout: float) -> None:
        if self._load(identity).get("fails") == "delete":
            raise ProviderError(f"thing {identity} will not go")
        (self.folder / f"{identity}.json").unlink()
        self._note("delete", identity)

    def _load(self, identity: str) -> dict[str, Any]:
        try:
            return json.loads((self.folder / f"{identity}.json").read_text())
        except FileNotFoundError:
            raise MissingError(f"there is no thing {identity}") from None

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))

    def _note(self, operation: str, name: str) -> None:
        with (self.folder / "operations.log").open("a") as log:
            log.write(f"{operation} {name}\n")

    def _obey(self, inputs: dict[str, Any], operation: str) -> None:
        time.sleep(inputs.get("delay") or 0)
        if inputs.get("fails") == operation:
            raise ProviderError(f"thing {inputs['name']} fails to {operation}")
        self._hang(inputs, "before")

    def _hang(self, inputs: dict[str, Any], moment: str) -> None:
        if inputs.get("hangs") == moment:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "hanging").touch()
            time.sleep(600)

    def _be_unhealthy(self, name: str, inputs: dict[str, Any]) -> None:
        if inputs.get("unhealthy"):
            raise PartialFailure(name, self.read(name) or {}, [f"thing {name} is unhealthy"])


class Thing(pulumi.CustomResource):
    """A thing, as a program declares it."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    size: pulumi.Output[int]
    text: pulumi.Output[str]
    revision: pulumi.Output[int]

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **inputs: Any):
        known = dict.fromkeys((*ThingHandler.properties, "arn", "revision"))
        super().__init__(TOKEN, resource_name, {**known, **inputs}, opts)


class Group(pulumi.ComponentResource):
    """A component that holds things."""

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, type_: str = "test:Group"
    ):
        super().__init__(type_, resource_name, {}, opts)
