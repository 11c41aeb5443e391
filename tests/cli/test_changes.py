"""Engine events become lines that a person can judge: what, which resource, because of which properties."""

from __future__ import annotations

import io

from pulumi.automation.events import EngineEvent

from pluto_py.cli.deploying.changes import changes_of, counted, render_changes
from pluto_py.cli.deploying.progress import Progress
from pluto_py.cli.terminal import Style, Terminal
from pluto_py.engines.watching import Watch


def step(operation, name, type="aws:dynamodb/table:Table", **more):  # noqa: A002 - Pulumi's own word
    urn = f"urn:pulumi:dev::demo::{type}::{name}"
    return {"op": operation, "urn": urn, "type": type, "provider": "", **more}


def event(kind, **content):
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, kind: content})


def changes_in(events):
    """As a preview tells them."""
    watch = Watch()
    for each in events:
        watch(each)
    return changes_of(watch.summary)


def planned(operation, name, **more):
    return event("resourcePreEvent", metadata=step(operation, name, **more), planning=True)


def test_one_line_per_change_with_its_properties():
    changes = changes_in(
        [
            planned("create", "history"),
            planned("update", "chat", type="aws:lambda/function:Function", diffs=["environment", "code"]),
            planned("same", "other"),
            planned("delete", "old"),
        ]
    )
    assert render_changes(changes, Style()).splitlines() == [
        "Changes",
        "  +  dynamodb.Table history",
        "  ~  lambda.Function chat    code, environment",
        "  -  dynamodb.Table old",
        "  1 to create, 1 to update, 1 to delete",
    ]


def test_a_replacement_is_one_change_that_names_what_forces_it():
    steps = [
        planned("create-replacement", "x", diffs=["name"], keys=["name"]),
        planned("replace", "x", diffs=["name"], keys=["name"]),
        planned("delete-replaced", "x", diffs=["name"], keys=["name"]),
    ]
    (change,) = changes_in(steps)
    assert (change.operation, change.properties) == ("replace", ("name",))
    assert counted([change]) == "1 replaced"


def test_what_is_pulumis_own_is_left_out():
    events = [
        planned("create", "demo-dev", type="pulumi:pulumi:Stack"),
        planned("create", "default", type="pulumi:providers:aws"),
    ]
    assert changes_in(events) == ()
    assert render_changes((), Style()) == "Nothing would change."


def test_progress_tells_each_finished_resource_and_collects_it():
    err = io.StringIO()
    with Progress(Terminal(io.StringIO(), err)) as progress:
        progress.event(planned("create", "history"))
        progress.event(event("resOutputsEvent", metadata=step("create", "history"), planning=False))
        progress.event(planned("same", "other"))
        progress.event(event("resOutputsEvent", metadata=step("same", "other"), planning=False))
    assert [change.label for change in progress.changes] == ["dynamodb.Table history"]
    assert "dynamodb.Table history created" in err.getvalue()
    assert "other" not in err.getvalue()


def test_a_failed_resource_is_told_and_not_counted():
    err = io.StringIO()
    with Progress(Terminal(io.StringIO(), err)) as progress:
        progress.event(planned("create", "history"))
        progress.event(event("resOpFailedEvent", metadata=step("create", "history"), status=1, steps=0))
    assert progress.changes == []
    assert "dynamodb.Table history failed" in err.getvalue()


def test_warnings_of_the_engine_are_passed_on():
    err = io.StringIO()
    with Progress(Terminal(io.StringIO(), err)) as progress:
        progress.event(event("diagnosticEvent", severity="warning", message="old runtime\n", color="never"))
    assert "warning: old runtime" in err.getvalue()


def test_what_lasts_a_second_is_announced_where_nobody_watches_a_spinner():
    import time

    err = io.StringIO()
    with Progress(Terminal(io.StringIO(), err)) as progress:
        with progress.phase("A blink"):
            pass
        with progress.phase("Something long"):
            time.sleep(1.3)
    assert err.getvalue() == "Something long ...\n"
