"""ARN patterns: the narrowest that covers what a call can touch, as far as its arguments are known."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from deducer.aws.readings import DEFAULTS, Piece, read
from deducer.aws.services import Row, Service
from deducer.aws.sources import find
from deducer.aws.texts import UNKNOWN, Arguments, Hole, Text

__all__ = ["Pattern", "Place", "Resolved", "resolve"]

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WHOLE = ""


@dataclass(frozen=True)
class Place:
    """Where calls go; `None` where that is not known."""

    region: str | None
    account: str | None
    partition: str = "aws"


@dataclass(frozen=True)
class Pattern:
    """One ARN pattern and what is known of it."""

    arn: str
    exact: bool
    origins: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """One resource type of one call.

    `given` says that the call names it, `whole` that it does so by an ARN that is known, `possible` that
    its value can mean this type at all.
    """

    patterns: tuple[Pattern, ...]
    given: bool
    maybe: bool
    whole: bool
    possible: bool


@dataclass(frozen=True)
class _Variable:
    pieces: tuple[Piece, ...]
    given: bool
    maybe: bool
    possible: bool


def resolve(service: Service, row: Row, arguments: Arguments, place: Place) -> Resolved:
    """The patterns of one type."""
    template = service.arns[row.type]
    filled = {name: _fill(source, arguments) for name, source in row.sources.items()}
    possible = all(variable.possible for variable in filled.values())
    given = any(variable.given for variable in filled.values())
    maybe = any(variable.maybe for variable in filled.values())
    whole = filled.get(_WHOLE)
    if whole and (whole.given or (whole.maybe and len(filled) == 1)):
        patterns = tuple(_whole(template, piece, place) for piece in whole.pieces)
        known = whole.given and all(piece.text.start.startswith("arn:") for piece in whole.pieces)
        return Resolved(patterns or (_any(template, place),), given, maybe, known, possible)
    combined = list(
        _combine(
            {name: _fitting(template, name, v) for name, v in filled.items() if v.pieces and name != _WHOLE}
        )
    )
    made = [_build(service, template, pieces, place) for pieces in combined]
    named = any(by_arn for _, by_arn in made)
    return Resolved(tuple(dict.fromkeys(p for p, _ in made)), given, maybe, named, possible)


def _fill(source: str, arguments: Arguments) -> _Variable:
    path, _, reading = source.partition("|")
    found = find(path, arguments)
    pieces = [piece for value in found.values for piece in read(reading, value, arguments)]
    if (found.missing or found.maybe) and reading in DEFAULTS:
        pieces.append(Piece(DEFAULTS[reading]))
    if found.maybe:
        pieces.append(Piece(Text((UNKNOWN,))))
    possible = bool(pieces) or not found.values
    return _Variable(tuple(dict.fromkeys(pieces)), bool(found.values), found.maybe, possible)


def _fitting(template: str, name: str, variable: _Variable) -> tuple[Piece, ...]:
    """A wildcard after a value says something at the end of an ARN only."""
    if template.endswith("${" + name + "}"):
        return variable.pieces
    return tuple(piece for piece in variable.pieces if not piece.ending) or variable.pieces


def _combine(filled: Mapping[str, tuple[Piece, ...]]) -> Iterator[dict[str, Piece]]:
    for chosen in product(*filled.values()):
        yield dict(zip(filled, chosen, strict=True))


def _whole(template: str, piece: Piece, place: Place) -> Pattern:
    """The pattern of a resource whose whole ARN is the value."""
    if piece.text.start.startswith("arn:"):
        return _rendered(piece.text, piece)
    pattern = _any(template, place)
    return Pattern(pattern.arn, not _unknown(piece.text), piece.text.origins)


def _unknown(text: Text) -> bool:
    return any(hole.origin is None for hole in text.holes) or not text.parts


def _any(template: str, place: Place) -> Pattern:
    """Every resource of a type."""
    return _filled(template, {}, place)


def _build(
    service: Service, template: str, pieces: Mapping[str, Piece], place: Place
) -> tuple[Pattern, bool]:
    """A pattern from the values of an ARN's variables, and whether one of them was an ARN itself."""
    for name, piece in pieces.items():
        if piece.text.start.startswith("arn:"):
            by_arn = _from_arn(service, template, name, piece, pieces)
            if by_arn is not None:
                return by_arn, True
            pieces = {**pieces, name: _extracted(service, name, piece)}
    return _filled(template, pieces, place), False


