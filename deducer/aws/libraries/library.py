"""The door: reports on entries of libraries, remembered in memory and on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from deducer.aws import objects
from deducer.aws.libraries.analysis import Analysis
from deducer.aws.libraries.cache import Cache, key_of
from deducer.aws.libraries.machine import Given
from deducer.aws.libraries.modules import Modules
from deducer.aws.libraries.report import Report
from deducer.aws.libraries.state import State
from deducer.aws.libraries.values import OPAQUE, Known, Value, Values
from deducer.aws.texts import UNKNOWN, Hole, Text

__all__ = ["HANDED", "Libraries"]


@dataclass(frozen=True)
class Handed:
    """Marks an argument that is a property of one of the app's resources."""


HANDED = Handed()
Entrance: TypeAlias = Handed | Hole | Text | str | bytes | bool | int | float | objects.SdkObject | None


class Libraries:
    """Reports on what is installed in a search path; `cache` is a folder for them, or `None`."""

    def __init__(self, search_path: Sequence[Path], cache: Path | None = None) -> None:
        self._search_path = tuple(search_path)
        self._modules = Modules(self._search_path)
        self._cache = Cache(cache) if cache is not None else None
        self._known: dict[str, Report] = {}

    def calls_of(
        self,
        entry: str,
        named: Mapping[str, Entrance] | None = None,
        positional: Sequence[Entrance] = (),
        *,
        rest: bool = False,
    ) -> Report:
        """What `entry`, a dotted class, function or method, can do when it is called with these arguments.

        An argument is `HANDED` (its parameter's name becomes the origin of the hole; positional ones have their
        index), `UNKNOWN` for a value that is given and not known, a constant, a `Text`, or an object of the SDK.
        Parameters that are not there keep their defaults, unless `rest` says that there may be more.
        """
        given = Given(
            [_value(value, str(index)) for index, value in enumerate(positional)],
            {name: _value(value, name) for name, value in (named or {}).items()},
            rest,
        )
        key = key_of(entry, given)
        if key not in self._known:
            self._known[key] = self._stored(key) or self._made(entry, given, key)
        return self._known[key]

    def _stored(self, key: str) -> Report | None:
        return self._cache.load(key) if self._cache else None

    def _made(self, entry: str, given: Given, key: str) -> Report:
        self._modules.read = {}
        state = State(self._modules, self._modules.root(_module_of(self._modules, entry)))
        found = Analysis(state).analyse(entry, given)
        calls = tuple(state.calls[key] for key in sorted(state.calls))
        report = Report(entry, found, calls, tuple(sorted(state.doubts)))
        if self._cache is not None and found:
            self._cache.store(key, report, tuple(self._modules.read))
        return report


def _module_of(modules: Modules, entry: str) -> str:
    name = entry.rpartition(".")[0]
    while name and modules.file(name) is None:
        name = name.rpartition(".")[0]
    return name or entry


def _value(value: Entrance, name: str) -> Values:
    made: Value
    if isinstance(value, Handed):
        made = Text((Hole(name),))
    elif isinstance(value, Hole):
        made = OPAQUE if value == UNKNOWN else Text((value,))
    elif isinstance(value, (str, bytes, bool, int, float)) or value is None:
        made = Known.of(value)
    else:
        made = value
    return (made,)
