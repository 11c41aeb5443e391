"""What the operations work on: the index, on a thread of its own, and the blobs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from pluto_py.local.context import Identity
from pluto_py.local.service import AccessDeniedError, Caller, ServiceError
from pluto_py.local.stores.s3.blobs import Blobs
from pluto_py.local.stores.s3.errors import no_such_bucket, no_such_key
from pluto_py.local.stores.s3.index import Index
from pluto_py.local.stores.s3.records import Bucket, StoredObject

__all__ = ["Storage"]

_Result = TypeVar("_Result")


class Storage:
    """See the module. `directory` is where the blobs lie."""

    def __init__(self, database: Path, directory: Path, identity: Identity):
        self.blobs = Blobs(directory)
        self._index = Index(database, self.blobs)
        self._identity = identity
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="s3")
        self._policies: dict[str, Mapping[str, Any]] = {
            bucket: json.loads(body) for bucket, body in self._index.documents("policy")
        }
        identity.register_resource_policies("s3", self._policies_of)

    async def close(self) -> None:
        """Finish what is under way and let go of the files."""
        await asyncio.to_thread(self._thread.shutdown)
        self._index.close()

    async def run(self, work: Callable[[Index], _Result]) -> _Result:
        """Work on the index, one piece at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._index)

    @property
    def buckets(self) -> Mapping[str, Bucket]:
        """All buckets by name."""
        return self._index.buckets

    def bucket(self, name: str) -> Bucket:
        """A bucket. Raises `ServiceError` `NoSuchBucket`."""
        found = self._index.buckets.get(name)
        if found is None:
            raise no_such_bucket(name)
        return found

    def set_policy(self, bucket: str, policy: Mapping[str, Any] | None) -> None:
        """The bucket's own policy from now on."""
        if policy is None:
            self._policies.pop(bucket, None)
        else:
            self._policies[bucket] = policy

    def allows(self, caller: Caller, action: str, arn: str) -> ServiceError | None:
        """None if the caller may; else the error that says why not."""
        try:
            self._identity.authorize(caller, action, arn)
        except AccessDeniedError as error:
            return error
        return None

    def missing(self, caller: Caller, bucket: str, key: str) -> ServiceError:
        """What a caller is told of an object that is not there: nothing, if they may not list the bucket."""
        denied = self.allows(caller, "s3:ListBucket", f"arn:aws:s3:::{bucket}")
        return denied or no_such_key(key)

    async def object(self, caller: Caller, bucket: str, key: str) -> StoredObject:
        """An object. Raises `ServiceError`: `NoSuchBucket`, `NoSuchKey` or a denial."""
        self.bucket(bucket)
        found = await self.run(lambda index: index.find(bucket, key))
        if found is None:
            raise self.missing(caller, bucket, key)
        return found

    def _policies_of(self, arn: str) -> Sequence[Mapping[str, Any]]:
        policy = self._policies.get(arn.rpartition(":")[2].partition("/")[0])
        return [policy] if policy else []
