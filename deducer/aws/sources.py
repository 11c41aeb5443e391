"""Finding in a call's arguments what a source names: `TableName`, `Names[]`, `TransactItems[].Put.TableName`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deducer.aws.texts import UNKNOWN, Argument, Arguments, Hole, Text

__all__ = ["Found", "find"]


@dataclass(frozen=True)
class Found:
    """What stands at a source.

    `values` are all values there; a `Hole` among them is one that is not known. `maybe` says that there
    may be more, or one where none is known; `missing` that some place for one is empty for certain.
    """

    values: tuple[Argument, ...]
    maybe: bool = False
    missing: bool = False

    @property
    def absent(self) -> bool:
        """Whether it is certain that nothing stands there."""
        return not self.values and not self.maybe


class _Missing:
    """Marks a place where a member could stand and does not."""


_MISSING = _Missing()


def find(path: str, arguments: Arguments) -> Found:
    """Everything that the path leads to."""
    head, *tail = path.split(".")
    member, suffix = _member(head)
    if member in arguments.named:
        found = list(_walk(arguments.named[member], suffix, tail))
    elif arguments.rest:
        return Found((), maybe=True)
    else:
        return Found((), missing=True)
    values = tuple(value for value in found if not isinstance(value, _Missing))
    return Found(values, missing=len(values) < len(found))


def _walk(value: Argument, suffix: str, tail: Sequence[str]) -> Iterator[Argument | _Missing]:
    if value is None:
        yield _MISSING
        return
    for element in _elements(value, suffix):
        if not tail:
            yield element
            continue
        member, next_suffix = _member(tail[0])
        if isinstance(element, Mapping):
            if member in element:
                yield from _walk(element[member], next_suffix, tail[1:])
            elif UNKNOWN in element:
                yield UNKNOWN
            else:
                yield _MISSING
        elif isinstance(element, Hole):
            yield element


def _elements(value: Argument, suffix: str) -> Iterator[Argument]:
    """The elements of a list, the keys of a map; a text or a hole in their place stands for itself."""
    if not suffix or isinstance(value, (str, Text, Hole)):
        yield value
    elif (suffix == "{}" and isinstance(value, Mapping)) or (suffix == "[]" and isinstance(value, Sequence)):
        yield from value


def _member(segment: str) -> tuple[str, str]:
    if segment.endswith(("[]", "{}")):
        return segment[:-2], segment[-2:]
    return segment, ""
