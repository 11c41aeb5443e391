"""Whether a condition can hold."""

from __future__ import annotations

from deducer.aws.libraries.values import Box, Known, Opaque, Values
from deducer.aws.objects import Data
from deducer.aws.texts import Text

__all__ = ["truth"]


def truth(values: Values) -> bool | None:
    """`None` where values differ or one of them is not known; containers may be empty or not."""
    found = {_one(value) for value in values}
    return found.pop() if len(found) == 1 else None


def _one(value: object) -> bool | None:
    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, Text):
        return True if any(isinstance(part, str) for part in value.parts) else None
    if isinstance(value, (Opaque, Box, Data)):
        return None
    return True
