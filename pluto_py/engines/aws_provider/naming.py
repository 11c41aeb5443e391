"""Automatic names: `<logical name>-<7 hex digits>`, as Pulumi's providers make them.

An automatic name changes with every replacement, so old and new can exist side by side; a name that the
program gives cannot, so such an object is deleted before it is replaced.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from pluto_py.engines.properties.values import UNKNOWN, Properties
from pluto_py.engines.provider import CheckFailure

__all__ = ["DEFAULTS", "Naming", "is_automatic"]

DEFAULTS = "__defaults"  # Pulumi's own note in a resource's inputs: properties that the provider filled in


@dataclass(frozen=True)
class Naming:
    """How objects of one type are named.

    Attributes:
        property: the input that holds the name.
        longest: AWS's limit, in characters.
        pattern: what AWS accepts, as a regular expression for the whole name.
        separator: between logical name and suffix.
        lower: True if AWS (or IAM's comparison of ARNs) wants lower case.
    """

    longest: int
    pattern: str
    property: str = "name"
    separator: str = "-"
    lower: bool = False

    def complete(self, inputs: Properties, logical_name: str, olds: Properties | None) -> None:
        """Give `inputs` a name if they have none: the last automatic one, or a fresh one."""
        inputs[DEFAULTS] = []
        if inputs.get(self.property) is not None:
            return
        inputs[DEFAULTS] = [self.property]
        if olds and self.property in (olds.get(DEFAULTS) or []) and olds.get(self.property):
            inputs[self.property] = olds[self.property]
            return
        prefix = inputs.get(f"{self.property}Prefix") or f"{logical_name}{self.separator}"
        inputs[self.property] = f"{self._shorten(prefix)}{secrets.token_hex(4)[:7]}"

    def failures(self, inputs: Properties) -> list[CheckFailure]:
        """What is wrong with the name that `inputs` have."""
        name = inputs.get(self.property)
        if name == UNKNOWN:
            return []
        if not isinstance(name, str):
            return [CheckFailure(self.property, f"expected text, got {name!r}")]
        if len(name) > self.longest:
            return [CheckFailure(self.property, f"{name!r} is longer than {self.longest} characters")]
        if not re.fullmatch(self.pattern, name):
            return [CheckFailure(self.property, f"{name!r} does not match {self.pattern}")]
        return []

    def _shorten(self, prefix: str) -> str:
        prefix = prefix.lower() if self.lower else prefix
        return prefix[: self.longest - 7]


def is_automatic(inputs: Properties, property: str) -> bool:  # noqa: A002 - Pulumi's word
    """True if the provider itself chose the property's value."""
    return property in (inputs.get(DEFAULTS) or [])
