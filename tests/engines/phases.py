"""The scenarios that both engines must play alike: one stack that goes through its life, phase by phase.

A phase is a program (what the user has written by then) and what is done with it. Every phase starts from the state
that the one before has left, so the last ones meet a state with a past.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
from things import Group, Thing

Options = pulumi.ResourceOptions


@dataclass(frozen=True)
class Phase:
    """`action` is `up`, `refresh` or `destroy`; `disturb` changes the cloud behind the engine's back before."""

    name: str
    program: Callable[[], Any]
    action: str = "up"
    fails: bool = False
    disturb: Callable[[Any], None] | None = None


def first(size: int = 1, ignored: str = "a", nested: int = 1, kind: str = "x") -> Callable[[], None]:
    def program() -> None:
        secret = pulumi.Config().require_secret("token")
        group = Group("group")
        root = Thing("root", kind=kind, size=size, tags={"who": "root"})
        Thing("child", Options(parent=group), source=root.arn, nested={"a": nested, "b": [1, {"c": 2}]})
        secretive = Thing("secretive", text=secret.apply(lambda token: f"{token}!"))
        later = Thing("later", Options(depends_on=[root, secretive]))
        Thing(
            "ignoring",
            Options(ignore_changes=["text", "nested.a"]),
            text=ignored,
            nested={"a": ignored, "b": 1},
        )
        europe = pulumi.ProviderResource(
            "aws",
            "europe",
            {
                "region": "eu-west-1",
                "accessKey": "k",
                "secretKey": "s",
                "endpoints": pulumi.Config("aws").require("endpoints"),
            },
            Options(parent=group),
        )
        Thing("abroad", Options(provider=europe), size=2)
        Thing("hidden", Options(additional_secret_outputs=["revision"], parent=group))
        Thing("coded", code=pulumi.AssetArchive({"index.py": pulumi.StringAsset("print(1)")}))
        pulumi.export("arn", later.arn)
        pulumi.export("secret", secretive.text)
        pulumi.export("object", {"list": [1, 2.5, None, True], "size": root.size})

    return program


def replacing(how: str) -> Callable[[], None]:
    """`root` gets another object: next to the old one, or (in the ways that `how` names) after it."""

    def program() -> None:
        named = {"name": "a-name"} if how != "beside" else {}
        options = Options()
        if how == "option":
            options = Options(delete_before_replace=True)
        if how == "on-changes":
            options = Options(replace_on_changes=["size"])
        root = Thing("root", options, kind=how, size=5 if how == "on-changes" else 1, **named)
        middle = Thing("middle", source=root.arn)
        Thing("end", text=middle.arn)
        Thing("unconcerned", Options(depends_on=[root]))

    return program


def failing(moment: str = "", *, added: bool = True) -> Callable[[], None]:
    def program() -> None:
        broken = Thing("broken", fails=moment or None, size=2 if moment == "update" else 1)
        Thing("dependent", text=broken.arn)
        Thing("waiting", Options(depends_on=[broken]))
        if added:
            Thing("independent")

    return program


def unhealthy(sick: bool, *, size: int = 1, kind: str = "x", alone: bool = False) -> Callable[[], None]:
    def program() -> None:
        patient = Thing("patient", unhealthy=sick or None, size=size, kind=kind)
        Thing("relative", text=None if alone else patient.arn)

    return program


def renamed(stage: int) -> Callable[[], None]:
    def program() -> None:
        if stage == 0:
            group = Group("family")
            thing = Thing("old-name", size=1)
            Thing("family-member", Options(parent=group), text=thing.arn)
            return
        group = Group(
            "clan", Options(aliases=[pulumi.Alias(name="family", type_="test:Group")]), type_="test:Clan"
        )
        thing = Thing(
            "new-name",
            Options(aliases=["urn:pulumi:dev::demo::aws:test/thing:Thing::old-name"], parent=group),
            size=1,
        )
        Thing("clan-member", Options(parent=group), text=thing.arn)

    return program


def guarded(*, protect: bool, present: bool = True) -> Callable[[], None]:
    def program() -> None:
        if present:
            owner = Thing("guarded", Options(protect=protect))
            Thing("kept", Options(retain_on_delete=True))
            Thing("goes-along", Options(deleted_with=owner), fails="delete")
        Thing("other")

    return program


def external(identity: str, *, take: bool = False) -> Callable[[], None]:
    def program() -> None:
        Thing("maker", name="made-elsewhere", size=7)
        if take:
            Thing("taken", Options(import_=identity), name=identity, size=3)
        else:
            found = Thing("found", Options(id=identity))
            pulumi.export("found", found.size)

    return program


def nothing() -> None:
    pass


def put(name: str, **properties: Any) -> Callable[[Any], None]:
    def disturb(world: Any) -> None:
        import json

        (world.cloud / f"{name}.json").write_text(json.dumps({"name": name, "revision": 1, **properties}))

    return disturb


def drift(world: Any) -> None:
    """One object changes, one vanishes."""
    import json

    for path in world.cloud.glob("*.json"):
        found = json.loads(path.read_text())
        if path.stem.startswith("unconcerned"):
            path.unlink()
        elif path.stem.startswith("end"):
            path.write_text(json.dumps({**found, "text": "changed by hand"}))


PHASES = (
    Phase("create", first()),
    Phase("no change", first()),
    Phase("update", first(size=2, nested=2)),
    Phase("change what is ignored", first(size=2, nested=2, ignored="b")),
    Phase("replace what others depend on", first(size=2, nested=2, ignored="b", kind="y")),
    Phase("delete all but new ones", replacing("beside")),
    Phase("replace by a named object", replacing("named")),
    Phase("replace a named object", replacing("option")),
    Phase("replace for a chosen property", replacing("on-changes")),
    Phase("refresh after drift", replacing("on-changes"), action="refresh", disturb=drift),
    Phase("repair drift", replacing("on-changes")),
    Phase("fail to create", failing("create"), fails=True),
    Phase("recover from a failed creation", failing()),
    Phase("fail to update", failing("update", added=False), fails=True),
    Phase("recover from a failed update", failing()),
    Phase("fail to become healthy", unhealthy(True), fails=True),
    Phase("recover health", unhealthy(False)),
    Phase("fall ill in an update", unhealthy(True, size=2), fails=True),
    Phase("recover from a bad update", unhealthy(False, size=2)),
    # Nobody needs the patient here: where somebody does, the embedded engine keeps the old object (docs/engines.md).
    Phase("before a bad replacement", unhealthy(False, size=2, alone=True)),
    Phase("fall ill in a replacement", unhealthy(True, size=2, kind="y", alone=True), fails=True),
    Phase("recover from a bad replacement", unhealthy(False, size=2, kind="y", alone=True)),
    Phase("before renaming", renamed(0)),
    Phase("rename by aliases", renamed(1)),
    Phase("after renaming", renamed(1)),
    Phase("protect", guarded(protect=True)),
    Phase("fail to delete what is protected", guarded(protect=True, present=False), fails=True),
    Phase("unprotect", guarded(protect=False)),
    Phase("delete, retain, delete along", guarded(protect=False, present=False)),
    Phase("read", external("made-elsewhere-too"), disturb=put("made-elsewhere-too", size=3)),
    Phase("import", external("made-elsewhere-too", take=True)),
    Phase("after importing", external("made-elsewhere-too", take=True)),
    Phase("destroy", nothing, action="destroy"),
)
