"""What every operation of the Logs API checks: names, and that groups and streams exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pluto_py.local.context import ACCOUNT
from pluto_py.local.logs.groups import LogGroup, LogGroups
from pluto_py.local.service import ServiceError

__all__ = ["group_arn", "group_name", "invalid", "number", "required_group", "stream_name"]

_GROUP = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")
_STREAM = re.compile(r"[^:*]{1,512}")


def group_arn(region: str, name: str) -> str:
    """A group's ARN without the `:*` that policies add."""
    return f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}"


def group_name(parameters: Mapping[str, Any]) -> str:
    """The group that a request names, by name or ARN. Raises `ServiceError` `InvalidParameterException`."""
    given = (
        parameters.get("logGroupName")
        or parameters.get("logGroupIdentifier")
        or parameters.get("resourceArn")
    )
    name = str(given or "")
    if name.startswith("arn:"):
        name = name.partition(":log-group:")[2].removesuffix(":*")
    if not _GROUP.fullmatch(name):
        raise invalid(
            "logGroupName", name, "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        )
    return name


def required_group(groups: LogGroups, parameters: Mapping[str, Any]) -> LogGroup:
    """The group that a request names. Raises `ServiceError` `ResourceNotFoundException`."""
    group = groups.find(group_name(parameters))
    if group is None:
        raise ServiceError("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def stream_name(parameters: Mapping[str, Any]) -> str:
    """The stream that a request names. Raises `ServiceError` `InvalidParameterException`."""
    name = parameters.get("logStreamName")
    if not isinstance(name, str) or not _STREAM.fullmatch(name):
        raise invalid("logStreamName", str(name), "Member must satisfy regular expression pattern: [^:*]*")
    return name


def number(parameters: Mapping[str, Any], name: str, *, least: int = 0, most: int = 2**63) -> int | None:
    """An optional integer within bounds. Raises `ServiceError` `InvalidParameterException`."""
    value = parameters.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise invalid(name, str(value), f"Member must have value between {least} and {most}")
    return value


def invalid(field: str, value: str, constraint: str) -> ServiceError:
    """AWS's words for a parameter that breaks a constraint."""
    return ServiceError(
        "InvalidParameterException",
        f"1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: "
        f"{constraint}",
    )
