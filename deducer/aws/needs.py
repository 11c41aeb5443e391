"""From what an operation needs to the permissions of one call of it."""

from __future__ import annotations

from collections.abc import Iterator

from deducer.aws.arns import Pattern, Place, Resolved, resolve
from deducer.aws.readings import read
from deducer.aws.services import Need, Operation, Row, Service
from deducer.aws.sources import find
from deducer.aws.texts import Arguments
from deducer.aws.verdicts import Permission, Permissions, UnmappedOperation

__all__ = ["permissions"]


def permissions(
    service: Service, operation: Operation, arguments: Arguments, place: Place
) -> Permissions | UnmappedOperation:
    """What a call of the operation with these arguments needs."""
    name = f"{service.prefix}:{operation.name}"
    if operation.needs is None:
        return UnmappedOperation(name, name)
    found: dict[Permission, None] = {}
    for need in operation.needs:
        found.update(dict.fromkeys(_needed(service, need, arguments, place)))
    return Permissions(name, _narrowed(tuple(found)), operation.dependent)


def _needed(service: Service, need: Need, arguments: Arguments, place: Place) -> Iterator[Permission]:
    certain = True
    if need.when:
        given = _given(need.when, arguments)
        if given is False:
            return
        certain = given is True
    if not need.rows:
        yield Permission(need.action, "*", certain)
    for pattern in _patterns(service, need.rows, arguments, place):
        yield Permission(need.action, pattern.arn, certain and pattern.exact, pattern.origins)


def _given(source: str, arguments: Arguments) -> bool | None:
    """Whether something stands at a source; `None` where that is not known."""
    path, _, reading = source.partition("|")
    found = find(path, arguments)
    if found.maybe:
        return None
    if not reading:
        return any(True for _ in found.values)
    pieces = [piece for value in found.values for piece in read(reading, value, arguments)]
    if not pieces:
        return False
    return True if any(piece.text.is_known for piece in pieces) else None


def _patterns(
    service: Service, rows: tuple[Row, ...], arguments: Arguments, place: Place
) -> tuple[Pattern, ...]:
    """The patterns of those types that the call can touch.

    A type that policies must name is always one of them. Of the others, those that the call names; where
    it names none, all of them. An ARN that is given settles which type is meant.
    """
    resolved = [(row, resolve(service, row, arguments, place)) for row in rows]
    resolved = [(row, made) for row, made in resolved if made.possible] or resolved
    for row, made in resolved:
        if made.whole:
            same = set(row.sources.values())
            resolved = [(r, m) for r, m in resolved if m.whole or not _same_place(r, same, needs_none=True)]
            break
    taken = [made for row, made in resolved if row.required]
    shared = {source for row in rows if row.required for source in row.sources.values()}
    taken += [
        made
        for row, made in resolved
        if not row.required and _named(row, made, shared, service, arguments, place)
    ]
    if not taken:
        taken = [made for _, made in resolved if made.given or made.maybe] or [made for _, made in resolved]
    return tuple(dict.fromkeys(pattern for made in taken for pattern in made.patterns))


def _same_place(row: Row, sources: set[str], *, needs_none: bool) -> bool:
    """Whether a type is an alternative to the one named by the ARN: filled from the same member, or from none."""
    return (needs_none and not row.sources) or bool(sources & set(row.sources.values()))


def _named(
    row: Row, made: Resolved, shared: set[str], service: Service, arguments: Arguments, place: Place
) -> bool:
    """Whether the call names this type by a member that it does not share with a type that is always meant."""
    own = {name: source for name, source in row.sources.items() if source not in shared}
    if not own:
        return False
    alone = resolve(service, Row(row.type, False, own), arguments, place)
    return alone.given or alone.maybe


def _narrowed(found: tuple[Permission, ...]) -> tuple[Permission, ...]:
    """Without an inexact twin of an exact permission; sorted, so that the result depends on nothing else."""
    best: dict[tuple[object, ...], Permission] = {}
    for permission in found:
        key = (permission.action, permission.arn, permission.origins)
        if key not in best or (permission.exact and not best[key].exact):
            best[key] = permission
    return tuple(sorted(best.values(), key=lambda p: (p.action, p.arn, repr(p.origins))))
