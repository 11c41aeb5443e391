"""The list operations: filters, order and pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pluto_py.local.sagemaker.errors import invalid

__all__ = ["page"]

_DEFAULT_PAGE = 10
_SORT_KEYS = {"Name": "name", "CreationTime": "created", "Status": "status"}

Summary = Callable[[Mapping[str, Any]], dict[str, Any]]


def page(
    objects: Iterable[Mapping[str, Any]], parameters: Mapping[str, Any], result: str, summary: Summary
) -> dict[str, Any]:
    """One page of `objects` (as stored), under the member `result`, each shown by `summary`.

    `parameters` are the operation's; the API's defaults are newest first, ten a page.
    """
    chosen = [each for each in objects if _matches(each, parameters)]
    chosen.sort(
        key=lambda each: each[_SORT_KEYS[parameters.get("SortBy", "CreationTime")]],
        reverse=parameters.get("SortOrder", "Descending") == "Descending",
    )
    start = _offset(parameters.get("NextToken"))
    end = start + int(parameters.get("MaxResults", _DEFAULT_PAGE))
    answer: dict[str, Any] = {result: [summary(each) for each in chosen[start:end]]}
    if end < len(chosen):
        answer["NextToken"] = base64.urlsafe_b64encode(str(end).encode()).decode()
    return answer


def _matches(each: Mapping[str, Any], parameters: Mapping[str, Any]) -> bool:
    modified = each.get("modified", each["created"])
    return (
        parameters.get("NameContains", "").lower() in each["name"].lower()
        and each["created"] < parameters.get("CreationTimeBefore", float("inf"))
        and each["created"] > parameters.get("CreationTimeAfter", float("-inf"))
        and modified < parameters.get("LastModifiedTimeBefore", float("inf"))
        and modified > parameters.get("LastModifiedTimeAfter", float("-inf"))
        and parameters.get("StatusEquals") in (None, each.get("status"))
    )


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error):
        raise invalid("Invalid pagination token.") from None
