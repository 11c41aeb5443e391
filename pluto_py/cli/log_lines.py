"""The log lines of a stack's functions, merged by time, from either platform's CloudWatch Logs API."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from pluto_py.cli.cloud_access import client, cloud_errors, deployed_outputs, physical
from pluto_py.cli.terminal import Style
from pluto_py.errors import PlutoError
from pluto_py.project import Project, Stack

__all__ = ["Entry", "entries", "parse_age", "render_entry"]

_AGE = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_POLL_SECONDS = 1.0
_LATE_SECONDS = 10  # an event may become visible this much later than a younger one of another stream


@dataclass(frozen=True)
class Entry:
    """One line; `when` is ISO 8601 in UTC."""

    function: str
    when: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def parse_age(text: str) -> int:
    """`2h` in seconds.

    Raises:
        PlutoError: it is no such age.
    """
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise PlutoError(f"'{text}' is no time span.", hint="Use a number and a unit: 90s, 10m, 2h, 7d.")
    return int(match[1]) * _SECONDS[match[2]]


def entries(
    project: Project, stack: Stack, function: str | None, *, age: int, follow: bool
) -> Iterator[Entry]:
    """The lines of `function`, or of all, that are at most `age` seconds old; for ever with `follow`.

    Raises:
        PlutoError: nothing is deployed, no such function, or the cloud cannot be reached.
    """
    groups = _groups(deployed_outputs(project, stack), function)
    logs = client(project, stack, "logs")
    start = int((time.time() - age) * 1000)
    seen: set[str] = set()
    while True:
        found = sorted(_new_events(logs, groups, start, seen), key=lambda pair: pair[1]["timestamp"])
        yield from (_entry(name, event) for name, event in found)
        if not follow:
            return
        if found:
            start = max(start, found[-1][1]["timestamp"] - _LATE_SECONDS * 1000)
        time.sleep(_POLL_SECONDS)


def render_entry(entry: Entry, style: Style, *, named: bool) -> str:
    """`2026-01-31 12:00:00.123  chatbot  text`."""
    when = style.paint(entry.when[:23].replace("T", " "), "dim")
    who = style.paint(f"{entry.function}  ", "cyan") if named else ""
    return f"{when}  {who}{entry.message}"


def _groups(outputs: dict[str, Any], function: str | None) -> Mapping[str, str]:
    """Log groups by function."""
    if function is not None:
        return {function: physical(outputs, function, "log_group")}
    keys = [key.split(":") for key in outputs if key.startswith("function:") and key.endswith(":log_group")]
    return {name: str(outputs[f"function:{name}:log_group"]) for _, name, _ in keys}


def _new_events(
    logs: Any, groups: Mapping[str, str], start: int, seen: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, group in groups.items():
        with cloud_errors(f"Reading the log of '{name}'"):
            try:
                pages = list(
                    logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=start)
                )
            except logs.exceptions.ResourceNotFoundException:
                continue  # the function has never run
        for event in (event for page in pages for event in page["events"]):
            if event["eventId"] not in seen:
                seen.add(event["eventId"])
                yield name, event


def _entry(function: str, event: dict[str, Any]) -> Entry:
    when = datetime.fromtimestamp(event["timestamp"] / 1000, timezone.utc)
    return Entry(function, when.isoformat(timespec="milliseconds"), event["message"].rstrip("\n"))
