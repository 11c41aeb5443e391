"""S3 as the gateway sees it: operations by name."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from pluto_py.local.context import Identity
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.s3.buckets import BucketOperations
from pluto_py.local.stores.s3.errors import not_implemented
from pluto_py.local.stores.s3.lists import ListOperations
from pluto_py.local.stores.s3.multipart import MultipartOperations
from pluto_py.local.stores.s3.objects import ObjectOperations
from pluto_py.local.stores.s3.storage import Storage

__all__ = ["S3Service"]

Operation = Callable[[ServiceRequest], Awaitable[ServiceResponse]]


class S3Service:
    """S3 over the state file `database`, with its objects under `directory`."""

    def __init__(self, database: Path, directory: Path, identity: Identity):
        self._storage = Storage(database, directory, identity)
        self._operations = _operations(self._storage)

    async def start(self) -> None:
        """Nothing to bring back: the state file is open already."""

    async def stop(self) -> None:
        """Let go of the files."""
        await self._storage.close()

    async def handle(self, request: ServiceRequest) -> ServiceResponse:
        """Answer one request."""
        operation = self._operations.get(request.operation)
        if operation is None:
            raise not_implemented(request.operation)
        try:
            answer = await operation(request)
        except ServiceError as error:
            if request.method == "HEAD":
                return ServiceResponse(error.status)  # whose answers have no body
            raise
        # Clients of S3 look for its own header.
        return replace(answer, headers={"x-amz-request-id": uuid.uuid4().hex[:16].upper(), **answer.headers})


def _operations(storage: Storage) -> Mapping[str, Operation]:
    objects, buckets, lists = ObjectOperations(storage), BucketOperations(storage), ListOperations(storage)
    parts = MultipartOperations(storage, objects)
    return {
        "AbortMultipartUpload": parts.abort,
        "CompleteMultipartUpload": parts.complete,
        "CopyObject": objects.copy,
        "CreateBucket": buckets.create,
        "CreateMultipartUpload": parts.create,
        "DeleteBucket": buckets.delete,
        "DeleteBucketPolicy": buckets.delete_policy,
        "DeleteObject": objects.delete,
        "DeleteObjectTagging": objects.delete_tags,
        "DeleteObjects": objects.delete_several,
        "GetBucketLocation": buckets.location,
        "GetBucketPolicy": buckets.get_policy,
        "GetBucketVersioning": buckets.versioning,
        "GetObject": objects.get,
        "GetObjectTagging": objects.get_tags,
        "HeadBucket": buckets.head,
        "HeadObject": objects.head,
        "ListBuckets": buckets.list,
        "ListMultipartUploads": parts.list_uploads,
        "ListObjectVersions": lists.versions,
        "ListObjects": lists.objects,
        "ListObjectsV2": lists.objects_v2,
        "ListParts": parts.list_parts,
        "PutBucketPolicy": buckets.put_policy,
        "PutObject": objects.put,
        "PutObjectTagging": objects.put_tags,
        "UploadPart": parts.upload_part,
        "UploadPartCopy": parts.copy_part,
        **buckets.settings(),
    }
