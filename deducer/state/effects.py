"""What running a piece of code does that matters: touching resources, reading variables, loading modules.

Each fact keeps one trail: the positions from the code's beginning to the place of the fact. When a call
returns, its facts become the caller's, one hop longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from deducer.source.files import Place
    from deducer.values.base import Value
    from deducer.values.modules import Module
    from deducer.values.resources import Resource

__all__ = [
    "EnvironmentRead",
    "Escape",
    "Fact",
    "Facts",
    "Load",
    "Outside",
    "Touch",
    "Trail",
    "Uses",
    "absorb",
    "record",
]


class Touch(NamedTuple):
    """An operation or property (`member`) of a resource was used; `by_library` when foreign code got it."""

    resource: Resource
    member: str
    by_library: bool


class EnvironmentRead(NamedTuple):
    """A variable of the environment was read; `required` when there is no default."""

    variable: str
    required: bool


class Load(NamedTuple):
    """A module of the app was imported."""

    module: Module


class Outside(NamedTuple):
    """A module that is not the app's was imported, by its dotted name."""

    module: str


class Escape(NamedTuple):
    """A value was handed to code that is not read, which may call it at any time.

    With `keeps_result` what it gives is then that code's as well; threads and tasks throw it away, or hand it on
    where the models say.
    """

    value: Value
    keeps_result: bool = True


class Uses(NamedTuple):
    """Code of a top-level package that is not read was run."""

    package: str


Fact: TypeAlias = "Touch | EnvironmentRead | Load | Outside | Escape | Uses"


class Trail:
    """The way to a fact: this hop, then `rest`. `certain` is False when some hop may not happen as analysed."""

    __slots__ = ("certain", "label", "length", "place", "rest")

    def __init__(self, place: Place, label: str, rest: Trail | None = None, certain: bool = True) -> None:
        self.place = place
        self.label = label
        self.rest = rest
        self.certain: bool = certain and (rest is None or rest.certain)
        self.length: int = 1 if rest is None else rest.length + 1

    def hops(self) -> list[Trail]:
        """This hop and the following ones."""
        hops: list[Trail] = []
        hop: Trail | None = self
        while hop is not None:
            hops.append(hop)
            hop = hop.rest
        return hops

    def better_than(self, other: Trail) -> bool:
        """Whether this explains a fact better: certain before not, then the shorter."""
        if self.certain != other.certain:
            return self.certain
        return self.length < other.length


Facts: TypeAlias = "dict[Fact, Trail]"


def record(facts: Facts, fact: Fact, trail: Trail) -> None:
    """Note a fact unless it is known by a trail as good."""
    known = facts.get(fact)
    if known is None or trail.better_than(known):
        facts[fact] = trail


def absorb(facts: Facts, others: Facts, place: Place, label: str, certain: bool = True) -> None:
    """Take over what a call, or anything else that happened at `place`, did."""
    for fact, trail in others.items():
        known = facts.get(fact)
        if (
            known is not None
            and (known.length <= trail.length + 1)
            and (known.certain or not (certain and trail.certain))
        ):
            continue
        record(facts, fact, Trail(place, label, trail, certain))
