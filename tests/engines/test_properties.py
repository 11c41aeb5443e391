"""Property values: secrets, unknowns, paths, differences, assets."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.engines.properties import assets, difference, path, urn
from pluto_py.engines.properties.values import (
    ARCHIVE,
    ASSET,
    OUTPUT,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    blind,
    contains_secret,
    contains_unknown,
    decode,
    encode,
    mark_secrets,
    reveal,
    secret,
    without_unknowns,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_the_wire_keeps_every_value(properties: dict[str, object]) -> None:
    assert decode(encode(properties)) == properties


def test_whole_numbers_come_back_as_integers() -> None:
    found = decode(encode({"n": 256.0, "f": 0.5, "t": True}))
    assert found == {"n": 256, "f": 0.5, "t": True}
    assert {key: type(value) for key, value in found.items()} == {"n": int, "f": float, "t": bool}


def test_an_output_value_becomes_what_it_holds() -> None:
    known = {SIGNATURE: OUTPUT, "value": 1, "secret": True, "dependencies": ["urn"]}
    assert decode(encode({"a": known, "b": {SIGNATURE: OUTPUT}})) == {"a": secret(1), "b": UNKNOWN}


def test_secrets_are_found_opened_and_blinded_at_any_depth() -> None:
    value = {"a": [1, {"b": secret({"c": secret(2)})}], "d": 3}
    assert contains_secret(value)
    assert reveal(value) == {"a": [1, {"b": {"c": 2}}], "d": 3}
    assert blind(value) == {"a": [1, {"b": "[secret]"}], "d": 3}
    assert not contains_secret(reveal(value))


def test_what_came_from_a_secret_is_secret() -> None:
    inputs = {"env": {"A": secret("x"), "B": "y"}, "list": [secret(1)], "gone": secret(0), "plain": 1}
    outputs = {"env": {"A": "x", "B": "y"}, "list": [1], "plain": 1, "new": 2}
    assert mark_secrets(outputs, inputs) == {
        "env": {"A": secret("x"), "B": "y"},
        "list": secret([1]),
        "plain": 1,
        "new": 2,
    }


def test_unknowns() -> None:
    properties = {"known": [1], "unknown": [{"deep": UNKNOWN}]}
    assert contains_unknown(properties)
    assert without_unknowns(properties) == {"known": [1]}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("root", ("root",)),
        ("root.nested", ("root", "nested")),
        ('root["a.b"][0].c', ("root", "a.b", 0, "c")),
        ('["quo\\"ted"].x', ('quo"ted', "x")),
        ("a[*].b", ("a", "*", "b")),
        ("*", ("*",)),
    ],
)
def test_paths(text: str, parts: tuple[str | int, ...]) -> None:
    assert path.parse(text) == parts


@pytest.mark.parametrize("text", [".a", "a[", "a[b]", 'a["b]', "a..[1]."])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="not a property path"):
        path.parse(text)


def test_a_path_contains_what_lies_below_it() -> None:
    assert path.contains(path.parse("a.b"), path.parse("a.b[0].c"))
    assert path.contains(path.parse("a[*]"), path.parse("a[3]"))
    assert not path.contains(path.parse("a.b"), path.parse("a"))
    assert not path.contains(path.parse("a[0]"), path.parse("a[1]"))


@pytest.mark.parametrize(
    ("text", "old", "new", "expected", "done"),
    [
        ("a", {"a": 1}, {"a": 2}, {"a": 1}, True),
        ("a", {}, {"a": 2}, {}, True),
        ("a", {"a": 1}, {}, {"a": 1}, True),
        ("a.b", {"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 2}}, {"a": {"b": 1, "c": 2}}, True),
        ("a.b", {"a": {"b": 1}}, {}, {}, False),
        ("a[1]", {"a": [1, 1]}, {"a": [2, 2]}, {"a": [2, 1]}, True),
        ("a[1]", {"a": [1]}, {"a": [2, 2]}, {"a": [2, 2]}, False),
        (
            "a[*].b",
            {"a": [{"b": 1}, {"b": 1}]},
            {"a": [{"b": 2}, {"b": 3}]},
            {"a": [{"b": 1}, {"b": 1}]},
            True,
        ),
        ("a.*", {"a": {"x": 1}}, {"a": {"x": 2, "y": 2}}, {"a": {"x": 1}}, True),
        ("a", {"a": secret(1)}, {"a": 2}, {"a": secret(1)}, True),
        ("a.b", {"a": secret({"b": 1})}, {"a": {"b": 2}}, {"a": {"b": secret(1)}}, True),
    ],
)
def test_ignoring_a_change_restores_the_old_value(
    text: str, old: dict[str, object], new: dict[str, object], expected: dict[str, object], done: bool
) -> None:
    assert path.reset(path.parse(text), old, new) is done
    assert new == expected


def test_differences_name_every_leaf() -> None:
    old = {"same": 1, "gone": 1, "nested": {"a": 1, "b": [1, 2]}, "kind": {"a": 1}, "__defaults": []}
    new = {"same": 1, "new": 1, "nested": {"a": 2, "b": [1, 3, 4]}, "kind": "text", "__defaults": ["x"]}
    assert difference.compare(old, new) == {
        "gone": "delete",
        "kind": "update",
        "nested.a": "update",
        "nested.b[1]": "update",
        "nested.b[2]": "add",
        "new": "add",
    }


def test_a_null_is_as_good_as_nothing_and_a_secret_as_what_it_holds() -> None:
    assert difference.compare({"a": None, "b": secret(1)}, {"b": 1}) == {}


def test_names_that_are_no_identifiers_are_quoted_in_paths() -> None:
    found = difference.compare({"tags": {"pluto:app": 1}}, {"tags": {"pluto:app": 2}})
    assert found == {'tags["pluto:app"]': "update"}
    assert difference.top_level('tags["pluto:app"]') == "tags"


def test_urns() -> None:
    parent = urn.make("dev", "demo", "", "test:Group", "group")
    child = urn.make("dev", "demo", parent, "aws:iam/role:Role", "a::b")
    assert child == "urn:pulumi:dev::demo::test:Group$aws:iam/role:Role::a::b"
    assert (urn.type_of(child), urn.name_of(child)) == ("aws:iam/role:Role", "a::b")
    root = urn.make("dev", "demo", "", urn.ROOT_TYPE, "demo-dev")
    assert urn.make("dev", "demo", root, "t:m:T", "x") == "urn:pulumi:dev::demo::t:m:T::x"


def text_asset(text: str) -> dict[str, object]:
    return {SIGNATURE: ASSET, "text": text}


def test_an_archive_of_texts_has_the_hash_that_the_cli_gives_it(tmp_path: Path) -> None:
    # Reference: Go's archive/tar over the same members, as sdk/go/common/resource/archive hashes them.
    long = "lib/" + "x" * 60 + "/" + "y" * 50 + ".py"
    archive = {SIGNATURE: ARCHIVE, "assets": {"index.py": text_asset("hello"), long: text_asset("hello")}}
    found = assets.with_hashes(archive, tmp_path)
    assert found["hash"] == "df7eb937ed3c6c95dccbe897d9d849a043c4040ecd487a6d1db8f530f19c2b73"
    assert found["assets"]["index.py"]["hash"] == hashlib.sha256(b"hello").hexdigest()


def test_a_zip_on_disk_is_hashed_and_handed_on_as_it_is(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("index.py", "pass")
    value = {SIGNATURE: ARCHIVE, "path": str(bundle)}
    assert assets.with_hashes(value, tmp_path)["hash"] == hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert assets.archive_bytes(value, tmp_path) == bundle.read_bytes()


def test_the_hash_follows_a_file_that_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = assets.with_hashes({SIGNATURE: ASSET, "path": "a.txt"}, tmp_path)["hash"]
    file.write_text("two")
    os.utime(file, ns=(1, 1))
    second = assets.with_hashes({SIGNATURE: ASSET, "path": "a.txt"}, tmp_path)["hash"]
    assert (first, second) == tuple(hashlib.sha256(text).hexdigest() for text in (b"one", b"two"))


def test_a_folder_is_packed_with_all_its_files_the_same_way_each_time(tmp_path: Path) -> None:
    (tmp_path / "app" / "inner").mkdir(parents=True)
    (tmp_path / "app" / "main.py").write_text("main")
    (tmp_path / "app" / "inner" / "x.py").write_text("x")
    (tmp_path / "app" / ".pulumi").mkdir()
    (tmp_path / "app" / ".pulumi" / "state").write_text("not for the cloud")
    archive = {SIGNATURE: ARCHIVE, "path": "app"}
    mixed = {SIGNATURE: ARCHIVE, "assets": {"code": archive, "config.json": text_asset("{}")}}
    packed = tmp_path / "packed.zip"
    packed.write_bytes(assets.archive_bytes(mixed, tmp_path))
    with zipfile.ZipFile(packed) as content:
        assert content.namelist() == ["code/inner/x.py", "code/main.py", "config.json"]
        assert content.read("code/main.py") == b"main"
    assert assets.archive_bytes(mixed, tmp_path) == packed.read_bytes()


@pytest.mark.parametrize("archive", [{"uri": "https://x/y.zip"}, {"path": "no-such-folder"}])
def test_archives_that_cannot_be_had(archive: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"remote archives|neither a folder"):
        assets.with_hashes({SIGNATURE: ARCHIVE, **archive}, tmp_path)


def test_signatures_are_told_from_plain_data() -> None:
    assert not contains_secret({SIGNATURE: "something else", "value": SECRET})
