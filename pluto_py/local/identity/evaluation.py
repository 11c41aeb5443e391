"""Judging a request by policies: an explicit deny beats every allow, and silence denies.

The order is that of the IAM user guide, "Policy evaluation logic", within one account: a resource-based
policy that names the principal allows as much as an identity-based one does; a permissions boundary and a
session policy can only take away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum

from pluto_py.local.identity.patterns import Context
from pluto_py.local.identity.policy import Policy, Principals, Statement

__all__ = ["Access", "Decision", "Grants", "Principal", "Stance", "decide", "stance_towards"]


@dataclass(frozen=True)
class Access:
    """What is asked: an action on one resource, known under one or several ARNs."""

    action: str
    spellings: tuple[str, ...]
    context: Context


@dataclass(frozen=True)
class Principal:
    """Who asks.

    `arns` are the names under which a policy may know them (session and role); `service` is set instead for
    an AWS service (`"lambda.amazonaws.com"`); neither for the anonymous public.
    """

    account: str = ""
    arns: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True)
class Grants:
    """All policies that bear on a request. `boundary` and `session` are None where there is none."""

    identity: Sequence[Policy] = ()
    resource: Sequence[Policy] = ()
    boundary: Sequence[Policy] | None = None
    session: Sequence[Policy] | None = None


class Stance(IntEnum):
    """What a set of policies says about a request; of several statements the highest counts."""

    SILENT = 0
    ACCOUNT = 1
    """A resource's policy allows the principal's account: their own policies must allow it too."""
    ALLOWS = 2
    DENIES = 3


class Decision(Enum):
    """The outcome; the value ends AWS's sentence "User: … is not authorized to perform: … on resource: …"."""

    ALLOW = ""
    DENY_IDENTITY = "with an explicit deny in an identity-based policy"
    DENY_RESOURCE = "with an explicit deny in a resource-based policy"
    DENY_BOUNDARY = "with an explicit deny in a permissions boundary"
    DENY_SESSION = "with an explicit deny in a session policy"
    SILENT_SESSION = "because no session policy allows the {action} action"
    SILENT_BOUNDARY = "because no permissions boundary allows the {action} action"
    SILENT = "because no identity-based policy allows the {action} action"
    SILENT_RESOURCE = "because no resource-based policy allows the {action} action"


def decide(access: Access, principal: Principal, grants: Grants) -> Decision:
    """Whether `principal` may do `access`, and if not, which policies are to blame."""
    identity = _stance(grants.identity, access)
    resource = stance_towards(principal, grants.resource, access)
    boundary = _stance(grants.boundary, access) if grants.boundary is not None else Stance.ALLOWS
    session = _stance(grants.session, access) if grants.session is not None else Stance.ALLOWS
    for stance, denial in (
        (identity, Decision.DENY_IDENTITY),
        (resource, Decision.DENY_RESOURCE),
        (boundary, Decision.DENY_BOUNDARY),
        (session, Decision.DENY_SESSION),
    ):
        if stance is Stance.DENIES:
            return denial
    if Stance.ALLOWS not in (identity, resource):
        return Decision.SILENT if principal.arns else Decision.SILENT_RESOURCE
    if session is not Stance.ALLOWS:
        return Decision.SILENT_SESSION
    return Decision.ALLOW if boundary is Stance.ALLOWS else Decision.SILENT_BOUNDARY


def stance_towards(principal: Principal, policies: Sequence[Policy], access: Access) -> Stance:
    """What resource-based or trust policies say about this principal."""
    found = Stance.SILENT
    for statement in _speaking(policies, access):
        named = _naming(statement.principals, principal)
        if named is Stance.SILENT:
            continue
        if statement.deny:
            return Stance.DENIES
        found = max(found, named)
    return found


def _stance(policies: Sequence[Policy], access: Access) -> Stance:
    speaking = _speaking(policies, access)
    if any(statement.deny for statement in speaking):
        return Stance.DENIES
    return Stance.ALLOWS if speaking else Stance.SILENT


def _speaking(policies: Sequence[Policy], access: Access) -> list[Statement]:
    return [
        statement
        for policy in policies
        for statement in policy.statements
        if statement.matches(access.action, access.spellings, access.context)
    ]


def _naming(principals: Principals | None, principal: Principal) -> Stance:
    """Whether a statement's `Principal` means this one: ALLOWS, ACCOUNT (only their account), or SILENT."""
    if principals is None:
        return Stance.SILENT
    named = _named(principals, principal)
    if principals.negated:
        return Stance.ALLOWS if named is Stance.SILENT else Stance.SILENT
    return named


def _named(principals: Principals, principal: Principal) -> Stance:
    if principals.anyone:
        return Stance.ALLOWS
    if principal.service:
        return Stance.ALLOWS if principal.service in principals.services else Stance.SILENT
    if principals.aws.intersection(principal.arns):
        return Stance.ALLOWS
    account = principal.account
    if account and principals.aws & {account, f"arn:aws:iam::{account}:root"}:
        return Stance.ACCOUNT
    return Stance.SILENT
