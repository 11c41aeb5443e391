"""`pluto graph`'s pictures: everything is in them, nothing overlaps, odd names break nothing."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from deducer.architecture import Architecture, DeducedFunction, DeducedResource, Grant, Position
from pluto_py.cli.graphs import graph_of, to_dot, to_mermaid, to_svg
from pluto_py.cli.graphs.layout import lay_out

AT = Position("app/main.py", 1, 1)
SVG = "{http://www.w3.org/2000/svg}"


def function(name, **trigger):
    return DeducedFunction(name, trigger or {"kind": "url"}, AT, (), (), (), (), AT)


def grant(of, kind, name, operation, certainty="must"):
    return Grant(of, kind, name, operation, (), certainty, ())


def architecture(functions, resources, grants):
    declared = tuple(DeducedResource(*r.split("/"), {}, AT) for r in resources)
    return Architecture("demo", "app/main.py", declared, tuple(map(function, functions)), tuple(grants), ())


@pytest.fixture
def chat():
    return graph_of(
        architecture(
            ["chat", "forget"],
            ["SageMaker/model", "KVStore/history"],
            [
                grant("chat", "KVStore", "history", "get"),
                grant("chat", "KVStore", "history", "set"),
                grant("chat", "SageMaker", "model", "endpoint_name", "may"),
                grant("forget", "KVStore", "history", "delete"),
                grant("forget", "Function", "chat", "invoke"),
                grant("chat", "Function", "forget", "invoke"),
                grant("chat", "Function", "chat", "invoke"),
            ],
        )
    )


def test_one_arrow_per_pair_with_all_operations(chat):
    labels = {(e.source, e.target): e.label for e in chat.edges}
    assert labels["Function/chat", "KVStore/history"] == "get, set"
    assert len(labels) == len(chat.edges) == 6


def test_a_resource_points_to_the_function_that_it_triggers():
    subscriber = function("jobs-subscribe-0", kind="queue", resource="jobs")
    app = Architecture("a", "main.py", (DeducedResource("Queue", "jobs", {}, AT),), (subscriber,), (), ())
    assert [(e.source, e.target) for e in graph_of(app).edges] == [
        ("Queue/jobs", "Function/jobs-subscribe-0")
    ]


def test_what_the_app_does_not_declare_is_drawn_by_its_arn():
    arn = "arn:aws:s3:::logs"
    app = Architecture(
        "a",
        "main.py",
        (),
        (function("f"),),
        (Grant("f", "aws", "", "s3:GetObject", (), "must", (), arn),),
        (),
    )
    assert arn in to_svg(graph_of(app))


def boxes_of(graph):
    return list(lay_out(graph).boxes.values())


def test_no_two_boxes_overlap_and_all_lie_inside(chat):
    layout = lay_out(chat)
    for a, b in itertools.combinations(layout.boxes.values(), 2):
        assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    for box in layout.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.y + box.height <= layout.height


def test_callers_stand_left_of_what_they_use(chat):
    boxes = lay_out(chat).boxes
    assert boxes["Function/chat"].x < boxes["KVStore/history"].x
    assert boxes["Function/chat"].x < boxes["SageMaker/model"].x


def test_rows_are_ordered_so_that_arrows_do_not_cross():
    graph = graph_of(
        architecture(
            ["a", "b", "c"],
            ["KVStore/z", "KVStore/y", "KVStore/x"],
            [
                grant("a", "KVStore", "x", "get"),
                grant("b", "KVStore", "y", "get"),
                grant("c", "KVStore", "z", "get"),
            ],
        )
    )
    boxes = lay_out(graph).boxes
    assert boxes["KVStore/x"].y < boxes["KVStore/y"].y < boxes["KVStore/z"].y


def test_svg_is_sound_and_holds_every_name_and_label(chat):
    drawing = ET.fromstring(to_svg(chat))
    texts = {text.text for text in drawing.iter(f"{SVG}text")}
    assert {"chat", "forget", "model", "history", "get, set", "invoke"} <= texts


def test_uncertain_arrows_are_dashed(chat):
    dashed = [e for e in ET.fromstring(to_svg(chat)).iter(f"{SVG}path") if e.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "-.->" in to_mermaid(chat)
    assert "style=dashed" in to_dot(chat)


def test_an_app_without_anything_is_an_empty_picture():
    ET.fromstring(to_svg(graph_of(architecture([], [], []))))


def test_names_cannot_break_the_languages():
    graph = graph_of(architecture(['a"<b>#'], [], []))
    ET.fromstring(to_svg(graph))
    assert "a#quot;#lt;b#gt;#35;" in to_mermaid(graph)
    assert '"Function/a\\"<b>#"' in to_dot(graph)


def test_the_same_graph_is_the_same_picture(chat):
    assert to_svg(chat) == to_svg(chat)
