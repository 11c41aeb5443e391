"""The CloudWatch Logs API through boto3."""

from __future__ import annotations

import time

import pytest
from botocore.exceptions import ClientError

GROUP = "/aws/lambda/chatbot"


@pytest.fixture
def logs(local_gateway):
    return local_gateway.client("logs")


@pytest.fixture
def stream(logs):
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
    return {"logGroupName": GROUP, "logStreamName": "s"}


def now():
    return int(time.time() * 1000)


def put(logs, stream, *messages, start=None):
    start = start or now() - 1000
    events = [{"timestamp": start + number, "message": text} for number, text in enumerate(messages)]
    return logs.put_log_events(**stream, logEvents=events)


def code_of(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response["Error"]["Code"]


def texts(answer):
    return [event["message"] for event in answer["events"]]


def test_groups_are_made_described_and_deleted(logs):
    before = now()
    logs.create_log_group(logGroupName=GROUP, tags={"pluto:app": "chat"})
    (group,) = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    arn = f"arn:aws:logs:us-east-1:000000000000:log-group:{GROUP}"
    assert (group["logGroupName"], group["arn"], group["logGroupArn"]) == (GROUP, f"{arn}:*", arn)
    assert before <= group["creationTime"] <= now()
    assert "retentionInDays" not in group
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"pluto:app": "chat"}
    logs.delete_log_group(logGroupName=GROUP)
    assert logs.describe_log_groups()["logGroups"] == []


def test_groups_are_listed_page_by_page(logs):
    for number in range(5):
        logs.create_log_group(logGroupName=f"g{number}")
    pages = logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 2})
    assert [[group["logGroupName"] for group in page["logGroups"]] for page in pages] == [
        ["g0", "g1"],
        ["g2", "g3"],
        ["g4"],
    ]
    assert len(logs.describe_log_groups(logGroupNamePattern="G3")["logGroups"]) == 1


def test_retention(logs, stream):
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=14)
    assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 14
    assert (
        code_of(logs.put_retention_policy, logGroupName=GROUP, retentionInDays=2)
        == "InvalidParameterException"
    )
    logs.delete_retention_policy(logGroupName=GROUP)
    assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]


def test_events_past_the_retention_are_not_shown(logs, stream, local_gateway):
    old = now() - 2 * 86_400_000
    put(logs, stream, "old", start=old)
    put(logs, stream, "new")
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=1)
    assert texts(logs.filter_log_events(logGroupName=GROUP)) == ["new"]


