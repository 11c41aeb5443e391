"""The sink and its files: cheap, bounded, and no more torn by a crash than by its last line."""

from __future__ import annotations

import asyncio
import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pluto_py.local.logs.events import decode, encode
from pluto_py.local.logs.groups import LogGroups, folder_name
from pluto_py.local.logs.segments import Segments

GROUP = "/aws/lambda/chatbot"


def with_groups(directory, work):
    """Run `work(groups)` on an event loop over the groups in a folder."""

    async def run():
        groups = LogGroups(directory)
        result = work(groups)
        groups.flush()
        return result

    return asyncio.run(run())


def messages(directory, group=GROUP):
    def read(groups):
        found = groups.find(group)
        return [event.message for event in found.snapshot().events() if event.message is not None]

    return with_groups(directory, read)


def test_what_was_appended_is_there_after_a_restart(tmp_path):
    with_groups(tmp_path, lambda groups: [groups.append(GROUP, "s", n, f"line {n}") for n in range(3)])
    assert messages(tmp_path) == ["line 0", "line 1", "line 2"]


def test_lines_are_written_within_a_moment_without_being_asked_for(tmp_path):
    async def run():
        groups = LogGroups(tmp_path)
        groups.append(GROUP, "s", 1, "soon")
        await asyncio.sleep(0.3)
        return b"".join(path.read_bytes() for path in tmp_path.glob("*/*.jsonl"))

    assert b"soon" in asyncio.run(run())


def test_appending_costs_microseconds(tmp_path):
    def work(groups):
        groups.append(GROUP, "s", 0, "first")
        began = time.perf_counter()
        for number in range(2000):
            groups.append(GROUP, "s", number, "a line of ordinary length, as functions print them")
        return (time.perf_counter() - began) / 2000

    assert with_groups(tmp_path, work) < 0.0002


def test_a_file_is_kept_per_function_under_a_name_that_tells_which(tmp_path):
    with_groups(tmp_path, lambda groups: groups.append(GROUP, "s", 1, "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["%2Faws%2Flambda%2Fchatbot"]


@given(st.lists(st.text(".-_/#abcXYZ019", min_size=1, max_size=512), min_size=2, max_size=2, unique=True))
def test_folder_names_are_unique_and_short_enough_for_a_file_system(names):
    one, other = map(folder_name, names)
    assert one != other
    assert len(one.encode()) <= 255
    assert "/" not in one


def test_files_are_rotated_and_the_oldest_go(tmp_path):
    segments = Segments(tmp_path / "g", segment_size=1000, keep=3)
    for number in range(100):
        segments.append(encode(number, number, "s", f"line {number:02} " + "x" * 60))
    kept = [event.message[:7] for event in segments.snapshot().events()]
    assert kept[-1] == "line 99"
    assert kept == [f"line {number:02}" for number in range(100 - len(kept), 100)]
    assert 20 < len(kept) < 40
    assert len(list((tmp_path / "g").iterdir())) == 3
    assert segments.stored_bytes() <= 3000


def test_positions_do_not_change_when_old_files_go(tmp_path):
    segments = Segments(tmp_path / "g", segment_size=500, keep=2)
    seen = {}
    for number in range(60):
        segments.append(encode(number, number, "s", str(number)))
        for event in segments.snapshot().events():
            assert seen.setdefault(event.position, event.message) == event.message


def test_a_torn_last_line_is_skipped(tmp_path):
    with_groups(tmp_path, lambda groups: [groups.append(GROUP, "s", n, f"line {n}") for n in range(3)])
    (path,) = tmp_path.glob("*/*.jsonl")
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    assert messages(tmp_path) == ["line 0", "line 1"]


def test_a_snapshot_sees_nothing_that_came_later(tmp_path):
    def work(groups):
        groups.append(GROUP, "s", 1, "before")
        snapshot = groups.find(GROUP).snapshot()
        groups.append(GROUP, "s", 2, "after")
        groups.flush()
        return [event.message for event in snapshot.events()]

    assert with_groups(tmp_path, work) == ["before"]


def test_a_line_of_megabytes_becomes_several_events(tmp_path):
    with_groups(tmp_path, lambda groups: groups.append(GROUP, "s", 1, "x" * 600_000))
    found = messages(tmp_path)
    assert "".join(found) == "x" * 600_000
    assert max(map(len, found)) <= 256 * 1024


def test_a_disk_that_refuses_costs_the_lines_and_nothing_else(tmp_path, caplog):
    def work(groups):
        groups.append(GROUP, "s", 1, "kept")
        groups.flush()
        (path,) = tmp_path.glob("*/*.jsonl")
        path.rename(path.with_suffix(".aside"))
        path.mkdir()
        for _ in range(3):
            groups.append(GROUP, "s", 2, "lost")
            groups.flush()
        path.rmdir()
        path.with_suffix(".aside").rename(path)
        groups.append(GROUP, "s", 3, "kept too")

    with_groups(tmp_path, work)
    assert messages(tmp_path) == ["kept", "kept too"]
    assert caplog.text.count("cannot be written") == 1


def test_retention_removes_old_files(tmp_path):
    def work(groups):
        group = groups.create(GROUP)
        group.segments = Segments(group.segments.directory, segment_size=100, keep=10)
        for number in range(5):
            groups.append(GROUP, "s", number, "x" * 80)
            groups.flush()
        files = sorted(tmp_path.glob("*/*.jsonl"))
        for path in files[:2]:
            os.utime(path, (time.time() - 3 * 86_400,) * 2)
        groups.update(group, retention_days=1, tags={})
        return len(files), len(list(tmp_path.glob("*/*.jsonl")))

    assert with_groups(tmp_path, work) == (5, 3)


def test_a_group_whose_settings_are_damaged_is_left_out(tmp_path, caplog):
    with_groups(tmp_path, lambda groups: [groups.create(name) for name in ("good", "bad")])
    (tmp_path / "bad" / "group.json").write_text("{")
    assert with_groups(tmp_path, lambda groups: [g.settings.name for g in groups.all()]) == ["good"]
    assert "bad" in caplog.text


@settings(max_examples=50)
@given(st.text(), st.text(min_size=1), st.integers(0, 2**45))
def test_any_text_survives_its_line(message, stream, timestamp):
    line = encode(timestamp, timestamp + 1, stream, message)
    assert line.count(b"\n") == 1
    event = decode(line, 0)
    assert event is not None
    assert (event.timestamp, event.stream, event.message) == (timestamp, stream, message)


@pytest.mark.parametrize("message", ["\ud800", "a\rb\nc\u2028d", "\x00"])
def test_text_that_breaks_others_is_kept(tmp_path, message):
    with_groups(tmp_path, lambda groups: groups.append(GROUP, "s", 1, message))
    assert messages(tmp_path) == [message]


def test_settings_are_readable_by_people(tmp_path):
    with_groups(tmp_path, lambda groups: groups.create(GROUP, {"a": "b"}))
    (path,) = tmp_path.glob("*/group.json")
    assert json.loads(path.read_text())["tags"] == {"a": "b"}
