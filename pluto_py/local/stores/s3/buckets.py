"""Buckets, and the settings that are kept for them as they were put.

Of the settings only the policy has an effect here: buckets of this machine are private, and what is said of
encryption, public access or ownership holds anyway. Lifecycle rules are kept, not carried out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pluto_py.local.identity.policy import Kind, PolicyError
from pluto_py.local.identity.policy import parse as parse_policy
from pluto_py.local.service import ServiceError, ServiceRequest, ServiceResponse
from pluto_py.local.stores.s3 import markup
from pluto_py.local.stores.s3.index import Index, now
from pluto_py.local.stores.s3.records import Bucket
from pluto_py.local.stores.s3.storage import Storage

__all__ = ["BucketOperations"]

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_XML = {"Content-Type": "application/xml"}
_AES256 = (
    b'<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>'
    b"<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
    b"</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
)

# The setting of an operation's name: how it is kept, the root of its XML, and S3's error where there is none.
_SETTINGS: Mapping[str, tuple[str, str, str]] = {
    "BucketCors": ("cors", "CORSConfiguration", "NoSuchCORSConfiguration"),
    "BucketEncryption": ("encryption", "ServerSideEncryptionConfiguration", ""),
    "BucketLifecycle": ("lifecycle", "LifecycleConfiguration", "NoSuchLifecycleConfiguration"),
    "BucketLifecycleConfiguration": ("lifecycle", "LifecycleConfiguration", "NoSuchLifecycleConfiguration"),
    "BucketOwnershipControls": ("ownership", "OwnershipControls", "OwnershipControlsNotFoundError"),
    "BucketTagging": ("tagging", "Tagging", "NoSuchTagSet"),
    "PublicAccessBlock": (
        "public-access",
        "PublicAccessBlockConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
    ),
}


class BucketOperations:
    """See the module."""

    def __init__(self, storage: Storage):
        self._storage = storage

    async def create(self, request: ServiceRequest) -> ServiceResponse:
        """`CreateBucket`, with its tags."""
        name = str(request.parameters["Bucket"])
        if not _NAME.fullmatch(name) or _ADDRESS.fullmatch(name) or ".." in name:
            raise ServiceError("InvalidBucketName", "The specified bucket is not valid.", 400)
        region, tagging = _configuration(request)
        if name in self._storage.buckets:
            if self._storage.buckets[name].region == region == "us-east-1":
                return ServiceResponse(headers={"Location": f"/{name}"})  # as S3 does in its oldest region
            raise ServiceError(
                "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.",
                409,
            )

        def make(index: Index) -> None:
            index.add_bucket(Bucket(name, region, now()))
            if tagging is not None:
                index.put_document(name, "tagging", tagging)

        await self._storage.run(make)
        return ServiceResponse(headers={"Location": f"/{name}"})

    async def delete(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteBucket`."""
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        if not await self._storage.run(lambda index: index.remove_bucket(name)):
            message = "The bucket you tried to delete is not empty"
            raise ServiceError("BucketNotEmpty", message, 409, {"BucketName": name})
        self._storage.set_policy(name, None)
        return ServiceResponse(204)

    async def head(self, request: ServiceRequest) -> ServiceResponse:
        """`HeadBucket`."""
        bucket = self._storage.bucket(str(request.parameters["Bucket"]))
        return ServiceResponse(headers={"x-amz-bucket-region": bucket.region})

    async def list(self, request: ServiceRequest) -> ServiceResponse:
        """`ListBuckets`, all on one page."""
        prefix = str(request.parameters.get("prefix") or "")
        buckets = [
            ("Bucket", [("Name", bucket.name), ("CreationDate", markup.timestamp(bucket.created)),
                        ("BucketRegion", bucket.region)])
            for _, bucket in sorted(self._storage.buckets.items())
            if bucket.name.startswith(prefix)
        ]  # fmt: skip
        owner = [("ID", request.caller.account)]
        return markup.respond("ListAllMyBucketsResult", [("Owner", owner), ("Buckets", buckets)])

    async def location(self, request: ServiceRequest) -> ServiceResponse:
        """`GetBucketLocation`: nothing for the oldest region."""
        region = self._storage.bucket(str(request.parameters["Bucket"])).region
        text = "" if region == "us-east-1" else region
        body = (
            f'<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{text}</LocationConstraint>'
        )
        return ServiceResponse(headers=_XML, body=body.encode())

    async def versioning(self, request: ServiceRequest) -> ServiceResponse:
        """`GetBucketVersioning`: never switched on."""
        self._storage.bucket(str(request.parameters["Bucket"]))
        return markup.respond("VersioningConfiguration", [])

    async def get_policy(self, request: ServiceRequest) -> ServiceResponse:
        """`GetBucketPolicy`."""
        body = await self._document(request, "policy")
        if body is None:
            raise ServiceError("NoSuchBucketPolicy", "The bucket policy does not exist", 404)
        return ServiceResponse(headers={"Content-Type": "application/json"}, body=body)

    async def put_policy(self, request: ServiceRequest) -> ServiceResponse:
        """`PutBucketPolicy`: holds from now on."""
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        try:
            policy = json.loads(request.body)
            parse_policy(policy, Kind.RESOURCE)
        except (ValueError, PolicyError) as error:
            raise ServiceError("MalformedPolicy", str(error), 400) from None
        await self._storage.run(lambda index: index.put_document(name, "policy", request.body))
        self._storage.set_policy(name, policy)
        return ServiceResponse(204)

    async def delete_policy(self, request: ServiceRequest) -> ServiceResponse:
        """`DeleteBucketPolicy`."""
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        await self._storage.run(lambda index: index.put_document(name, "policy", None))
        self._storage.set_policy(name, None)
        return ServiceResponse(204)

    def settings(self) -> Mapping[str, Callable[[ServiceRequest], Awaitable[ServiceResponse]]]:
        """`GetBucketCors`, `PutBucketCors`, `DeleteBucketCors` and so on, by name."""
        return {
            f"{verb}{name}": operation
            for name in _SETTINGS
            for verb, operation in (("Get", self._get), ("Put", self._put), ("Delete", self._delete))
        }

    async def _get(self, request: ServiceRequest) -> ServiceResponse:
        kind, _, code = _SETTINGS[request.operation.removeprefix("Get")]
        body = await self._document(request, kind)
        if body is None and kind == "encryption":
            body = _AES256  # what S3 does with every bucket unless it is told otherwise
        if body is None:
            raise ServiceError(code, f"The bucket has no {kind} configuration", 404)
        return ServiceResponse(headers=_XML, body=body)

    async def _put(self, request: ServiceRequest) -> ServiceResponse:
        kind, root, _ = _SETTINGS[request.operation.removeprefix("Put")]
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        markup.parse(request.body, root)
        await self._storage.run(lambda index: index.put_document(name, kind, request.body))
        return ServiceResponse(204 if kind == "tagging" else 200)

    async def _delete(self, request: ServiceRequest) -> ServiceResponse:
        kind, _, _ = _SETTINGS[request.operation.removeprefix("Delete")]
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        await self._storage.run(lambda index: index.put_document(name, kind, None))
        return ServiceResponse(204)

    async def _document(self, request: ServiceRequest, kind: str) -> bytes | None:
        name = str(request.parameters["Bucket"])
        self._storage.bucket(name)
        return await self._storage.run(lambda index: index.document(name, kind))


def _configuration(request: ServiceRequest) -> tuple[str, bytes | None]:
    """Region and tags of a bucket to be made; the tags as `PutBucketTagging` would have them."""
    if not request.body:
        return "us-east-1", None
    root = markup.parse(request.body, "CreateBucketConfiguration")
    pairs: list[tuple[str, Any]] = [
        ("Tag", [("Key", markup.text_of(tag, "Key")), ("Value", markup.text_of(tag, "Value"))])
        for tag in root.findall("Tags/Tag")
    ]
    tagging = markup.respond("Tagging", [("TagSet", pairs)]).body if pairs else None
    return markup.text_of(root, "LocationConstraint") or "us-east-1", tagging