def test_tags(logs, stream):
    arn = logs.describe_log_groups()["logGroups"][0]["logGroupArn"]
    logs.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    logs.untag_resource(resourceArn=arn, tagKeys=["b"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1"}
    logs.tag_log_group(logGroupName=GROUP, tags={"c": "3"})
    assert logs.list_tags_log_group(logGroupName=GROUP)["tags"] == {"a": "1", "c": "3"}


def test_events_are_read_in_order_of_time(logs, stream):
    put(logs, stream, "one", "two", "three ü")
    answer = logs.get_log_events(**stream, startFromHead=True)
    assert texts(answer) == ["one", "two", "three ü"]
    assert all(event["ingestionTime"] >= event["timestamp"] for event in answer["events"])


def test_a_reader_goes_forward_and_backward_by_tokens(logs, stream):
    put(logs, stream, *map(str, range(10)))
    last = logs.get_log_events(**stream, limit=3)
    assert texts(last) == ["7", "8", "9"]
    before = logs.get_log_events(**stream, limit=3, nextToken=last["nextBackwardToken"])
    assert texts(before) == ["4", "5", "6"]
    again = logs.get_log_events(**stream, limit=10, nextToken=before["nextForwardToken"])
    assert texts(again) == ["7", "8", "9"]
    end = logs.get_log_events(**stream, nextToken=again["nextForwardToken"])
    assert texts(end) == []
    assert end["nextForwardToken"] == again["nextForwardToken"]
    put(logs, stream, "10", start=now())
    assert texts(logs.get_log_events(**stream, nextToken=end["nextForwardToken"])) == ["10"]


def test_times_bound_what_is_read(logs, stream):
    start = now() - 5000
    put(logs, stream, "a", "b", "c", "d", start=start)
    answer = logs.get_log_events(**stream, startTime=start + 1, endTime=start + 3, startFromHead=True)
    assert texts(answer) == ["b", "c"]


def test_a_filter_reads_all_streams_or_some(logs, stream):
    for name in ("t1", "t2"):
        logs.create_log_stream(logGroupName=GROUP, logStreamName=name)
    start = now() - 5000
    put(logs, stream, "in s", start=start)
    put(logs, {**stream, "logStreamName": "t1"}, "in t1", start=start + 1)
    put(logs, {**stream, "logStreamName": "t2"}, "in t2", start=start + 2)
    assert texts(logs.filter_log_events(logGroupName=GROUP)) == ["in s", "in t1", "in t2"]
    assert texts(logs.filter_log_events(logGroupName=GROUP, logStreamNamePrefix="t")) == ["in t1", "in t2"]
    found = logs.filter_log_events(logGroupName=GROUP, logStreamNames=["t2"])["events"][0]
    assert (found["logStreamName"], found["message"]) == ("t2", "in t2")
    assert found["eventId"]


def test_a_filter_gives_pages_without_a_gap_or_a_repetition(logs, stream):
    put(logs, stream, *map(str, range(25)))
    paginator = logs.get_paginator("filter_log_events")
    pages = list(paginator.paginate(logGroupName=GROUP, PaginationConfig={"PageSize": 10}))
    assert [len(page["events"]) for page in pages] == [10, 10, 5]
    read = [event["message"] for page in pages for event in page["events"]]
    assert read == [str(number) for number in range(25)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", ["ERROR timeout", "ERROR reset", "WARN timeout"]),
        ("ERROR", ["ERROR timeout", "ERROR reset"]),
        ("ERROR timeout", ["ERROR timeout"]),
        ("?reset ?WARN", ["ERROR reset", "WARN timeout"]),
        ("timeout -WARN", ["ERROR timeout"]),
        ('"R timeout"', ["ERROR timeout"]),
        ("error", []),
    ],
)
def test_filter_patterns(logs, stream, pattern, expected):
    put(logs, stream, "ERROR timeout", "ERROR reset", "WARN timeout")
    assert texts(logs.filter_log_events(logGroupName=GROUP, filterPattern=pattern)) == expected


def test_patterns_that_cannot_be_honoured_are_refused(logs, stream):
    for pattern in ("{ $.level = 1 }", "[a, b]", "%x%"):
        assert (
            code_of(logs.filter_log_events, logGroupName=GROUP, filterPattern=pattern)
            == "InvalidParameterException"
        )


def test_streams_tell_when_they_were_used(logs, stream):
    logs.create_log_stream(logGroupName=GROUP, logStreamName="earlier")
    start = now() - 60_000
    put(logs, {**stream, "logStreamName": "earlier"}, "x", start=start)
    put(logs, stream, "y")
    streams = logs.describe_log_streams(logGroupName=GROUP, orderBy="LastEventTime", descending=True)[
        "logStreams"
    ]
    assert [found["logStreamName"] for found in streams] == ["s", "earlier"]
    assert streams[1]["firstEventTimestamp"] == streams[1]["lastEventTimestamp"] == start
    assert streams[1]["arn"].endswith(f":log-group:{GROUP}:log-stream:earlier")
    by_name = logs.describe_log_streams(logGroupName=GROUP, limit=1)
    assert by_name["logStreams"][0]["logStreamName"] == "earlier"
    rest = logs.describe_log_streams(logGroupName=GROUP, limit=1, nextToken=by_name["nextToken"])
    assert rest["logStreams"][0]["logStreamName"] == "s"


def test_a_stream_is_deleted_with_its_events(logs, stream):
    logs.create_log_stream(logGroupName=GROUP, logStreamName="other")
    put(logs, stream, "gone")
    put(logs, {**stream, "logStreamName": "other"}, "kept")
    logs.delete_log_stream(**stream)
    assert texts(logs.filter_log_events(logGroupName=GROUP)) == ["kept"]
    assert code_of(logs.get_log_events, **stream) == "ResourceNotFoundException"


def test_events_too_old_or_too_new_are_rejected_and_the_rest_is_kept(logs, stream):
    day = 86_400_000
    times = [now() - 20 * day, now() - 1000, now() + day]
    events = [{"timestamp": moment, "message": str(number)} for number, moment in enumerate(times)]
    rejected = logs.put_log_events(**stream, logEvents=events)["rejectedLogEventsInfo"]
    assert rejected == {"tooOldLogEventEndIndex": 1, "tooNewLogEventStartIndex": 2}
    assert texts(logs.get_log_events(**stream)) == ["1"]


def test_what_functions_print_is_there_for_readers(logs, local_gateway):
    sink = local_gateway.groups
    local_gateway.on_loop(lambda: sink.append(GROUP, "2026/11/21/[$LATEST]ab", now(), "printed\n"))
    assert texts(logs.filter_log_events(logGroupName=GROUP)) == ["printed\n"]
    (stream,) = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
    assert stream["logStreamName"] == "2026/11/21/[$LATEST]ab"


def test_everything_survives_a_restart(tmp_path, restartable):
    with restartable(tmp_path) as before:
        logs = before.client("logs")
        logs.create_log_group(logGroupName=GROUP, tags={"a": "b"})
        logs.put_retention_policy(logGroupName=GROUP, retentionInDays=7)
        logs.create_log_stream(logGroupName=GROUP, logStreamName="empty")
        stream = {"logGroupName": GROUP, "logStreamName": "s"}
        logs.create_log_stream(**stream)
        put(logs, stream, "kept")
        seen = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        token = logs.get_log_events(**stream)["nextForwardToken"]
    with restartable(tmp_path) as after:
        logs = after.client("logs")
        assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 7
        assert logs.list_tags_log_group(logGroupName=GROUP)["tags"] == {"a": "b"}
        assert logs.describe_log_streams(logGroupName=GROUP)["logStreams"] == seen
        assert texts(logs.get_log_events(**stream)) == ["kept"]
        put(logs, stream, "new", start=now())
        assert texts(logs.get_log_events(**stream, nextToken=token)) == ["new"]


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        ("create_log_group", {"logGroupName": GROUP}, "ResourceAlreadyExistsException"),
        ("create_log_group", {"logGroupName": "a b"}, "InvalidParameterException"),
        ("create_log_group", {"logGroupName": "x" * 513}, "InvalidParameterException"),
        ("create_log_group", {}, "InvalidParameterException"),
        ("delete_log_group", {"logGroupName": "none"}, "ResourceNotFoundException"),
        (
            "create_log_stream",
            {"logGroupName": GROUP, "logStreamName": "s"},
            "ResourceAlreadyExistsException",
        ),
        ("create_log_stream", {"logGroupName": GROUP, "logStreamName": "a:b"}, "InvalidParameterException"),
        ("create_log_stream", {"logGroupName": "none", "logStreamName": "s"}, "ResourceNotFoundException"),
        ("get_log_events", {"logGroupName": GROUP, "logStreamName": "none"}, "ResourceNotFoundException"),
        (
            "get_log_events",
            {"logGroupName": GROUP, "logStreamName": "s", "nextToken": "x"},
            "InvalidParameterException",
        ),
        (
            "put_log_events",
            {"logGroupName": GROUP, "logStreamName": "s", "logEvents": []},
            "InvalidParameterException",
        ),
        (
            "put_log_events",
            {
                "logGroupName": GROUP,
                "logStreamName": "s",
                "logEvents": [{"timestamp": 2, "message": "a"}, {"timestamp": 1, "message": "b"}],
            },
            "InvalidParameterException",
        ),
        (
            "put_log_events",
            {
                "logGroupName": GROUP,
                "logStreamName": "s",
                "logEvents": [{"timestamp": 1, "message": "x" * 300_000}] * 4,
            },
            "InvalidParameterException",
        ),
        ("describe_log_groups", {"limit": 51}, "InvalidParameterException"),
        (
            "start_query",
            {"logGroupName": GROUP, "startTime": 0, "endTime": 1, "queryString": "x"},
            "UnknownOperationException",
        ),
    ],
)
def test_what_the_api_refuses(logs, stream, operation, parameters, code):
    assert code_of(getattr(logs, operation), **parameters) == code
