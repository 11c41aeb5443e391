"""Operations on log groups: make, list, delete, retention, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pluto_py.local.logs.checks import group_arn, group_name, invalid, number, required_group
from pluto_py.local.logs.groups import LogGroup, LogGroups
from pluto_py.local.service import ServiceError, ServiceRequest

__all__ = ["OPERATIONS"]

_RETENTIONS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Days that PutRetentionPolicy takes (CloudWatch Logs API reference)."""


def create_log_group(groups: LogGroups, request: ServiceRequest) -> None:
    """Make a group."""
    name = group_name(request.parameters)
    if groups.find(name) is not None:
        raise ServiceError("ResourceAlreadyExistsException", "The specified log group already exists")
    groups.create(name, _tags(request.parameters))


def delete_log_group(groups: LogGroups, request: ServiceRequest) -> None:
    """Remove a group with its events."""
    groups.delete(required_group(groups, request.parameters).settings.name)


def describe_log_groups(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """List groups by prefix or part of the name; the token is the last name shown."""
    parameters = request.parameters
    prefix = str(parameters.get("logGroupNamePrefix") or "")
    part = str(parameters.get("logGroupNamePattern") or "").lower()
    token = str(parameters.get("nextToken") or "")
    limit = number(parameters, "limit", least=1, most=50) or 50
    found = [
        group
        for group in groups.all()
        if group.settings.name.startswith(prefix)
        and part in group.settings.name.lower()
        and group.settings.name > token
    ]
    answer: dict[str, Any] = {"logGroups": [_member(group, request.region) for group in found[:limit]]}
    if len(found) > limit:
        answer["nextToken"] = found[limit - 1].settings.name
    return answer


def put_retention_policy(groups: LogGroups, request: ServiceRequest) -> None:
    """Keep events for a number of days."""
    group = required_group(groups, request.parameters)
    days = number(request.parameters, "retentionInDays")
    if days not in _RETENTIONS:
        raise invalid(
            "retentionInDays", str(days), f"Member must satisfy enum value set: {list(_RETENTIONS)}"
        )
    groups.update(group, retention_days=days, tags=group.settings.tags)


def delete_retention_policy(groups: LogGroups, request: ServiceRequest) -> None:
    """Keep events until their files are rotated away."""
    group = required_group(groups, request.parameters)
    groups.update(group, retention_days=None, tags=group.settings.tags)


def tag(groups: LogGroups, request: ServiceRequest) -> None:
    """Add or replace tags."""
    group = required_group(groups, request.parameters)
    tags = {**group.settings.tags, **_tags(request.parameters)}
    groups.update(group, retention_days=group.settings.retention_days, tags=tags)


def untag(groups: LogGroups, request: ServiceRequest) -> None:
    """Remove tags."""
    group = required_group(groups, request.parameters)
    gone = set(request.parameters.get("tagKeys") or request.parameters.get("tags") or ())
    tags = {key: value for key, value in group.settings.tags.items() if key not in gone}
    groups.update(group, retention_days=group.settings.retention_days, tags=tags)


def list_tags(groups: LogGroups, request: ServiceRequest) -> dict[str, Any]:
    """Show tags."""
    return {"tags": required_group(groups, request.parameters).settings.tags}


def _member(group: LogGroup, region: str) -> dict[str, Any]:
    settings = group.settings
    arn = group_arn(region, settings.name)
    member: dict[str, Any] = {
        "logGroupName": settings.name,
        "creationTime": settings.created,
        "metricFilterCount": 0,
        "arn": f"{arn}:*",
        "logGroupArn": arn,
        "storedBytes": group.segments.stored_bytes(),
        "logGroupClass": "STANDARD",
    }
    if settings.retention_days is not None:
        member["retentionInDays"] = settings.retention_days
    return member


def _tags(parameters: Mapping[str, Any]) -> dict[str, str]:
    tags = parameters.get("tags") or {}
    if not isinstance(tags, Mapping):
        raise invalid("tags", str(tags), "Member must be a map")
    return {str(key): str(value) for key, value in tags.items()}


OPERATIONS = {
    "CreateLogGroup": create_log_group,
    "DeleteLogGroup": delete_log_group,
    "DescribeLogGroups": describe_log_groups,
    "PutRetentionPolicy": put_retention_policy,
    "DeleteRetentionPolicy": delete_retention_policy,
    "TagResource": tag,
    "UntagResource": untag,
    "ListTagsForResource": list_tags,
    # The older names of the three above; they name the group instead of its ARN.
    "TagLogGroup": tag,
    "UntagLogGroup": untag,
    "ListTagsLogGroup": list_tags,
}
