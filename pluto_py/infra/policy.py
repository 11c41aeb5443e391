"""IAM policy documents as deterministic text: the same grants always give the same bytes.

Every action is named in full and every resource is an ARN. The few actions that AWS ties to no resource
(`ecr:GetAuthorizationToken`, `cloudwatch:PutMetricData`) stand in statements of their own, which say so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["document", "statements", "trust", "unscoped"]

Statement = Mapping[str, Any]


def statements(allowed: Iterable[tuple[str, Iterable[str]]]) -> list[Statement]:
    """One statement for each set of actions, from pairs of an ARN and its actions; ARNs may repeat."""
    actions_of: dict[str, set[str]] = defaultdict(set)
    for arn, actions in allowed:
        actions_of[arn].update(actions)
    arns_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for arn, found in sorted(actions_of.items()):
        arns_of[tuple(sorted(found))].append(arn)
    return [
        {"Effect": "Allow", "Action": list(actions), "Resource": arns}
        for actions, arns in sorted(arns_of.items())
        if actions
    ]


def unscoped(*actions: str, condition: Mapping[str, Any] | None = None) -> Statement:
    """A statement for actions that AWS ties to no resource."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": sorted(actions), "Resource": "*"}
    if condition:
        statement["Condition"] = condition
    return statement


def document(content: Sequence[Statement]) -> str:
    """The policy's text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(content)}, separators=(",", ":"))


def trust(service: str) -> str:
    """The trust policy of a role that only one AWS service may assume (`"lambda.amazonaws.com"`)."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return document([statement])
