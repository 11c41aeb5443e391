"""How records and requests look on IAM's wire: tags, pages, times, percent-encoded documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from pluto_py.local.identity.iam.records import ManagedPolicy, PolicyVersion, Role
from pluto_py.local.service import ServiceError

__all__ = [
    "encoded",
    "page",
    "policy_member",
    "required",
    "role_member",
    "tag_members",
    "tags_from",
    "time_of",
    "version_member",
]

_DEFAULT_PAGE = 100


def required(parameters: Mapping[str, Any], name: str) -> str:
    """A parameter that must be a non-empty text. Raises `ServiceError` `ValidationError`."""
    value = parameters.get(name)
    if not isinstance(value, str) or not value:
        field = name[0].lower() + name[1:]
        raise ServiceError(
            "ValidationError",
            f"1 validation error detected: Value null at '{field}' failed to satisfy constraint: "
            "Member must not be null",
        )
    return value


def time_of(seconds: float) -> datetime:
    """Seconds since the epoch as a time in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def encoded(document: str) -> str:
    """A policy document as IAM returns it: percent-encoded (RFC 3986)."""
    return quote(document, safe="")


def tags_from(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The `Tags` of a request."""
    tags = parameters.get("Tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, Mapping) and tag.get("Key") for tag in tags):
        raise ServiceError("InvalidInput", "Tags must be a list of keys and values.")
    return {str(tag["Key"]): str(tag.get("Value", "")) for tag in tags}


def tag_members(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as a list of keys and values."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def page(parameters: Mapping[str, Any], name: str, items: Iterable[Any]) -> dict[str, Any]:
    """One page of a list: `MaxItems` items after `Marker`, which is the number of items already seen."""
    everything: Sequence[Any] = list(items)
    start = _number(parameters.get("Marker"), 0)
    end = start + max(1, _number(parameters.get("MaxItems"), _DEFAULT_PAGE))
    truncated = end < len(everything)
    return {
        name: everything[start:end],
        "IsTruncated": truncated,
        "Marker": str(end) if truncated else None,
    }


def _number(value: Any, default: int) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() else default


def role_member(role: Role) -> dict[str, Any]:
    """A role as `GetRole` shows it."""
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": role.boundary}
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": time_of(role.created),
        "AssumeRolePolicyDocument": encoded(role.trust),
        "Description": role.description or None,
        "MaxSessionDuration": role.max_session_s,
        "PermissionsBoundary": boundary if role.boundary else None,
        "Tags": tag_members(role.tags),
    }


def policy_member(policy: ManagedPolicy, attachments: int) -> dict[str, Any]:
    """A managed policy as `GetPolicy` shows it."""
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version,
        "AttachmentCount": attachments,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "Description": policy.description or None,
        "CreateDate": time_of(policy.created),
        "UpdateDate": time_of(policy.updated),
        "Tags": tag_members(policy.tags),
    }


def version_member(policy: ManagedPolicy, name: str, version: PolicyVersion) -> dict[str, Any]:
    """A policy version as `GetPolicyVersion` shows it."""
    return {
        "Document": encoded(version.document),
        "VersionId": name,
        "IsDefaultVersion": name == policy.default_version,
        "CreateDate": time_of(version.created),
    }
