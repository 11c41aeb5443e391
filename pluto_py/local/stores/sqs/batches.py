"""What the batch operations share: entries with ids, and an answer that says which of them failed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pluto_py.local.stores.sqs.errors import SqsError, of_batch

__all__ = ["Batch"]

_MOST = 10
_ID = re.compile(r"[\w-]{1,80}", re.ASCII)


class Batch:
    """The entries of one batch request, and what became of each.

    Raises:
        SqsError: the batch is empty, too long, or its ids are wrong.
    """

    def __init__(self, parameters: Mapping[str, Any], action: str):
        self.entries: Sequence[Mapping[str, Any]] = parameters.get("Entries") or ()
        self._successful: list[dict[str, Any]] = []
        self._failed: list[dict[str, Any]] = []
        ids = [str(entry.get("Id", "")) for entry in self.entries]
        if not ids:
            raise of_batch(
                "EmptyBatchRequest",
                f"There should be at least one {action}MessageBatchRequestEntry in the request.",
            )
        if len(ids) > _MOST:
            raise of_batch(
                "TooManyEntriesInBatchRequest",
                f"Maximum number of entries per request are {_MOST}. You have sent {len(ids)}.",
            )
        if any(not _ID.fullmatch(found) for found in ids):
            raise of_batch(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                "It can be at most 80 letters long.",
            )
        if repeated := [found for index, found in enumerate(ids) if found in ids[:index]]:
            raise of_batch("BatchEntryIdsNotDistinct", f"Id {repeated[0]} repeated.")

    def attempt(self, entry: Mapping[str, Any], work: Callable[[Mapping[str, Any]], Any]) -> None:
        """Do one entry; an `SqsError` fails this one, and a dict that comes back is what is told of it."""
        try:
            result = work(entry)
        except SqsError as error:
            failure = {"SenderFault": True, "Code": error.query_code, "Message": error.message}
            self._failed.append({"Id": entry["Id"], **failure})
        else:
            self._successful.append({"Id": entry["Id"], **(result or {})})

    def answer(self) -> dict[str, Any]:
        """The operation's output."""
        return {"Successful": self._successful, "Failed": self._failed}
