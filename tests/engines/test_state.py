"""Where and how the embedded engine keeps a stack: Pulumi's own files, complete at every moment."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from conftest import World
from pulumi import automation
from things import Thing

from pluto_py.engines.aws_provider import AwsPackage
from pluto_py.engines.embedded import EmbeddedPulumi
from pluto_py.engines.embedded.backend import Backend
from pluto_py.engines.embedded.passphrase import Passphrase, WrongPassphraseError
from pluto_py.engines.results import DeploymentFailed
from pluto_py.errors import PlutoError


def program(size: int = 1) -> Any:
    def main() -> None:
        thing = Thing("one", size=size, text=pulumi.Output.secret("hidden"))
        pulumi.export("size", thing.size)

    return main


def stack(world: World, main: Any = None) -> automation.Stack:
    """The stack through the Automation API itself, as any Pulumi user would have it."""
    world.state_root.mkdir(parents=True, exist_ok=True)
    world.share_the_salt()
    options = automation.LocalWorkspaceOptions(
        work_dir=str(world.folder / "work"),
        pulumi_command=EmbeddedPulumi({"aws": AwsPackage()}, key_cache=world.key_cache),
        project_settings=automation.ProjectSettings(
            name="demo",
            runtime="python",
            backend=automation.ProjectBackend(url=f"file://{world.state_root}"),
        ),
        env_vars={"PULUMI_CONFIG_PASSPHRASE": "a passphrase"},
    )
    return automation.create_or_select_stack(
        stack_name="dev", project_name="demo", program=main or (lambda: None), opts=options
    )


class TestFiles:
    def test_lie_where_the_cli_looks_for_them(self, world: World) -> None:
        world.up(program())
        world.up(program(2))
        root = world.state_root / ".pulumi"
        assert yaml.safe_load((root / "meta.yaml").read_text()) == {"version": 1}
        checkpoint = json.loads((root / "stacks/demo/dev.json").read_text())
        assert (checkpoint["version"], checkpoint["checkpoint"]["stack"]) == (3, "organization/demo/dev")
        assert (root / "stacks/demo/dev.json.bak").exists()
        assert len(list((root / "history/demo/dev").glob("dev-*.history.json"))) == 2
        assert len(list((root / "history/demo/dev").glob("dev-*.checkpoint.json"))) == 2
        assert len(list((root / "backups/demo/dev").glob("dev.*.json"))) == 2
        assert not list((root / "locks").rglob("*.json"))
        assert not list(world.folder.rglob("*.tmp"))

    def test_seal_secrets_with_the_passphrase(self, world: World) -> None:
        world.up(program())
        sealed = world.resources()["one"]["inputs"]["text"]["ciphertext"]
        salt = world.state()["secrets_providers"]["state"]["salt"]
        assert Passphrase("a passphrase", salt).decrypt(sealed) == '"hidden"'
        with pytest.raises(WrongPassphraseError):
            Passphrase("another", salt)

    def test_are_replaced_whole_whatever_a_reader_does(self, world: World) -> None:
        def many() -> None:
            for number in range(40):
                Thing(f"thing-{number}", delay=0.02)

        world.up(program())
        import threading

        over = threading.Event()
        seen: list[int] = []

        def read() -> None:
            while not over.wait(0.002):
                seen.append(len(world.state().get("resources", [])))

        reader = threading.Thread(target=read)
        reader.start()
        world.up(many)
        over.set()
        reader.join()
        assert len(set(seen)) > 3

    def test_damaged_ones_are_told_with_a_way_out(self, world: World) -> None:
        world.up(program())
        world.state_file.write_text('{"version": 3, "check')
        with pytest.raises(DeploymentFailed, match=r"damaged: .*dev\.json.*\n?.*backups"):
            world.up(program())

    def test_of_another_layout_are_refused(self, world: World) -> None:
        (world.state_root / ".pulumi").mkdir(parents=True)
        (world.state_root / ".pulumi/meta.yaml").write_text("version: 0\n")
        with pytest.raises(DeploymentFailed, match="layout version 0"):
            world.up(program())

    def test_history_does_not_grow_for_ever(self, tmp_path: Path) -> None:
        backend = Backend(tmp_path)
        backend.prepare()
        backend.save("demo", "dev", "{}")
        for number in range(60):
            backend.record("demo", "dev", {"kind": "update", "n": number})
        kept = list(backend.updates("demo", "dev"))
        assert [update["n"] for update in kept] == list(range(59, 9, -1))

    def test_a_stack_of_hundreds_of_resources_is_written_in_time(self, world: World) -> None:
        def many(count: int) -> Any:
            def main() -> None:
                for number in range(count):
                    Thing(f"thing-{number}")

            return main

        world.up(many(1))
        took = {}
        for count in (110, 440):
            began = time.monotonic()
            world.up(many(count), parallel=16)
            took[count] = time.monotonic() - began
            world.destroy()
        # Four times the resources may take little more than four times as long: writing all after each is not quadratic.
        assert took[440] < 9 * took[110] + 1


class TestAutomationApi:
    def test_configuration(self, world: World) -> None:
        dev = stack(world)
        dev.set_config("plain", automation.ConfigValue("1"))
        dev.set_all_config(
            {
                "aws:region": automation.ConfigValue("us-east-1"),
                "hidden": automation.ConfigValue("a=b --secret", secret=True),
                "empty": automation.ConfigValue(""),
            }
        )
        assert (dev.get_config("hidden").value, dev.get_config("hidden").secret) == ("a=b --secret", True)
        assert {key: (found.value, found.secret) for key, found in dev.get_all_config().items()} == {
            "demo:plain": ("1", False),
            "aws:region": ("us-east-1", False),
            "demo:hidden": ("a=b --secret", True),
            "demo:empty": ("", False),
        }
        assert "a=b" not in (world.folder / "work/Pulumi.dev.yaml").read_text()
        dev.remove_config("plain")
        dev.remove_all_config(["hidden", "empty", "nothing"])
        assert set(dev.get_all_config()) == {"aws:region"}
        with pytest.raises(automation.CommandError, match="'plain' not found"):
            dev.get_config("plain")

    def test_stacks(self, world: World) -> None:
        dev = stack(world)
        workspace = dev.workspace
        workspace.create_stack("other")
        with pytest.raises(automation.StackAlreadyExistsError):
            workspace.create_stack("other")
        assert [found.name for found in workspace.list_stacks()] == ["dev", "other"]
        workspace.remove_stack("other")
        assert [found.name for found in workspace.list_stacks()] == ["dev"]
        with pytest.raises(automation.StackNotFoundError):
            workspace.select_stack("other")
        assert workspace.who_am_i().user

    def test_a_stack_with_resources_is_not_forgotten_by_mistake(self, world: World) -> None:
        world.up(program())
        workspace = stack(world).workspace
        with pytest.raises(automation.CommandError, match="still has resources"):
            workspace.remove_stack("dev")
        workspace.remove_stack("dev", force=True)
        assert not world.state_file.exists()
        assert world.state_file.with_name("dev.json.bak").exists()

    def test_history(self, world: World) -> None:
        world.up(program(), secrets={"token": "t"})
        world.deployment(program(), secrets={"token": "t"}).refresh()
        world.destroy(secrets={"token": "t"})
        destroyed, refreshed, up = stack(world).history()
        assert [found.kind for found in (up, refreshed, destroyed)] == ["update", "refresh", "destroy"]
        assert up.result == "succeeded"
        assert up.resource_changes == {"create": 2}
        assert (up.config["demo:token"].value, up.config["demo:token"].secret) == ("t", True)
        (latest,) = stack(world).history(page_size=1)
        assert latest.kind == "destroy"

    def test_export_and_import(self, world: World) -> None:
        world.up(program())
        dev = stack(world)
        exported = dev.export_stack()
        secret = next(found for found in exported.deployment["resources"] if found["urn"].endswith("::one"))
        assert json.loads(secret["inputs"]["text"]["plaintext"]) == "hidden"
        world.up(lambda: None)
        assert world.resources() == {}
        dev.import_stack(exported)
        assert "ciphertext" in world.resources()["one"]["inputs"]["text"]
        assert dev.outputs()["size"].value == 1

    @pytest.mark.parametrize("content", ["", "[]", '{"version": 3}', '{"version": 9, "deployment": {}}'])
    def test_importing_what_is_no_deployment(self, world: World, content: str) -> None:
        stack(world)
        file = world.folder / "import.json"
        file.write_text(content)
        command = EmbeddedPulumi({})
        with pytest.raises(
            automation.CommandError, match=r"not an exported deployment|unsupported deployment version"
        ):
            command.run(
                ["stack", "import", "--file", str(file), "--stack", "dev"], str(world.folder / "work"), {}
            )

    def test_options_that_would_change_what_happens_are_never_passed_over(self, world: World) -> None:
        dev = stack(world, program())
        with pytest.raises(automation.CommandError, match="does not support --target"):
            dev.up(target=["urn:pulumi:dev::demo::x::y"])
        with pytest.raises(automation.CommandError, match="does not support `pulumi stack rename"):
            dev.rename("other")

    def test_expecting_no_changes(self, world: World) -> None:
        world.up(program())
        dev = stack(world, program())
        dev.up(expect_no_changes=True)
        with pytest.raises(automation.CommandError, match="no changes were expected"):
            stack(world, program(2)).up(expect_no_changes=True)

    def test_up_after_a_refresh_in_one_go(self, world: World) -> None:
        world.up(program())
        (path,) = world.cloud.glob("*.json")
        path.write_text(json.dumps({**json.loads(path.read_text()), "size": 9}))
        stack(world, program()).up(refresh=True)
        assert json.loads(path.read_text())["size"] == 1

    def test_another_kind_of_backend(self, world: World) -> None:
        stack(world)
        with pytest.raises(automation.CommandError, match=r"file:// backends only, not s3://bucket"):
            EmbeddedPulumi({}).run(
                ["stack", "ls", "--json"], str(world.folder / "work"), {"PULUMI_BACKEND_URL": "s3://bucket"}
            )

    def test_no_passphrase(self, world: World) -> None:
        stack(world)
        assert "PULUMI_CONFIG_PASSPHRASE" not in os.environ
        with pytest.raises(automation.CommandError, match="passphrase must be set"):
            EmbeddedPulumi({}).run(
                ["config", "set", "--secret", "--stack", "dev", "--", "key", "value"],
                str(world.folder / "work"),
                {},
            )


class TestDeployment:
    def test_export_seals_secrets_unless_asked(self, world: World) -> None:
        world.up(program())
        deployment = world.deployment(program())
        sealed, shown = deployment.export(), deployment.export(show_secrets=True)
        assert "hidden" not in json.dumps(sealed)
        assert "hidden" in json.dumps(shown)
        world.destroy()
        deployment.restore(sealed)
        assert deployment.outputs()["size"].value == 1

    def test_configuration_that_is_no_longer_given_is_removed(self, world: World) -> None:
        world.up(program(), config={"demo:old": "x"})
        world.up(program())
        assert "demo:old" not in yaml.safe_load((world.folder / "work/Pulumi.dev.yaml").read_text())["config"]

    def test_asking_a_stack_that_is_not_there(self, world: World) -> None:
        deployment = world.deployment(program())
        assert not deployment.exists()
        assert deployment.outputs() == {}
        with pytest.raises(PlutoError, match="There is no stack named 'dev'"):
            deployment.export()

    def test_forgetting_a_stack(self, world: World) -> None:
        world.up(program())
        deployment = world.deployment(program())
        deployment.destroy(forget=True)
        assert not deployment.exists()
        assert not (world.folder / "work/Pulumi.dev.yaml").exists()
