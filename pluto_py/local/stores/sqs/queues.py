"""Queues made, found, changed and removed."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import ACCOUNT
from pluto_py.local.stores.sqs import attributes
from pluto_py.local.stores.sqs.errors import SqsError, invalid_parameter, no_such_queue
from pluto_py.local.stores.sqs.records import Queue, QueueKey
from pluto_py.local.stores.sqs.store import SqsStore

__all__ = ["QueueOperations"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_PAGE = 1000


class QueueOperations:
    """See the module. `endpoint_url` is what queue URLs begin with."""

    def __init__(self, store: SqsStore, endpoint_url: str):
        self._store = store
        self._endpoint_url = endpoint_url

    def find(self, region: str, parameters: Mapping[str, Any]) -> Queue:
        """The queue that `QueueUrl` names: by its last part, so that it survives a change of the port."""
        url = str(parameters.get("QueueUrl") or "")
        if not url:
            raise SqsError("MissingParameter", "The request must contain the parameter QueueUrl.")
        return self._store.find((region, url.rstrip("/").rpartition("/")[2]))

    def create(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`CreateQueue`: one that is there already with these attributes is the answer, too."""
        name = str(parameters.get("QueueName") or "")
        if name.endswith(".fifo"):
            raise invalid_parameter("The local cloud has no FIFO queues.")
        if not _NAME.fullmatch(name):
            raise invalid_parameter(
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
            )
        given = attributes.checked(parameters.get("Attributes") or {})
        existing = self._store.queues.get((region, name))
        if existing is None:
            tags = parameters.get("tags") or {}
            now = int(time.time())
            existing = Queue(region, name, self._resolved(region, given), tags, now, now)
            self._store.save(existing)
        elif different := [key for key, value in given.items() if (existing.attribute(key) or "") != value]:
            raise SqsError(
                "QueueNameExists",
                "A queue already exists with the same name and a different value for attribute "
                f"{different[0]}",
                "QueueAlreadyExists",
            )
        return {"QueueUrl": self._url(existing)}

    def delete(self, region: str, parameters: Mapping[str, Any]) -> QueueKey:
        """`DeleteQueue`."""
        queue = self.find(region, parameters)
        self._store.delete_queue(queue.key)
        return queue.key

    def url(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`GetQueueUrl`."""
        return {"QueueUrl": self._url(self._store.find((region, str(parameters.get("QueueName") or ""))))}

    def list_queues(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListQueues`; the token is the last name of the page before."""
        prefix, after = str(parameters.get("QueueNamePrefix") or ""), str(parameters.get("NextToken") or "")
        names = sorted(
            name for found, name in self._store.queues if found == region and name.startswith(prefix)
        )
        return self._page([name for name in names if name > after], region, parameters, "QueueUrls")

    def sources(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListDeadLetterSourceQueues`."""
        target, after = self.find(region, parameters).arn, str(parameters.get("NextToken") or "")
        names = sorted(
            queue.name
            for queue in self._store.queues.values()
            if queue.redrive and queue.redrive.target == target and queue.name > after
        )
        return {"queueUrls": [], **self._page(names, region, parameters, "queueUrls")}

    def attributes(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`GetQueueAttributes`."""
        queue = self.find(region, parameters)
        wanted = parameters.get("AttributeNames") or ()
        found = attributes.shown(queue, self._store.counts(queue.key), wanted)
        return {"Attributes": found} if found else {}

    def set_attributes(self, region: str, parameters: Mapping[str, Any]) -> None:
        """`SetQueueAttributes`."""
        queue = self.find(region, parameters)
        given = self._resolved(region, attributes.checked(parameters.get("Attributes") or {}))
        kept = {name: value for name, value in queue.attributes.items() if name not in given}
        changed = {name: value for name, value in given.items() if value}
        self._store.save(replace(queue, attributes={**kept, **changed}, modified=int(time.time())))

    def tag(self, region: str, parameters: Mapping[str, Any]) -> None:
        """`TagQueue`."""
        queue = self.find(region, parameters)
        self._store.save(replace(queue, tags={**queue.tags, **(parameters.get("Tags") or {})}))

    def untag(self, region: str, parameters: Mapping[str, Any]) -> None:
        """`UntagQueue`."""
        queue, removed = self.find(region, parameters), set(parameters.get("TagKeys") or ())
        kept = {key: value for key, value in queue.tags.items() if key not in removed}
        self._store.save(replace(queue, tags=kept))

    def tags(self, region: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListQueueTags`."""
        tags = self.find(region, parameters).tags
        return {"Tags": dict(tags)} if tags else {}

    def _resolved(self, region: str, given: Mapping[str, str]) -> dict[str, str]:
        """Attributes whose dead-letter queue exists."""
        wanted = Queue(region, "", given, {}, 0, 0).redrive
        if wanted and (region, wanted.target.rpartition(":")[2]) not in self._store.queues:
            raise no_such_queue()
        return dict(given)

    def _url(self, queue: Queue) -> str:
        return f"{self._endpoint_url}/{ACCOUNT}/{queue.name}"

    def _page(
        self, names: list[str], region: str, parameters: Mapping[str, Any], member: str
    ) -> dict[str, Any]:
        size = int(parameters.get("MaxResults") or _PAGE)
        urls = [self._url(self._store.queues[region, name]) for name in names[:size]]
        page: dict[str, Any] = {member: urls} if urls else {}
        return {**page, "NextToken": names[size - 1]} if len(names) > size else page
