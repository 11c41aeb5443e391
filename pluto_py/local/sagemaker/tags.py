"""Tags of models, endpoint configurations and endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pluto_py.local.sagemaker.errors import invalid, not_found
from pluto_py.local.sagemaker.store import Store

__all__ = ["Tags", "tag_map"]

_MOST = 50
_KINDS = {"model": "model", "endpoint-config": "endpoint configuration", "endpoint": "endpoint"}


def tag_map(tags: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags by key.

    Raises:
        ServiceError: two have the same key.
    """
    found = {tag["Key"]: tag["Value"] for tag in tags or ()}
    if len(found) < len(tags or ()):
        raise invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    return found


class Tags:
    """The three operations on tags."""

    def __init__(self, store: Store):
        self._store = store

    def add(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`AddTags`: the tags that it has then."""
        arn = self._existing(parameters["ResourceArn"])
        added = tag_map(parameters["Tags"])
        together = {**self._store.tags(arn), **added}
        if len(together) > _MOST:
            raise invalid(f"A resource may have at most {_MOST} tags.")
        self._store.add_tags(arn, added)
        return {"Tags": _as_list(together)}

    def remove(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`DeleteTags`."""
        self._store.remove_tags(self._existing(parameters["ResourceArn"]), parameters["TagKeys"])
        return {}

    def page(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListTags`, always on one page: there can be no more than fifty."""
        return {"Tags": _as_list(self._store.tags(self._existing(parameters["ResourceArn"])))}

    def _existing(self, arn: str) -> str:
        """The ARN as it is stored; its object must exist."""
        kind, _, name = arn.split(":", 5)[5].partition("/")
        stored = self._store.get(kind, name) if kind in _KINDS else None
        if stored is None or stored["arn"] != arn.lower():
            raise not_found(_KINDS.get(kind, "resource"), arn)
        return str(stored["arn"])


def _as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
