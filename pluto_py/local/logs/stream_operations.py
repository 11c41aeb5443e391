"""Operations on streams and their events: make, list, delete, write, read, filter.

Reading happens on a thread over a snapshot of the files, so that a large group keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from pluto_py.local.logs import reading
from pluto_py.local.logs.checks import group_arn, invalid, number, required_group, stream_name
from pluto_py.local.logs.events import LogEvent
from pluto_py.local.logs.filter_pattern import PatternError, compile_pattern
from pluto_py.local.logs.groups import LogGroup, LogGroups
from pluto_py.local.logs.segments import Snapshot
from pluto_py.local.logs.streams import Stream
from pluto_py.local.service import ServiceError, ServiceRequest

__all__ = ["OPERATIONS"]

_LONGEST_PUT = 1_048_576
_MOST_PUT = 10_000
_EVENT_OVERHEAD = 26
_FUTURE_MS = 2 * 3600 * 1000
_PAST_MS = 14 * 86_400 * 1000


def create_log_stream(groups: LogGroups, request: ServiceRequest) -> None:
    """Make a stream."""
    group, name = required_group(groups, request.parameters), stream_name(request.parameters)
    if group.streams().find(name) is not None:
        raise ServiceError("ResourceAlreadyExistsException", "The specified log stream already exists")
    group.add_stream(name, int(time.time() * 1000))
    groups.write_soon(group)


def delete_log_stream(groups: LogGroups, request: ServiceRequest) -> None:
    """Remove a stream with its events."""
    group = required_group(groups, request.parameters)
    group.remove_stream(_stream(group, request.parameters).name)


def describe_log_streams(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """List streams by name or by their last event; the token is how many were shown."""
    parameters = request.parameters
    group = required_group(groups, parameters)
    prefix = str(parameters.get("logStreamNamePrefix") or "")
    streams = [stream for stream in group.streams().all() if stream.name.startswith(prefix)]
    if parameters.get("orderBy") == "LastEventTime":
        streams.sort(key=lambda stream: stream.last or 0)
    if parameters.get("descending"):
        streams.reverse()
    token = str(parameters.get("nextToken") or "0")
    if not token.isdecimal():
        raise ServiceError("InvalidParameterException", "The specified nextToken is invalid.")
    start, limit = int(token), number(parameters, "limit", least=1, most=50) or 50
    arn = group_arn(request.region, group.settings.name)
    shown = streams[start : start + limit]
    answer: dict[str, Any] = {"logStreams": [_member(stream, arn) for stream in shown]}
    if start + limit < len(streams):
        answer["nextToken"] = str(start + limit)
    return answer


def put_log_events(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """Add events to a stream; those too old or too far ahead are left out and reported."""
    group = required_group(groups, request.parameters)
    stream = _stream(group, request.parameters)
    events = _checked_events(request.parameters.get("logEvents"))
    now = int(time.time() * 1000)
    too_old = sum(timestamp < max(now - _PAST_MS, group.horizon()) for timestamp, _ in events)
    first_new = next(
        (i for i, (timestamp, _) in enumerate(events) if timestamp > now + _FUTURE_MS), len(events)
    )
    for timestamp, message in events[too_old:first_new]:
        group.add(timestamp, now, stream.name, message)
    groups.write_soon(group)
    rejected = {}
    if too_old:
        rejected["tooOldLogEventEndIndex"] = too_old
    if first_new < len(events):
        rejected["tooNewLogEventStartIndex"] = first_new
    answer: dict[str, Any] = {"nextSequenceToken": str(now)}
    return {**answer, "rejectedLogEventsInfo": rejected} if rejected else answer


async def get_log_events(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """Read one stream, from its end unless `startFromHead`."""
    parameters = request.parameters
    group = required_group(groups, parameters)
    name = _stream(group, parameters).name
    events = await _read(group, parameters, lambda event: event.stream == name)
    token = parameters.get("nextToken")
    try:
        found = reading.page(
            events,
            limit=number(parameters, "limit", least=1, most=10_000),
            from_head=bool(parameters.get("startFromHead")),
            token=str(token) if token else None,
        )
    except reading.TokenError as error:
        raise ServiceError("InvalidParameterException", str(error)) from None
    return {
        "events": [
            {"timestamp": event.timestamp, "message": event.message, "ingestionTime": event.ingested}
            for event in found.events
        ],
        "nextForwardToken": found.forward,
        "nextBackwardToken": found.backward,
    }


async def filter_log_events(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """Read all or some streams of a group, filtered."""
    parameters = request.parameters
    group = required_group(groups, parameters)
    try:
        matches = compile_pattern(str(parameters.get("filterPattern") or ""))
    except PatternError as error:
        raise ServiceError("InvalidParameterException", str(error)) from None
    names = set(parameters.get("logStreamNames") or ())
    prefix = str(parameters.get("logStreamNamePrefix") or "")

    def wanted(event: LogEvent) -> bool:
        in_stream = event.stream in names if names else event.stream.startswith(prefix)
        return in_stream and matches(event.message or "")

    events = await _read(group, parameters, wanted)
    token = parameters.get("nextToken")
    try:
        limit = number(parameters, "limit", least=1, most=10_000)
        shown, following = reading.after(events, limit=limit, token=str(token) if token else None)
    except reading.TokenError as error:
        raise ServiceError("InvalidParameterException", str(error)) from None
    answer: dict[str, Any] = {"events": [_filtered(event) for event in shown], "searchedLogStreams": []}
    return {**answer, "nextToken": following} if following else answer


async def _read(
    group: LogGroup, parameters: Mapping[str, Any], wanted: Callable[[LogEvent], bool]
) -> list[LogEvent]:
    start = max(number(parameters, "startTime") or 0, group.horizon())
    end = number(parameters, "endTime")
    return await asyncio.to_thread(_collect, group.snapshot(), start, end, wanted)


def _collect(
    snapshot: Snapshot, start: int, end: int | None, wanted: Callable[[LogEvent], bool]
) -> list[LogEvent]:
    found = [event for event in snapshot.events(start, end) if event.message is not None and wanted(event)]
    found.sort(key=lambda event: event.key)
    return found


def _stream(group: LogGroup, parameters: Mapping[str, Any]) -> Stream:
    stream = group.streams().find(stream_name(parameters))
    if stream is None:
        raise ServiceError("ResourceNotFoundException", "The specified log stream does not exist.")
    return stream


def _checked_events(given: Any) -> list[tuple[int, str]]:
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST_PUT:
        raise invalid("logEvents", "…", f"Member must have length between 1 and {_MOST_PUT}")
    events = []
    for event in given:
        timestamp, message = (
            (event.get("timestamp"), event.get("message")) if isinstance(event, Mapping) else (0, 0)
        )
        if not isinstance(timestamp, int) or not isinstance(message, str) or not message:
            raise invalid("logEvents", "…", "Every event must have a timestamp and a message")
        events.append((timestamp, message))
    if any(earlier > later for (earlier, _), (later, _) in pairwise(events)):
        raise ServiceError(
            "InvalidParameterException",
            "Log events in a single PutLogEvents request must be in chronological order.",
        )
    size = sum(len(message.encode("utf-8", "replace")) + _EVENT_OVERHEAD for _, message in events)
    if size > _LONGEST_PUT:
        raise ServiceError(
            "InvalidParameterException", f"Upload too large: {size} bytes exceeds limit of {_LONGEST_PUT}"
        )
    return events


def _filtered(event: LogEvent) -> dict[str, Any]:
    return {
        "logStreamName": event.stream,
        "timestamp": event.timestamp,
        "message": event.message,
        "ingestionTime": event.ingested,
        "eventId": f"{event.position:056d}",
    }


def _member(stream: Stream, group: str) -> dict[str, Any]:
    member: dict[str, Any] = {
        "logStreamName": stream.name,
        "creationTime": stream.created,
        "arn": f"{group}:log-stream:{stream.name}",
        "storedBytes": 0,
    }
    times = {
        "firstEventTimestamp": stream.first,
        "lastEventTimestamp": stream.last,
        "lastIngestionTime": stream.ingested,
    }
    return member | {name: value for name, value in times.items() if value is not None}


OPERATIONS = {
    "CreateLogStream": create_log_stream,
    "DeleteLogStream": delete_log_stream,
    "DescribeLogStreams": describe_log_streams,
    "PutLogEvents": put_log_events,
    "GetLogEvents": get_log_events,
    "FilterLogEvents": filter_log_events,
}
