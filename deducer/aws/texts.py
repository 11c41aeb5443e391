"""Argument values of AWS calls, as far as they are known.

An argument is given as ordinary Python data: `str` where the text is known, `Text` where parts of it are,
`Hole` where nothing is, and sequences, mappings and other constants of these for structured members. A
mapping that has `UNKNOWN` among its keys may have further ones.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["UNKNOWN", "Argument", "Arguments", "Hole", "Text", "text_of"]


@dataclass(frozen=True)
class Hole:
    """Something that is not known; `origin` names whose it is where that is known.

    An origin is any hashable value of the caller's, such as a property of a resource that gets its value
    when the app is deployed. It comes back in `Permission.origins`.
    """

    origin: Hashable | None = None


UNKNOWN = Hole()


@dataclass(frozen=True)
class Text:
    """A text made of known pieces and holes: `("orders-", UNKNOWN)`."""

    parts: tuple[str | Hole, ...]

    @property
    def known(self) -> str | None:
        """The whole text, where no part of it is a hole."""
        return "".join(map(str, self.parts)) if self.is_known else None

    @property
    def is_known(self) -> bool:
        """Whether no part is a hole."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def start(self) -> str:
        """The known text before the first hole."""
        first = self.parts[0] if self.parts else ""
        return first if isinstance(first, str) else ""

    @property
    def holes(self) -> tuple[Hole, ...]:
        """All holes, in order."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def origins(self) -> tuple[Hashable, ...]:
        """The origins of all holes that have one."""
        return tuple(hole.origin for hole in self.holes if hole.origin is not None)

    def __add__(self, other: str | Text) -> Text:
        return Text(_joined((*self.parts, *(other.parts if isinstance(other, Text) else (other,)))))

    def after_last(self, separator: str) -> Text:
        """What follows the last known `separator`; all of it where there is none."""
        for index in range(len(self.parts) - 1, -1, -1):
            part = self.parts[index]
            if isinstance(part, str) and separator in part:
                return Text(_joined((part.rpartition(separator)[2], *self.parts[index + 1 :])))
        return self

    def split_first(self, separator: str) -> tuple[Text, Text | None]:
        """What stands before and after the first known `separator`; no second text where there is none."""
        for index, part in enumerate(self.parts):
            if isinstance(part, str) and separator in part:
                before, _, after = part.partition(separator)
                return (
                    Text(_joined((*self.parts[:index], before))),
                    Text(_joined((after, *self.parts[index + 1 :]))),
                )
        return self, None

    def without_start(self, prefix: str) -> Text:
        """The text without a known prefix."""
        if not self.start.startswith(prefix):
            return self
        return Text(_joined((self.start.removeprefix(prefix), *self.parts[1:])))

    def lower(self) -> Text:
        """Known parts in lower case."""
        return Text(tuple(part.lower() if isinstance(part, str) else part for part in self.parts))


Argument: TypeAlias = "str | Text | Hole | Sequence[Argument] | _Map | bytes | float | None"
_Map: TypeAlias = "Mapping[str, Argument] | Mapping[str | Text | Hole, Argument]"


@dataclass(frozen=True)
class Arguments:
    """Arguments of one call. `rest` says that there may be more, of which nothing is known (`**options`)."""

    named: Mapping[str, Argument]
    positional: tuple[Argument, ...] = ()
    rest: bool = False

    def with_named(self, more: Mapping[str, Argument]) -> Arguments:
        """These, and those of `more`, which win."""
        return Arguments({**self.named, **more}, self.positional, self.rest)

    def naming(self, names: Sequence[str]) -> Arguments:
        """With positional arguments under their parameters' names; further ones are dropped."""
        given = dict(zip(names, self.positional, strict=False))
        return Arguments({**given, **self.named}, (), self.rest)


def text_of(value: object) -> Text | None:
    """A value as text; `None` for what is no text at all."""
    if isinstance(value, Text):
        return Text(_joined(value.parts))
    if isinstance(value, str):
        return Text((value,))
    if isinstance(value, Hole):
        return Text((value,))
    return None


def _joined(parts: Sequence[str | Hole]) -> tuple[str | Hole, ...]:
    return tuple(_join(parts))


def _join(parts: Sequence[str | Hole]) -> Iterator[str | Hole]:
    """Adjacent known pieces as one; no empty ones."""
    pending = ""
    for part in parts:
        if isinstance(part, str):
            pending += part
            continue
        if pending:
            yield pending
            pending = ""
        yield part
    if pending:
        yield pending
