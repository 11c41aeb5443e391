"""Server-sent events, however their bytes are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pluto_py.resources.sse import event_data


def cut(content: bytes, places: list[int]) -> list[bytes]:
    """The content in parts; empty parts included where places coincide."""
    edges = [0, *sorted(p % (len(content) + 1) for p in places), len(content)]
    return [content[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize("space", ["", " "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@given(places=st.lists(st.integers(0, 200), max_size=30))
def test_any_split_gives_the_same_events(space, end, places):
    events = ['{"text": "Grüße 🌍"}', "[DONE]", '{"a": 1}']
    content = "".join(f"data:{space}{event}{end}{end}" for event in events).encode()
    assert list(event_data(cut(content, places))) == events


def test_byte_by_byte():
    content = "data: é\r\n\r\ndata:b\n\n".encode()
    assert list(event_data(bytes([b]) for b in content)) == ["é", "b"]


def test_several_data_lines_are_one_event():
    assert list(event_data([b"data: a\ndata: b\ndata:\n\n"])) == ["a\nb\n"]


def test_only_one_space_after_the_colon_is_not_data():
    assert list(event_data([b"data:   a\n\n"])) == ["  a"]


def test_comments_and_other_fields_are_left_out():
    assert list(
        event_data([b": ping\n\nevent: x\nid: 1\nretry: 5\ndata: a\n\nnodata\n\ndataset: z\n\n"])
    ) == ["a"]


def test_a_last_event_without_its_empty_line_counts():
    assert list(event_data([b"data: a\n\ndata: b"])) == ["a", "b"]


def test_an_event_is_handed_out_as_soon_as_it_is_complete():
    def parts():
        yield b"data: a\n\nda"
        raise AssertionError("the first event was complete before this part")

    assert next(event_data(parts())) == "a"


def test_nothing_is_no_event():
    assert list(event_data([])) == []
    assert list(event_data([b"", b"\n\n\n"])) == []


def test_bytes_that_are_not_utf_8_do_not_break_the_stream():
    assert list(event_data([b"data: \xff\n\ndata: b\n\n"])) == ["\ufffd", "b"]
