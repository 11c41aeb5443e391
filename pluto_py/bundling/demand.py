"""Which distributions a function asks for, and in which versions.

What the app's `[project].dependencies` says of a distribution counts; where it says nothing, the version
counts that the app is developed with. What they need in turn is free within the project's other requirements,
but keeps to the installed versions where it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pluto_py.bundling.installed import Environment, canonical

__all__ = ["BOTO3_STACK", "Demand", "demand"]

BOTO3_STACK = frozenset({"boto3", "botocore", "s3transfer"})
"""What every managed runtime brings along and nothing else needs; what only these need is then left out
too."""

_SDK = "pluto-py"
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*)", re.DOTALL)
_PIN = re.compile(r"\(?\s*(===?|~=|@)")


@dataclass(frozen=True)
class Demand:
    """What to install, in the words of requirement files.

    `requirements` are asked for; `constraints` hold for whatever else is needed; distributions in `excluded`
    are left out, with all that only they need.
    """

    requirements: tuple[str, ...]
    constraints: tuple[str, ...]
    excluded: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The canonical names of `requirements`."""
        return tuple(_name(requirement) for requirement in self.requirements)


def demand(distributions: Iterable[str], dependencies: Iterable[str], environment: Environment) -> Demand:
    """What a function that imports `distributions` needs, in a project with these `dependencies`."""
    stated = _stated(dependencies)
    excluded = _excluded(stated)
    wanted = sorted({canonical(name) for name in distributions} - excluded)
    return Demand(
        requirements=tuple(text for name in wanted for text in _requirements(name, stated, environment)),
        constraints=tuple(
            _without_extras(text)
            for name, texts in sorted(stated.items())
            for text in texts
            if name not in excluded and _is_constraint(text)
        ),
        excluded=tuple(sorted(excluded)),
    )


def _stated(dependencies: Iterable[str]) -> dict[str, list[str]]:
    """The project's requirements by canonical name: several for one that has different markers."""
    stated: dict[str, list[str]] = {}
    for text in dependencies:
        stated.setdefault(_name(text), []).append(text.strip())
    return stated


def _excluded(stated: dict[str, list[str]]) -> set[str]:
    """The SDK, whose run-time part is added by itself; boto3's stack, unless the project pins a part."""
    pinned = any(_is_pin(text) for name in BOTO3_STACK for text in stated.get(name, ()))
    return {_SDK} if pinned else {_SDK, *BOTO3_STACK}


def _requirements(name: str, stated: dict[str, list[str]], environment: Environment) -> list[str]:
    texts = stated.get(name, [])
    if any(_is_url(text) for text in texts):
        return texts
    origin = _origin(name, environment)
    if origin is not None:
        extras = "".join(dict.fromkeys(_split(text)[1] for text in texts))
        return [f"{name}{extras} @ {origin}"]
    if texts:
        return texts
    installed = environment.distributions.get(name)
    return [f"{name}=={installed.version}" if installed else name]


def _origin(name: str, environment: Environment) -> str | None:
    installed = environment.distributions.get(name)
    return installed.url if installed else None


def _split(text: str) -> tuple[str, str, str]:
    """Name, extras with their brackets, and the rest."""
    match = _NAME.fullmatch(text)
    return (match[1], match[2] or "", match[3]) if match else (text, "", "")


def _name(text: str) -> str:
    return canonical(_split(text)[0])


def _is_pin(text: str) -> bool:
    return _PIN.match(_split(text)[2]) is not None


def _is_url(text: str) -> bool:
    return _split(text)[2].startswith("@")


def _is_constraint(text: str) -> bool:
    """Whether the requirement limits versions.

    Text that is none at all is kept, for the resolver to refuse.
    """
    rest = _split(text)[2]
    return _NAME.fullmatch(text) is None or not (rest == "" or rest.startswith(("@", ";")))


def _without_extras(text: str) -> str:
    name, _, rest = _split(text)
    return f"{name}{rest}"
