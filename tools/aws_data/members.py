"""Which request member holds the value of an ARN's variable.

A wrong guess would name a resource that the call does not touch, so only names that say the same thing count:
`${TableName}` and `TableName`, `${FunctionName}` and `FunctionName`, `${ClusterName}` and `cluster`, or a
member that holds the whole ARN. `${GroupName}` is not filled from `GroupId`. What is not filled stays a
wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tools.aws_data.botocore_models import Operation
from tools.aws_data.curated import FILLS

__all__ = ["fill", "variables"]

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_GIVEN = frozenset({"Partition", "Region", "Account"})
_KINDS = ("identifier", "name", "id")
_ANY_ARN = frozenset({"arn", "resourcearn", "resourceidentifier", "resource"})


def variables(arn: str) -> list[str]:
    """The variables of an ARN that a call fills."""
    return [name for name in _VARIABLE.findall(arn) if name not in _GIVEN]


def fill(prefix: str, kind: str, arn: str, operation: Operation, alone: bool) -> dict[str, str]:
    """Variable → source for one type of one operation; the variable "" is the whole ARN.

    `alone` says that the action
    has no other type, so a bare `arn` or `resourceArn` can only be this type's.
    """
    members, name = operation.members, operation.name
    wanted = variables(arn)
    found: dict[str, str] = {}
    whole = _whole(kind, name, members)
    if whole:
        found[""] = whole
    elif alone or len(wanted) == 1:
        bare = next((source for source, member in members.items() if _plain(member) in _ANY_ARN), "")
        if bare and _plain(members[bare]) != "resource":
            found[""] = bare
    for variable in wanted:
        source = _curated(prefix, variable, operation) or _matching(kind, variable, name, members, wanted)
        if source:
            found[variable] = source
    return found


def _curated(prefix: str, variable: str, operation: Operation) -> str:
    for member, reading in FILLS.get(prefix, {}).get(variable, {}).items():
        if member in operation.members or member.partition("[")[0] in operation.structures:
            return f"{member}|{reading}" if reading else member
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _whole(kind: str, operation: str, members: Mapping[str, str]) -> str:
    noun = _plain(kind)
    for source, name in members.items():
        plain = _plain(name)
        if plain in {f"{noun}arn", f"{noun}arns"}:
            return source
        if plain == "arn" and noun in operation.lower():
            return source
    return ""


def _matching(kind: str, variable: str, operation: str, members: Mapping[str, str], wanted: list[str]) -> str:
    plain, noun = _plain(variable), _plain(kind)
    stem, suffix = _split(plain)
    accepted = {plain, f"{plain}s"}
    if suffix and stem in {noun, "resource"}:
        accepted |= {f"{noun}{suffix}", f"{noun}{suffix}s", noun}
    elif suffix:
        accepted |= {stem}
    bare_allowed = (len(wanted) == 1 or stem == noun) and noun in operation.lower() and suffix
    for source, name in members.items():
        given = _plain(name)
        if given in accepted or (bare_allowed and given == suffix):
            return source
    return ""


def _split(plain: str) -> tuple[str, str]:
    for suffix in _KINDS:
        if plain.endswith(suffix) and plain != suffix:
            return plain.removesuffix(suffix), suffix
    return plain, ""
