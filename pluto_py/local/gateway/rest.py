"""REST routes: which operation a method and path mean, and what path, query and headers carry.

The tables in `routes/` are botocore's service models reduced to what a route needs (`python -m
pluto_py.local.gateway.build_routes` writes them): reading Lambda's own model would cost 30 ms and 10 MiB. A
table is read when the first request for its service arrives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote, unquote_plus

__all__ = ["Match", "Route", "RouteTable", "load"]

_LABEL = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Route:
    """One operation's binding to HTTP.

    `query` and `headers` map wire names (headers in lower case) to `(member, type)`, with type one of
    `string`, `integer`, `boolean`, `list`, `float`, `timestamp`; `constants` are query parameters that must
    be there (value None: any value). `payload` names the member that is the whole body, if there is one.
    """

    operation: str
    pattern: re.Pattern[str]
    labels: tuple[str, ...]
    constants: Mapping[str, str | None]
    query: Mapping[str, tuple[str, str]]
    headers: Mapping[str, tuple[str, str]]
    payload: str | None


@dataclass(frozen=True)
class Match:
    """A request that found its route; `parameters` from path, query and headers only."""

    route: Route
    parameters: dict[str, Any]


class RouteTable:
    """All routes of one service, the more specific first."""

    def __init__(self, entries: list[Mapping[str, Any]]):
        self._routes: dict[str, list[Route]] = {}
        for entry in sorted(entries, key=_specificity, reverse=True):
            self._routes.setdefault(entry["method"], []).append(_route(entry))

    def match(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> Match | None:
        """The route of a request; `path` and `query` as they came, `headers` with lower-case names."""
        given: dict[str, list[str]] | None = None
        for route in self._routes.get(method, ()):
            found = route.pattern.fullmatch(path)
            if found is None:
                continue
            if given is None:
                given = _query_values(query)
            if _has_constants(route, given):
                labels = dict(zip(route.labels, (unquote(part) for part in found.groups()), strict=True))
                return Match(route, {**labels, **_members(route, given, headers)})
        return None


@cache
def load(name: str) -> RouteTable:
    """The table of a service, read once."""
    table = resources.files("pluto_py.local.gateway").joinpath("routes").joinpath(f"{name}.json")
    return RouteTable(json.loads(table.read_text("utf-8")))


def _route(entry: Mapping[str, Any]) -> Route:
    path, _, constants = entry["uri"].partition("?")
    pattern, labels = _compile(path)
    return Route(
        operation=entry["operation"],
        pattern=pattern,
        labels=labels,
        constants={
            name: value if equals else None
            for name, equals, value in (part.partition("=") for part in constants.split("&") if part)
        },
        query={name: (member, kind) for name, (member, kind) in entry.get("query", {}).items()},
        headers={name: (member, kind) for name, (member, kind) in entry.get("headers", {}).items()},
        payload=entry.get("payload"),
    )


def _compile(path: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """`/x/{Name}/{Key+}` as a pattern; `+` marks the label that takes slashes. A slash at the end is free."""
    pattern, labels, position = "", [], 0
    for label in _LABEL.finditer(path):
        pattern += re.escape(path[position : label.start()])
        name = label.group(1)
        pattern += "(.+)" if name.endswith("+") else "([^/]+)"
        labels.append(name.rstrip("+"))
        position = label.end()
    return re.compile(pattern + re.escape(path[position:].rstrip("/")) + "/?"), tuple(labels)


def _specificity(entry: Mapping[str, Any]) -> tuple[int, int]:
    """More constant query parameters first, then more literal text in the path."""
    path, _, constants = entry["uri"].partition("?")
    return constants.count("&") + bool(constants), len(_LABEL.sub("", path))


def _query_values(query: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name:
            values.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return values


def _has_constants(route: Route, given: Mapping[str, list[str]]) -> bool:
    return all(
        name in given and (value is None or value in given[name]) for name, value in route.constants.items()
    )


def _members(route: Route, given: Mapping[str, list[str]], headers: Mapping[str, str]) -> dict[str, Any]:
    members = {}
    for name, (member, kind) in route.query.items():
        if name in given:
            members[member] = given[name] if kind == "list" else _typed(kind, given[name][0])
    for name, (member, kind) in route.headers.items():
        if name in headers:
            members[member] = _typed(kind, headers[name])
    return members


def _typed(kind: str, text: str) -> Any:
    """A text from the wire as its member's type; what does not fit stays text, for the service to refuse."""
    if kind == "boolean":
        return text.lower() == "true"
    if kind in ("integer", "long") and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text
