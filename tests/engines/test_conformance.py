"""The real engine is the judge of ours: both play the same phases, over the same handlers, and must do the same.

Needs a Pulumi CLI (`make pulumi-cli`). Without one the module is skipped; in CI (`CI=true`) that is a failure.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import World
from killed_deployment import program
from phases import PHASES, Phase
from test_interruption import deploying

from pluto_py.engines import cli, provider_server
from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.embedded.locks import Owner
from pluto_py.engines.results import DeploymentFailed

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.timeout(600),
    # The SDK leaves an event loop open when the CLI ends before the program's last request was answered.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

BUILT = Path(__file__).parents[2] / ".cache" / "pulumi-cli"
RANDOM = re.compile(r"-[0-9a-f]{7}\b")
UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
TIMES_AND_PLACES = ("created", "modified", "sourcePosition", "stackTrace")
SECRETS = {"token": "open sesame"}


@dataclass
class Played:
    """What one engine made of one phase."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    failed: bool = False
    state: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    seen_by_the_other: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module", autouse=True)
def no_event_loop_is_left_to_later_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield
    # The SDK remembers the last program's loop; another program makes it let go.
    World(tmp_path_factory.mktemp("last")).preview(lambda: None)
    gc.collect()


@pytest.fixture(scope="module")
def real_cli() -> cli.InstalledPulumi:
    if "PLUTO_PULUMI_HOME" not in os.environ and (BUILT / "bin" / "pulumi").exists():
        os.environ["PLUTO_PULUMI_HOME"] = str(BUILT)
    found = cli.find(private=True)
    if found is None:
        reason = "no Pulumi CLI: `make pulumi-cli` builds one where Go is"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    with provider_server.serve({"aws": AwsPackage()}) as environment:
        yield environment


@pytest.fixture(scope="module")
def played(
    real_cli: cli.InstalledPulumi,
    served: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    key_cache: Path,
) -> dict[str, tuple[Played, Played]]:
    """Every phase, by the embedded engine and by the CLI; each looks at what the other has left."""
    ours = World(tmp_path_factory.mktemp("embedded"), key_cache=key_cache)
    theirs = World(tmp_path_factory.mktemp("real"), key_cache=key_cache)
    real = {"command": real_cli, "environment": served}
    results = {}
    for phase in PHASES:
        mine = play(phase, ours, {}, other=real if phase in HANDED_OVER else None)
        judge = play(phase, theirs, real, other={})
        results[phase.name] = (mine, judge)
    return results


# The CLI looks at the embedded engine's state after these phases only: every look takes it seconds.
HANDED_OVER = tuple(
    phase for phase in PHASES if phase.name in ("no change", "fail to create", "after renaming")
)


def play(phase: Phase, world: World, engine: dict[str, Any], other: dict[str, Any] | None) -> Played:
    if phase.disturb:
        phase.disturb(world)
    world.operations()
    result = Played()
    deployment = world.deployment(phase.program, secrets=SECRETS, **engine)

    def watch(event: Any) -> None:
        for found in (
            event.resource_pre_event,
            event.res_outputs_event if phase.action == "refresh" else None,
        ):
            if found is not None:
                op = getattr(found.metadata.op, "value", found.metadata.op)
                result.steps.append((op, RANDOM.sub("", found.metadata.urn.split("::", 2)[2])))

    try:
        getattr(deployment, phase.action)(watch)
    except DeploymentFailed:
        result.failed = True
    # Read by the embedded engine in either case, which is quicker, and shows that it can.
    reader = world.deployment(phase.program, secrets=SECRETS)
    result.state = normal(reader.export(show_secrets=True)["deployment"], world)
    result.objects = normal(world.objects(), world)
    result.order = [RANDOM.sub("", line) for line in world.operations()]
    result.outputs = normal({name: found.value for name, found in reader.outputs().items()}, world)
    if other is not None and phase.action == "up" and not phase.fails:
        result.seen_by_the_other = dict(world.preview(phase.program, secrets=SECRETS, **other).counts)
    return result


