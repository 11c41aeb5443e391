"""Policy documents, read once into statements that can be matched in microseconds.

Grammar: IAM user guide, "Grammar of the IAM JSON policy language". An identity policy has resources and no
principals, a resource policy both, a trust policy principals and no resources.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pluto_py.local.identity import conditions
from pluto_py.local.identity.patterns import Context, Pattern

__all__ = ["Kind", "Policy", "PolicyError", "Principals", "Statement", "parse"]

_VERSIONS = ("2008-10-17", "2012-10-17")
_PRINCIPAL_TYPES = {"AWS", "Service", "Federated", "CanonicalUser"}


class PolicyError(Exception):
    """A document that AWS would refuse as malformed; the text says why."""


class Kind(Enum):
    """What a document is attached to, which decides the elements it must have."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"


@dataclass(frozen=True)
class Principals:
    """The `Principal` or `NotPrincipal` of a statement; `anyone` stands for `"*"` and `{"AWS": "*"}`."""

    aws: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    anyone: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Statement:
    """One statement, compiled. `principals` is None in identity policies."""

    deny: bool
    actions: tuple[Pattern, ...]
    not_actions: bool
    resources: tuple[Pattern, ...]
    not_resources: bool
    conditions: tuple[Any, ...] = ()
    principals: Principals | None = None

    def matches(self, action: str, spellings: tuple[str, ...], context: Context) -> bool:
        """Whether it speaks about this action on this resource in this context (principals apart).

        `spellings` are ARNs under which the one resource is known.
        """
        if any(pattern.matches(action, context) for pattern in self.actions) == self.not_actions:
            return False
        if self.resources:
            named = any(
                pattern.matches(spelling, context) for pattern in self.resources for spelling in spellings
            )
            if named == self.not_resources:
                return False
        return all(condition.holds(context) for condition in self.conditions)


@dataclass(frozen=True)
class Policy:
    """A document's statements, in its order."""

    statements: tuple[Statement, ...] = field(default=())


def parse(document: str | Mapping[str, Any], kind: Kind) -> Policy:
    """Read and check a policy document.

    Raises:
        PolicyError: it is not JSON, or not a policy of this kind.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            raise PolicyError("The policy is not valid JSON.") from None
    if not isinstance(document, Mapping):
        raise PolicyError("The policy must be a JSON object.")
    version = document.get("Version", _VERSIONS[0])
    if version not in _VERSIONS:
        raise PolicyError(f"The policy has an unknown Version: {version!r}.")
    statements = _listed(document.get("Statement"))
    if not statements:
        raise PolicyError("The policy must have at least one Statement.")
    return Policy(
        tuple(_statement(statement, kind, variables=version == _VERSIONS[1]) for statement in statements)
    )


def _statement(raw: Any, kind: Kind, *, variables: bool) -> Statement:
    if not isinstance(raw, Mapping):
        raise PolicyError("A Statement must be an object.")
    effect = raw.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"A Statement's Effect must be Allow or Deny, not {effect!r}.")
    actions, not_actions = _either(raw, "Action", required=True)
    resources, not_resources = _either(raw, "Resource", required=kind is not Kind.TRUST)
    if kind is Kind.TRUST and resources:
        raise PolicyError("Has prohibited field Resource.")
    try:
        found = conditions.parse(raw.get("Condition", {}), variables=variables)
    except conditions.ConditionError as error:
        raise PolicyError(str(error)) from None
    return Statement(
        deny=effect == "Deny",
        actions=tuple(Pattern(_action(text), variables=False, ignore_case=True) for text in actions),
        not_actions=not_actions,
        resources=tuple(Pattern(_resource(text), variables=variables, arn=True) for text in resources),
        not_resources=not_resources,
        conditions=found,
        principals=_principals(raw, kind),
    )


def _either(raw: Mapping[str, Any], name: str, *, required: bool) -> tuple[list[str], bool]:
    """`Name` or `NotName`, never both: its texts, and whether it was the negated one."""
    plain, negated = name in raw, f"Not{name}" in raw
    if plain and negated:
        raise PolicyError(f"A Statement must not have both {name} and Not{name}.")
    if not plain and not negated:
        if required:
            raise PolicyError(f"Policy statement must contain {name.lower()}s.")
        return [], False
    texts = _listed(raw[f"Not{name}" if negated else name])
    if required and not texts:
        raise PolicyError(f"Policy statement must contain {name.lower()}s.")
    if not all(isinstance(text, str) for text in texts):
        raise PolicyError(f"{name} must be a text or a list of texts.")
    return texts, negated


def _action(text: str) -> str:
    if text != "*" and ":" not in text:
        raise PolicyError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    return text


def _resource(text: str) -> str:
    if text != "*" and not text.startswith("arn:"):
        raise PolicyError(f'Resource {text} must be in ARN format or "*".')
    return text


def _principals(raw: Mapping[str, Any], kind: Kind) -> Principals | None:
    if kind is Kind.IDENTITY:
        if "Principal" in raw or "NotPrincipal" in raw:
            raise PolicyError("Policy document should not specify a principal.")
        return None
    negated = "NotPrincipal" in raw
    value = raw.get("NotPrincipal" if negated else "Principal")
    if value == "*":
        return Principals(anyone=True, negated=negated)
    if not isinstance(value, Mapping) or not value:
        raise PolicyError("Missing required field Principal.")
    if unknown := set(value) - _PRINCIPAL_TYPES:
        raise PolicyError(f"Invalid principal in policy: {min(unknown)}.")
    aws = frozenset(str(text) for text in _listed(value.get("AWS")))
    return Principals(
        aws=aws - {"*"},
        services=frozenset(str(text) for text in _listed(value.get("Service"))),
        anyone="*" in aws,
        negated=negated,
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