def _filled(template: str, pieces: Mapping[str, Piece], place: Place) -> Pattern:
    parts = _VARIABLE.split(template)
    exact = True
    origins: list[Hashable] = []
    for index in range(1, len(parts), 2):
        value = pieces.get(parts[index])
        if value is None:
            fixed = _placed(parts[index], place, pieces)
            exact = exact and fixed is not None
            parts[index] = fixed or "*"
            continue
        rendered = _rendered(value.text, value)
        exact = exact and rendered.exact
        origins += rendered.origins
        parts[index] = rendered.arn
    return Pattern(re.sub(r"\*\*+", "*", "".join(parts)), exact, tuple(dict.fromkeys(origins)))


def _placed(variable: str, place: Place, pieces: Mapping[str, Piece]) -> str | None:
    """Partition, region and account: what a value says itself, else where the call goes."""
    for piece in pieces.values():
        said = {"Account": piece.account, "Region": piece.region}.get(variable)
        if said is not None:
            return said
    return {"Partition": place.partition, "Region": place.region, "Account": place.account}.get(variable)


def _rendered(text: Text, piece: Piece) -> Pattern:
    """IAM's pattern for a text: holes are `*`; what IAM reads as wildcards is written as variables."""
    made = "".join("*" if isinstance(part, Hole) else _escaped(part) for part in text.parts)
    return Pattern(f"{piece.beginning}{made}{piece.ending}", not _holed(text, piece), text.origins)


def _holed(text: Text, piece: Piece) -> bool:
    if not text.parts:
        return not (piece.beginning or piece.ending)
    return any(hole.origin is None for hole in text.holes)


def _escaped(text: str) -> str:
    return re.sub(r"[*?$]", lambda match: "${" + match[0] + "}", text)


def _from_arn(
    service: Service, template: str, name: str, piece: Piece, pieces: Mapping[str, Piece]
) -> Pattern | None:
    """The ARN itself, where it is one of this type."""
    if service.prefix == "s3":
        return _access_point(piece, pieces.get("ObjectName"))
    if piece.text.holes or _matches(template, piece.text.known or ""):
        others = [p for other, p in pieces.items() if other != name]
        if others and not _matches(template, piece.text.known or ""):
            return None
        return _rendered(piece.text, piece)
    return None


def _access_point(piece: Piece, key: Piece | None) -> Pattern:
    """A bucket may be named by the ARN of an access point, below which objects have other ARNs."""
    if key is None:
        return _rendered(piece.text, piece)
    return _rendered(piece.text + "/object/" + key.text, piece)


def _extracted(service: Service, name: str, piece: Piece) -> Piece:
    """The variable's value in an ARN of another type: a cluster's name in the cluster's ARN."""
    for template in service.arns.values():
        if template.endswith("${" + name + "}"):
            match = _expression(template).match(piece.text.known or "")
            if match:
                return Piece(Text((match[name],)))
    return Piece(Text((UNKNOWN,)))


def _matches(template: str, arn: str) -> bool:
    return bool(_expression(template).match(arn))


def _expression(template: str) -> re.Pattern[str]:
    made = ""
    seen: set[str] = set()
    for index, part in enumerate(_VARIABLE.split(template)):
        if index % 2 == 0:
            made += re.escape(part)
        elif part in {"Partition", "Region", "Account"} or part in seen:
            made += "[^:]*"
        else:
            seen.add(part)
            made += f"(?P<{part}>.+)"
    return re.compile(f"^{made}$")
