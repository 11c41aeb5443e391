"""Constants, and data that only the running program knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deducer.source.files import Place
from deducer.values.base import NOTHING, Value, Values

__all__ = [
    "FALSE",
    "NONE",
    "TRUE",
    "UNKNOWN",
    "Const",
    "Slice",
    "Unknown",
    "carried",
    "constant",
    "constants",
    "forget_atoms",
    "truth_value",
    "unknown",
]


class Const(Value):
    """A number, string, bytes, bool, None or Ellipsis; `variables` are the environment variables that it is made of."""

    __slots__ = ("value", "variables")

    def __init__(self, value: Any, variables: tuple[str, ...]) -> None:
        self.value = value
        self.variables = variables


class Unknown(Value):
    """Data known only at run time, never a callable of the app.

    `reason` completes "its value is …". `carries` are the resource properties that the data is made of:
    whoever gets it can reach those resources. `prefix` is what a text certainly begins with.
    """

    __slots__ = ("carries", "place", "prefix", "reason")

    def __init__(self, reason: str, place: Place | None, carries: Values, prefix: str) -> None:
        self.reason = reason
        self.place = place
        self.carries = carries
        self.prefix = prefix


class Slice(Value):
    """A slice in a subscription; `bounds` None where they are not known."""

    __slots__ = ("bounds",)

    def __init__(self, bounds: slice | None) -> None:
        self.bounds = bounds


_constants: dict[Any, Const] = {}
_unknowns: dict[Any, Unknown] = {}


def constant(value: Any, variables: tuple[str, ...] = ()) -> Const:
    """The one `Const` for this value; floats by their text, because nan is not itself and 0.0 is -0.0."""
    key = (type(value), repr(value) if isinstance(value, (float, complex)) else value, variables)
    known = _constants.get(key)
    if known is None:
        known = _constants[key] = Const(value, variables)
    return known


def unknown(reason: str, place: Place | None = None, carries: Values = NOTHING, prefix: str = "") -> Values:
    """The set of one `Unknown`."""
    key = (reason, place, carries, prefix)
    known = _unknowns.get(key)
    if known is None:
        known = _unknowns[key] = Unknown(reason, place, carries, prefix)
    return (known,)


def carried(values: Iterable[Value]) -> Values:
    """The resource properties that any of these values is made of."""
    found: Values = NOTHING
    for value in values:
        if isinstance(value, Unknown) and value.carries:
            found += tuple(part for part in value.carries if part not in found)
    return found


def constants(values: Values) -> list[Any] | None:
    """The plain values, if all are constants and there is at least one."""
    if not values:
        return None
    found = []
    for value in values:
        if not isinstance(value, Const):
            return None
        found.append(value.value)
    return found


def forget_atoms() -> None:
    """Empty the pools; called before a deduction, so that a long-lived process does not collect every constant."""
    _constants.clear()
    _unknowns.clear()
    for fixed in (*NONE, *TRUE, *FALSE):
        if isinstance(fixed, Const):
            _constants[type(fixed.value), fixed.value, ()] = fixed
    for value in UNKNOWN:
        if isinstance(value, Unknown):
            _unknowns[value.reason, None, NOTHING, ""] = value


NONE: Values = (constant(None),)
TRUE: Values = (constant(True),)
FALSE: Values = (constant(False),)
UNKNOWN: Values = unknown("known only while the app runs")


def truth_value(value: bool) -> Values:
    """The set of True or of False."""
    return TRUE if value else FALSE
