"""Constructor arguments as the program uses them: with the class's defaults, and knowing what is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deducer.architecture import DeducedResource
from pluto_py.resources import Resource
from pluto_py.resources.entries import describe

__all__ = ["Arguments", "Variables"]

_SECRET_NAME = re.compile(
    r"(^|_)(TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS|(API|ACCESS|SECRET|PRIVATE)_?KEY)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Variables:
    """Environment variables; the values of `secret` ones must not be shown or stored in plain text."""

    plain: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.plain or name in self.secret

    def merged(self, other: Variables) -> Variables:
        """Both; `other` wins where both set a variable."""
        plain = {k: v for k, v in self.plain.items() if k not in other}
        secret = {k: v for k, v in self.secret.items() if k not in other}
        return Variables({**plain, **other.plain}, {**secret, **other.secret})

    def values(self) -> dict[str, str]:
        """Names and values, secret ones too."""
        return {**self.plain, **self.secret}


class Arguments:
    """The arguments of one declared resource."""

    def __init__(self, cls: type[Resource], resource: DeducedResource) -> None:
        self._defaults = {parameter.name: parameter.default for parameter in describe(cls).parameters}
        self._given = resource.arguments

    def __getitem__(self, name: str) -> Any:
        """The value that the app gives, or the constructor's default."""
        return self._given[name].value if name in self._given else self._defaults[name]

    def is_secret(self, name: str) -> bool:
        """Whether the value comes from the deploy-time environment."""
        return name in self._given and bool(self._given[name].from_environment)

    def variables(self, name: str) -> Variables:
        """An argument that is a dict of variables or None.

        Secret are values that come from the deploy-time environment, and those whose variable's name says so
        (`HF_TOKEN`, `DB_PASSWORD`).
        """
        given = self[name] or {}
        shown = self._given[name].shown if name in self._given else {}
        secret = {
            variable
            for variable, value in given.items()
            if _SECRET_NAME.search(variable)
            or (self.is_secret(name) and not _is_shown(shown, variable, value))
        }
        return Variables(
            plain={k: v for k, v in given.items() if k not in secret},
            secret={k: v for k, v in given.items() if k in secret},
        )


def _is_shown(shown: Any, variable: str, value: str) -> bool:
    return isinstance(shown, Mapping) and shown.get(variable) == value