def normal(value: Any, world: World) -> Any:
    """A value without what may differ: times, ids, random names, places."""
    text = json.dumps(value).replace(str(world.folder), "<world>")
    value = json.loads(UUID.sub("<uuid>", RANDOM.sub("", text)))
    if isinstance(value, dict) and "manifest" in value:
        del value["manifest"]
        value.pop("secrets_providers", None)
        value["resources"] = {
            (resource["urn"], resource.get("delete", False)): {
                key: sorted(entry) if key == "dependencies" else entry
                for key, entry in resource.items()
                if key not in TIMES_AND_PLACES
            }
            for resource in value.get("resources", [])
        }
        value.pop("pending_operations", None)
    return value


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
class TestPhase:
    def test_the_outcome_is_as_told(self, phase: Phase, played: dict[str, tuple[Played, Played]]) -> None:
        assert [one.failed for one in played[phase.name]] == [phase.fails, phase.fails]

    def test_both_engines_take_the_same_steps(
        self, phase: Phase, played: dict[str, tuple[Played, Played]]
    ) -> None:
        ours, theirs = played[phase.name]
        assert sorted(ours.steps) == sorted(theirs.steps)

    def test_both_engines_leave_the_same_state(
        self, phase: Phase, played: dict[str, tuple[Played, Played]]
    ) -> None:
        ours, theirs = played[phase.name]
        assert ours.state["resources"] == theirs.state["resources"]
        assert ours.outputs == theirs.outputs

    def test_both_engines_leave_the_same_objects(
        self, phase: Phase, played: dict[str, tuple[Played, Played]]
    ) -> None:
        ours, theirs = played[phase.name]
        assert ours.objects == theirs.objects

    def test_operations_respect_dependencies(
        self, phase: Phase, played: dict[str, tuple[Played, Played]]
    ) -> None:
        ours, theirs = played[phase.name]
        assert sorted(ours.order) == sorted(theirs.order)
        for one in (ours, theirs):
            assert_order(one)

    def test_each_engine_takes_over_the_others_stack(
        self, phase: Phase, played: dict[str, tuple[Played, Played]]
    ) -> None:
        for one in played[phase.name]:
            assert set(one.seen_by_the_other) <= {"same"}


@pytest.mark.parametrize(("first", "second"), [("embedded", "real"), ("real", "embedded"), ("real", "real")])
def test_one_engine_goes_on_where_the_other_was_killed(
    first: str,
    second: str,
    real_cli: cli.InstalledPulumi,
    served: dict[str, str],
    new_world: Callable[[str], World],
) -> None:
    world = new_world(first)
    engines: dict[str, dict[str, Any]] = {
        "embedded": {},
        "real": {"command": real_cli, "environment": served},
    }
    with deploying(world, "after", named=True, engine=first) as process:
        (lock,) = (world.state_root / ".pulumi/locks/organization/demo/dev").glob("*.json")
        owner = owner_of(lock)
        os.kill(owner.pid, signal.SIGKILL)
        process.kill()
        for _ in range(200):
            if owner.is_gone:
                break
            time.sleep(0.05)
    world.up(program("", named=True), **engines[second])
    assert sorted(world.resources()) == ["first", "last", "middle"]
    assert sorted(world.objects()) == sorted(resource["id"] for resource in world.resources().values())
    assert sum(line.startswith("create") for line in world.operations()) == 3


def owner_of(lock: Path) -> Owner:
    found = json.loads(lock.read_text())
    return Owner(found["pid"], found["username"], found["hostname"], found["timestamp"])


def assert_order(result: Played) -> None:
    """Whatever a resource depends on was made before it (in one run; deletions are checked by their own test)."""
    made = {line.split()[1]: index for index, line in enumerate(result.order) if line.startswith("create ")}
    for resource in result.state["resources"].values():
        name = resource.get("id", "")
        for urn in resource.get("dependencies", []):
            needed = result.state["resources"].get((urn, False), {}).get("id", "")
            if name in made and needed in made:
                assert made[needed] < made[name], f"{name} was made before {needed}"
