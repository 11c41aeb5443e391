"""What the analysis of a library says, in plain frozen data that can be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deducer.aws.arns import Place
from deducer.aws.client_calls import call_client
from deducer.aws.objects import Client
from deducer.aws.texts import UNKNOWN, Argument, Arguments, Hole, Text
from deducer.aws.verdicts import Permissions, Verdict

__all__ = ["LibraryCall", "Report", "dumped", "loaded"]


@dataclass(frozen=True)
class LibraryCall:
    """One call of AWS that a library's code can make.

    `arguments` are the members that are known at all, sorted; what comes from an argument that the app handed in is
    a `Hole` whose origin is that parameter's name. `rest` says that there may be further members.
    """

    service: str
    method: str
    arguments: tuple[tuple[str, Argument], ...] = ()
    rest: bool = False

    def verdict(self, place: Place) -> Verdict:
        """What the call needs; origins are names of the entry's parameters."""
        client = Client(self.service)
        step = call_client(client, self.method, Arguments(dict(self.arguments), rest=self.rest), place)
        return step.verdict or Permissions(f"{self.service}:{self.method}", ())


@dataclass(frozen=True)
class Report:
    """Everything that an entry of a library can do with AWS.

    `doubts` say, each in a sentence with its place, what could not be followed. Finding no call at all is a doubt of
    its own: the app hands over a property because something is done with it.
    """

    entry: str
    found: bool
    calls: tuple[LibraryCall, ...]
    doubts: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the calls are all that the code can make."""
        return self.found and bool(self.calls) and not self.doubts

    @property
    def operations(self) -> Mapping[str, tuple[str, ...]]:
        """Methods by service, sorted."""
        by_service: dict[str, set[str]] = {}
        for call in self.calls:
            by_service.setdefault(call.service, set()).add(call.method)
        return {name: tuple(sorted(methods)) for name, methods in sorted(by_service.items())}


def dumped(report: Report) -> dict[str, Any]:
    """The report as JSON data."""
    return {
        "entry": report.entry,
        "found": report.found,
        "doubts": list(report.doubts),
        "calls": [
            [call.service, call.method, call.rest, [[name, _plain(value)] for name, value in call.arguments]]
            for call in report.calls
        ],
    }


def loaded(data: Mapping[str, Any]) -> Report:
    """A report from its JSON data; `KeyError`, `TypeError` or `ValueError` where it is none."""
    calls = tuple(
        LibraryCall(service, method, tuple((name, _value(raw)) for name, raw in arguments), bool(rest))
        for service, method, rest, arguments in data["calls"]
    )
    return Report(data["entry"], bool(data["found"]), calls, tuple(map(str, data["doubts"])))


def _plain(value: Argument) -> Any:
    if isinstance(value, Hole):
        return {"hole": value.origin}
    if isinstance(value, Text):
        return {"text": [part if isinstance(part, str) else [part.origin] for part in value.parts]}
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(item)] for key, item in value.items()]}
    if isinstance(value, bytes):
        return {"hole": None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {"list": [_plain(item) for item in value]}
    return value


def _value(raw: Any) -> Argument:
    if not isinstance(raw, dict):
        return raw  # type: ignore[no-any-return]  # a JSON scalar is an argument as it is
    if "map" in raw:
        return {_key(key): _value(item) for key, item in raw["map"]}
    if "list" in raw:
        return tuple(_value(item) for item in raw["list"])
    if "hole" in raw:
        return Hole(raw["hole"])
    return Text(tuple(part if isinstance(part, str) else Hole(part[0]) for part in raw["text"]))


def _key(raw: Any) -> str | Text | Hole:
    value = _value(raw)
    return value if isinstance(value, (str, Text, Hole)) else UNKNOWN
