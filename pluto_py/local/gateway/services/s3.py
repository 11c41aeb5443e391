"""S3: an action is on the bucket or on one object, and its name is often not the operation's.

Names and resources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
ARNs carry neither region nor account.
"""

from __future__ import annotations

from collections.abc import Mapping

from pluto_py.local.gateway.definition import Call, Limit, Requirement, ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol
from pluto_py.local.gateway.services.s3_routes import route

__all__ = ["S3"]

_OBJECT: Mapping[str, str] = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteObject": "DeleteObject",
    "DeleteObjectTagging": "DeleteObjectTagging",
    "GetObject": "GetObject",
    "GetObjectTagging": "GetObjectTagging",
    "HeadObject": "GetObject",
    "ListParts": "ListMultipartUploadParts",
    "PutObject": "PutObject",
    "PutObjectTagging": "PutObjectTagging",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
_BUCKET: Mapping[str, str] = {
    "CreateBucket": "CreateBucket",
    "DeleteBucket": "DeleteBucket",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketPolicy": "DeleteBucketPolicy",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketLocation": "GetBucketLocation",
    "GetBucketOwnershipControls": "GetBucketOwnershipControls",
    "GetBucketPolicy": "GetBucketPolicy",
    "GetBucketTagging": "GetBucketTagging",
    "GetBucketVersioning": "GetBucketVersioning",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketOwnershipControls": "PutBucketOwnershipControls",
    "PutBucketPolicy": "PutBucketPolicy",
    "PutBucketTagging": "PutBucketTagging",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
_LIST_KEYS = {"prefix": "s3:prefix", "delimiter": "s3:delimiter", "max-keys": "s3:max-keys"}
_GIB = 1024**3


def _requirements(call: Call) -> list[Requirement]:
    """What a call needs; `DeleteObjects` names its keys in its body, so the service itself asks for each."""
    bucket, key = call.text("Bucket"), call.text("Key")
    if call.operation in _OBJECT:
        needed = [Requirement(f"s3:{_OBJECT[call.operation]}", f"arn:aws:s3:::{bucket}/{key}")]
        if source := call.text("CopySource"):
            needed.append(Requirement("s3:GetObject", f"arn:aws:s3:::{source.partition('?')[0]}"))
        if call.text("Tagging"):
            needed.append(Requirement("s3:PutObjectTagging", f"arn:aws:s3:::{bucket}/{key}"))
        return needed
    if call.operation in _BUCKET:
        context = {condition: str(call.parameters.get(name, "")) for name, condition in _LIST_KEYS.items()
                   if name in call.parameters}  # fmt: skip
        return [Requirement(f"s3:{_BUCKET[call.operation]}", f"arn:aws:s3:::{bucket}", context=context)]
    return [Requirement("s3:ListAllMyBuckets", "*")] if call.operation == "ListBuckets" else []


_LARGE = Limit(
    5 * _GIB,
    code="EntityTooLarge",
    message="Your proposed upload exceeds the maximum allowed size",
    status=400,
)

S3 = ServiceDefinition(
    name="s3",
    protocol=Protocol.REST_XML,
    router=route,
    streamed=frozenset({"PutObject", "UploadPart"}),
    default_requirements=_requirements,
    limits={"PutObject": _LARGE, "UploadPart": _LARGE},
    default_limit=Limit(
        2 * 1024 * 1024, code="MaxMessageLengthExceeded", message="Your request was too large."
    ),
)
