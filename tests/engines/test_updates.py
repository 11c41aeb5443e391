"""What the embedded engine does with programs: every kind of step, every option of a resource."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from conftest import World
from phases import failing, first, guarded, renamed, replacing, unhealthy
from things import Group, Thing

from pluto_py.engines.results import DeploymentFailed, Output

Options = pulumi.ResourceOptions


def one(called: str = "one", options: Options | None = None, **inputs: Any) -> Callable[[], None]:
    def program() -> None:
        thing = Thing(called, options, **inputs)
        pulumi.export("arn", thing.arn)

    return program


def failure(world: World, program: Callable[[], Any], **options: Any) -> str:
    with pytest.raises(DeploymentFailed) as caught:
        world.up(program, **options)
    return str(caught.value)


def ops(summary: Any) -> list[tuple[str, str]]:
    return sorted((step.op, step.name) for step in summary.steps)


class TestCreation:
    def test_makes_what_the_program_declares(self, world: World) -> None:
        result = world.up(one(size=3))
        identity = world.resources()["one"]["id"]
        assert world.objects()[identity]["size"] == 3
        assert result.outputs == {"arn": Output(f"arn:aws:test:us-east-1::thing/{identity}")}
        assert ops(result.summary) == [("create", "one")]

    def test_a_preview_touches_nothing(self, world: World) -> None:
        assert ops(world.preview(one())) == [("create", "one")]
        assert world.objects() == {}
        assert not world.state().get("resources")

    def test_waits_for_what_a_resource_needs(self, world: World) -> None:
        def program() -> None:
            slow = Thing("slow", delay=0.2)
            Thing("uses-it", text=slow.arn)
            Thing("says-so", Options(depends_on=[slow]))

        world.up(program)
        assert world.operations()[0].startswith("create slow-")
        resources = world.resources()
        slow = resources["slow"]["urn"]
        assert resources["uses-it"]["propertyDependencies"]["text"] == [slow]
        assert resources["says-so"]["dependencies"] == [slow]

    def test_makes_independent_resources_at_once(self, world: World) -> None:
        def program() -> None:
            for number in range(8):
                Thing(f"slow-{number}", delay=0.5)

        began = time.monotonic()
        world.up(program, parallel=8)
        assert time.monotonic() - began < 8 * 0.5

    def test_components_hold_their_children(self, world: World) -> None:
        def program() -> None:
            group = Group("group")
            Thing("child", Options(parent=group))

        world.up(program)
        assert world.resources()["child"]["parent"] == world.resources()["group"]["urn"]
        assert world.resources()["child"]["urn"].split("::")[2] == "test:Group$aws:test/thing:Thing"

    def test_a_name_of_its_own_for_each_object(self, world: World) -> None:
        world.up(one())
        assert world.resources()["one"]["inputs"]["__defaults"] == ["name"]
        assert world.resources()["one"]["id"].startswith("one-")


class TestChange:
    def test_nothing_to_do(self, world: World) -> None:
        world.up(one())
        result = world.up(one())
        assert result.summary.is_empty
        assert result.summary.counts == {"same": 2}

    def test_updates_in_place_and_says_what_changes(self, world: World) -> None:
        world.up(one(size=1, nested={"a": 1, "b": 1}))
        world.operations()
        program = one(size=1, nested={"a": 2, "b": 1})
        (step,) = world.preview(program).steps
        assert (step.op, step.changed, step.replaces) == ("update", ("nested.a",), ())
        world.up(program)
        assert [line.split()[0] for line in world.operations()] == ["update"]

    def test_replaces_by_making_the_new_object_first(self, world: World) -> None:
        world.up(one(kind="a"))
        world.operations()
        result = world.up(one(kind="b"))
        assert [line.split()[0] for line in world.operations()] == ["create", "delete"]
        (step,) = result.summary.steps
        assert (step.op, step.replaces) == ("replace", ("kind",))
        assert list(world.objects()) == [world.resources()["one"]["id"]]

    def test_replaces_a_named_object_by_deleting_it_first(self, world: World) -> None:
        world.up(replacing("named"))
        world.operations()
        world.up(replacing("option"))
        done = [line.split("-")[0] for line in world.operations()]
        # `middle` needs `root` and must be replaced with it, so it goes first; `end` only changes.
        assert done == ["delete middle", "delete a", "create a", "create middle", "update end"]

    def test_deletes_what_the_program_has_no_more_dependents_first(self, world: World) -> None:
        world.up(replacing("beside"))
        world.operations()
        world.up(one())
        deleted = [line.split()[1].split("-")[0] for line in world.operations() if line.startswith("delete")]
        assert deleted.index("end") < deleted.index("middle") < deleted.index("root")
        assert deleted.index("unconcerned") < deleted.index("root")

    def test_destroys_everything_and_again_without_complaint(self, world: World) -> None:
        world.up(first(), secrets={"token": "t"})
        world.destroy()
        assert world.objects() == {}
        assert not world.state().get("resources")
        assert world.destroy().is_empty

    def test_destroying_what_was_never_deployed(self, world: World) -> None:
        assert world.destroy().is_empty


class TestOptions:
    def test_ignored_changes_are_not_made_but_others_are(self, world: World) -> None:
        options = Options(ignore_changes=["nested.a", "text"])
        world.up(one(options=options, nested={"a": 1, "b": 1}, text="x"))
        assert world.preview(one(options=options, nested={"a": 2, "b": 1}, text="y")).is_empty
        world.up(one(options=options, nested={"a": 2, "b": 2}, text="y"))
        (found,) = world.objects().values()
        assert (found["nested"], found["text"]) == ({"a": 1, "b": 2}, "x")

    def test_replaces_for_a_chosen_property(self, world: World) -> None:
        options = Options(replace_on_changes=["nested.a"])
        world.up(one(options=options, nested={"a": 1, "b": 1}))
        assert ops(world.preview(one(options=options, nested={"a": 1, "b": 2}))) == [("update", "one")]
        assert ops(world.preview(one(options=options, nested={"a": 2, "b": 1}))) == [("replace", "one")]

    def test_a_protected_resource_is_neither_deleted_nor_replaced(self, world: World) -> None:
        world.up(guarded(protect=True))
        assert "because it is protected" in failure(world, guarded(protect=True, present=False))
        assert "guarded" in world.resources()
        with pytest.raises(DeploymentFailed, match="protected"):
            world.destroy()
        world.up(guarded(protect=False))
        world.up(guarded(protect=False, present=False))
        assert "guarded" not in world.resources()

    def test_a_protected_resource_is_not_replaced(self, world: World) -> None:
        options = Options(protect=True)
        world.up(one(options=options, kind="a"))
        before = world.objects()
        assert "unable to replace" in failure(world, one(options=options, kind="b"))
        assert world.objects() == before

    def test_children_are_protected_with_their_parent(self, world: World) -> None:
        def program() -> None:
            group = Group("group", Options(protect=True))
            Thing("child", Options(parent=group))

        world.up(program)
        assert world.resources()["child"]["protect"]

    def test_what_is_retained_stays_and_what_goes_along_is_not_deleted_by_itself(self, world: World) -> None:
        world.up(guarded(protect=False))
        retained = world.resources()["kept"]["id"]
        along = world.resources()["goes-along"]["id"]
        world.up(guarded(protect=False, present=False))
        assert sorted(world.resources()) == ["other"]
        # `goes-along` would have failed to be deleted.
        assert {retained, along} <= set(world.objects())

    def test_renamed_resources_keep_their_objects(self, world: World) -> None:
        world.up(renamed(0))
        before = world.objects()
        result = world.up(renamed(1))
        assert world.objects() == before
        assert {step.op for step in result.summary.steps} <= {"update"}
        assert world.preview(renamed(1)).is_empty
        assert sorted(world.resources()) == ["clan", "clan-member", "new-name"]

    def test_an_alias_that_is_a_resource_of_its_own(self, world: World) -> None:
        def program(*, first: bool) -> None:
            a = Thing("a") if first else None
            b = Thing("b", Options(aliases=[pulumi.Alias(name="a")], depends_on=[a] if a else None))
            if not first:
                Thing("a", Options(depends_on=[b]))

        world.up(one("a"))
        before = world.objects()
        assert "is a resource of its own" in failure(world, lambda: program(first=True))
        assert "cannot be a resource as well" in failure(world, lambda: program(first=False))
        assert before.items() <= world.objects().items()

    def test_custom_timeouts_are_kept(self, world: World) -> None:
        world.up(one(options=Options(custom_timeouts=pulumi.CustomTimeouts(create="1m30s", delete="2h"))))
        assert world.resources()["one"]["customTimeouts"] == {"create": 90.0, "delete": 7200.0}

    def test_an_explicit_provider_has_settings_of_its_own(self, world: World) -> None:
        world.up(first(), secrets={"token": "t"})
        assert world.resources()["abroad"]["outputs"]["arn"].startswith("arn:aws:test:eu-west-1:")
        assert world.resources()["root"]["outputs"]["arn"].startswith("arn:aws:test:us-east-1:")

    def test_moving_to_another_region_replaces_and_other_endpoints_do_not(self, world: World) -> None:
        world.up(one())
        moved = world.preview(one(), region="eu-central-1")
        assert ops(moved) == [("replace", "one")]
        world.endpoints = {"lambda": "http://127.0.0.1:1"}
        assert world.preview(one()).is_empty


class TestSecrets:
    def test_a_secret_input_makes_a_secret_output(self, world: World) -> None:
        def program() -> None:
            thing = Thing("one", text=pulumi.Config().require_secret("token"))
            pulumi.export("text", thing.text)

        result = world.up(program, secrets={"token": "open sesame"})
        assert result.outputs["text"] == Output("open sesame", secret=True)
        for path in world.folder.rglob("*"):
            if path.is_file() and world.cloud not in path.parents:
                assert "open sesame" not in path.read_text(), path

    def test_outputs_that_the_program_calls_secret(self, world: World) -> None:
        def program() -> None:
            thing = Thing("one", Options(additional_secret_outputs=["arn"]))
            pulumi.export("arn", thing.arn)

        assert world.up(program).outputs["arn"].secret

    def test_an_unchanged_secret_keeps_its_ciphertext(self, world: World) -> None:
        def once() -> None:
            Thing("one", text=pulumi.Output.secret("hidden"))

        def again() -> None:
            once()
            Thing("two")

        world.up(once)
        before = world.resources()["one"]["inputs"]["text"]
        assert "ciphertext" in before
        world.up(again)
        assert world.resources()["one"]["inputs"]["text"] == before

    def test_messages_do_not_show_secret_configuration(self, world: World) -> None:
        def program() -> None:
            raise ValueError("the password is swordfish")

        text = failure(world, program, secrets={"password": "swordfish"})
        assert "swordfish" not in text
        assert "[secret]" in text

    def test_a_wrong_passphrase_is_told_before_anything_is_done(self, world: World) -> None:
        world.up(one(text="x"))
        with pytest.raises(DeploymentFailed, match="incorrect passphrase"):
            world.up(one(text="y"), passphrase="another one")


class TestFailures:
    def test_what_does_not_need_the_failed_resource_goes_on(self, world: World) -> None:
        text = failure(world, failing("create"))
        assert sorted(world.resources()) == ["independent"]
        assert "aws:test/thing:Thing broken: thing broken-" in text
        assert "fails to create" in text
        assert "pending_operations" not in world.state()

    def test_the_next_deployment_goes_on(self, world: World) -> None:
        failure(world, failing("create"))
        result = world.up(failing())
        assert sorted(step.name for step in result.summary.steps) == ["broken", "dependent", "waiting"]

    def test_diagnostics_are_by_resource(self, world: World) -> None:
        with pytest.raises(DeploymentFailed) as caught:
            world.up(failing("create"))
        (entry,) = [entry for entry in caught.value.diagnostics if entry.urn]
        assert entry.urn.endswith("::broken")
        assert [step.name for step in caught.value.summary.steps if step.name == "independent"]

    def test_a_failed_update_leaves_the_old_state(self, world: World) -> None:
        world.up(failing())
        failure(world, failing("update"))
        assert world.resources()["broken"]["inputs"]["size"] == 1
        assert world.up(failing()).summary.is_empty

    def test_a_failed_deletion_is_tried_again(self, world: World) -> None:
        world.up(one(fails="delete"))
        assert "will not go" in failure(world, lambda: None)
        assert "one" in world.resources()
        (path,) = world.cloud.glob("*.json")
        path.write_text(json.dumps({**json.loads(path.read_text()), "fails": None}))
        world.up(lambda: None)
        assert world.objects() == world.resources() == {}

    def test_an_object_that_is_there_but_not_well_is_kept_and_mended(self, world: World) -> None:
        failure(world, unhealthy(True))
        assert world.resources()["patient"]["initErrors"] == [
            f"thing {world.resources()['patient']['id']} is unhealthy"
        ]
        assert "relative" not in world.resources()
        world.operations()
        world.up(unhealthy(False))
        assert "initErrors" not in world.resources()["patient"]
        assert [line.split("-")[0] for line in world.operations()] == ["update patient", "create relative"]

    def test_what_a_skipped_resource_still_uses_is_not_deleted(self, world: World) -> None:
        world.up(unhealthy(False))
        used = world.resources()["patient"]["id"]
        failure(world, unhealthy(True, kind="y"))
        # `relative` was skipped, and its object still points at the old patient.
        assert used in world.objects()
        world.up(unhealthy(False, kind="y"))
        assert used not in world.objects()
        assert len(world.objects()) == 2

    def test_a_replacement_that_is_not_well_still_replaces(self, world: World) -> None:
        world.up(one(kind="a"))
        failure(world, one(kind="b", unhealthy=True))
        states = [found for found in world.state()["resources"] if found["urn"].endswith("::one")]
        assert sorted(found.get("delete", False) for found in states) in ([False], [False, True])
        world.up(one(kind="b"))
        assert list(world.objects()) == [world.resources()["one"]["id"]]

    def test_an_object_whose_creation_failed_half_way_is_kept_and_finished(self, world: World) -> None:
        assert "could not be finished" in failure(world, one(fails="late"))
        assert list(world.objects()) == [world.resources()["one"]["id"]]
        world.operations()
        world.up(one())
        assert [line.split()[0] for line in world.operations()] == ["update"]
        assert world.preview(one()).is_empty

    def test_an_error_in_the_program_deletes_nothing(self, world: World) -> None:
        def program() -> None:
            raise ValueError("a mistake of the user's")

        world.up(one())
        assert "a mistake of the user's" in failure(world, program)
        assert len(world.objects()) == 1

    def test_two_resources_of_one_name(self, world: World) -> None:
        def program() -> None:
            Thing("same")
            Thing("same")

        assert "Duplicate resource URN" in failure(world, program)

    @pytest.mark.parametrize(
        ("inputs", "complaint"),
        [
            ({"sizes": 1}, "has no input 'sizes' here; did you mean 'size'?"),
            ({"nested": {"c": 1}}, "nested.c: aws:test/thing:Thing has no input 'c' here"),
            ({"name": "with space"}, "name: 'with space' does not match"),
            ({"name": "x" * 41}, "is longer than 40 characters"),
        ],
    )
    def test_wrong_inputs_are_refused_before_anything_is_made(
        self, world: World, inputs: dict[str, Any], complaint: str
    ) -> None:
        with pytest.raises(DeploymentFailed) as caught:
            world.preview(one(**inputs))
        assert complaint in str(caught.value)

    def test_a_type_that_is_not_known_here(self, world: World) -> None:
        def program() -> None:
            pulumi.CustomResource("aws:ec2/vpc:Vpc", "vpc", {})

        assert "cannot provision aws:ec2/vpc:Vpc here yet" in failure(world, program)

    def test_a_package_that_is_not_known_here(self, world: World) -> None:
        def program() -> None:
            pulumi.CustomResource("gcp:storage/bucket:Bucket", "bucket", {})

        assert "no provider for the package 'gcp'" in failure(world, program)

    def test_missing_configuration_of_the_provider(self, world: World) -> None:
        assert "region" in failure(world, one(), config={"aws:region": ""})


class TestLooking:
    def test_reads_what_others_manage(self, world: World) -> None:
        world.cloud.mkdir()
        (world.cloud / "theirs.json").write_text(json.dumps({"name": "theirs", "size": 7, "revision": 1}))

        def program() -> None:
            pulumi.export("size", Thing("found", Options(id="theirs")).size)

        assert world.up(program).outputs["size"].value == 7
        assert world.resources()["found"]["external"]
        world.destroy()
        assert "theirs" in world.objects()

    def test_reading_what_is_not_there(self, world: World) -> None:
        assert "'nobody' does not exist" in failure(world, one(options=Options(id="nobody")))

    def test_imports_what_exists_and_brings_it_to_what_is_wanted(self, world: World) -> None:
        world.cloud.mkdir()
        (world.cloud / "theirs.json").write_text(json.dumps({"name": "theirs", "size": 7, "revision": 1}))
        result = world.up(one(options=Options(import_="theirs"), name="theirs", size=8))
        assert {step.op for step in result.summary.steps} == {"import", "update"}
        assert world.objects()["theirs"]["size"] == 8
        assert world.resources()["one"]["id"] == "theirs"

    def test_refresh_finds_what_was_changed_and_what_is_gone(self, world: World) -> None:
        def program() -> None:
            changed = Thing("changed", size=1)
            Thing("gone", text=changed.arn)
            Thing("untouched")

        world.up(program)
        by_name = {name: world.cloud / f"{found['id']}.json" for name, found in world.resources().items()}
        by_name["changed"].write_text(json.dumps({**json.loads(by_name["changed"].read_text()), "size": 5}))
        by_name["gone"].unlink()
        summary = world.deployment(program).refresh()
        assert ops(summary) == [("delete", "gone"), ("update", "changed")]
        assert sorted(world.resources()) == ["changed", "untouched"]
        assert ops(world.preview(program)) == [("create", "gone"), ("update", "changed")]
        world.up(program)
        assert json.loads(by_name["changed"].read_text())["size"] == 1

    def test_asks_the_provider(self, world: World) -> None:
        def program() -> None:
            found = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})
            pulumi.export("region", found.value["region"])

        assert world.up(program, region="eu-north-1").outputs["region"].value == "eu-north-1"

    def test_a_question_that_nobody_can_answer(self, world: World) -> None:
        def program() -> None:
            pulumi.runtime.invoke("aws:ec2/getVpc:getVpc", {})

        assert "aws:ec2/getVpc:getVpc is not available here" in failure(world, program)


def test_two_deployments_in_one_process_do_not_mix(new_world: Callable[[str], World]) -> None:
    worlds = [new_world(name) for name in ("a", "b")]
    threads = [threading.Thread(target=world.up, args=(one(delay=0.2),)) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(world.objects()) for world in worlds] == [1, 1]
