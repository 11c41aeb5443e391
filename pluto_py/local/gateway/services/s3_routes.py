"""Which S3 operation a request means: method, whether there is a key, and the query's sub-resource decide.

The bucket stands in the path (`/bucket/key`), as clients have it whose endpoint is an address, or before it in
the host name (`bucket.localhost`, `bucket.s3.localhost`), as others may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

__all__ = ["route"]

_ON_OBJECT = {
    ("GET", ""): "GetObject",
    ("HEAD", ""): "HeadObject",
    ("PUT", ""): "PutObject",
    ("DELETE", ""): "DeleteObject",
    ("GET", "tagging"): "GetObjectTagging",
    ("PUT", "tagging"): "PutObjectTagging",
    ("DELETE", "tagging"): "DeleteObjectTagging",
    ("POST", "uploads"): "CreateMultipartUpload",
    ("GET", "uploadId"): "ListParts",
    ("PUT", "uploadId"): "UploadPart",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
}
_ON_BUCKET = {
    ("GET", ""): "ListObjects",
    ("HEAD", ""): "HeadBucket",
    ("PUT", ""): "CreateBucket",
    ("DELETE", ""): "DeleteBucket",
    ("GET", "list-type"): "ListObjectsV2",
    ("GET", "versions"): "ListObjectVersions",
    ("GET", "uploads"): "ListMultipartUploads",
    ("GET", "location"): "GetBucketLocation",
    ("POST", "delete"): "DeleteObjects",
    ("GET", "cors"): "GetBucketCors",
    ("PUT", "cors"): "PutBucketCors",
    ("DELETE", "cors"): "DeleteBucketCors",
    ("GET", "encryption"): "GetBucketEncryption",
    ("PUT", "encryption"): "PutBucketEncryption",
    ("DELETE", "encryption"): "DeleteBucketEncryption",
    ("GET", "lifecycle"): "GetBucketLifecycleConfiguration",
    ("PUT", "lifecycle"): "PutBucketLifecycleConfiguration",
    ("DELETE", "lifecycle"): "DeleteBucketLifecycle",
    ("GET", "ownershipControls"): "GetBucketOwnershipControls",
    ("PUT", "ownershipControls"): "PutBucketOwnershipControls",
    ("DELETE", "ownershipControls"): "DeleteBucketOwnershipControls",
    ("GET", "policy"): "GetBucketPolicy",
    ("PUT", "policy"): "PutBucketPolicy",
    ("DELETE", "policy"): "DeleteBucketPolicy",
    ("GET", "publicAccessBlock"): "GetPublicAccessBlock",
    ("PUT", "publicAccessBlock"): "PutPublicAccessBlock",
    ("DELETE", "publicAccessBlock"): "DeletePublicAccessBlock",
    ("GET", "tagging"): "GetBucketTagging",
    ("PUT", "tagging"): "PutBucketTagging",
    ("DELETE", "tagging"): "DeleteBucketTagging",
    ("GET", "versioning"): "GetBucketVersioning",
}
_COPIES = {"PutObject": "CopyObject", "UploadPart": "UploadPartCopy"}
_SUBRESOURCES = frozenset(
    {
        "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption",
        "intelligent-tiering", "inventory", "legal-hold", "lifecycle", "list-type", "location",
        "logging", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls",
        "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment", "restore",
        "retention", "select", "session", "tagging", "torrent", "uploadId", "uploads",
        "versioning", "versions", "website",
    }
)  # fmt: skip
"""Query parameters that make another operation of a request, those that are not served among them."""

_HOSTS = (".s3.localhost", ".localhost")


def route(
    method: str, path: str, query: str, headers: Mapping[str, str]
) -> tuple[str, Mapping[str, Any]] | None:
    """The operation with `Bucket`, `Key`, `CopySource` and all query parameters; None for one not served."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    bucket, key = _target(path, headers.get("host", ""))
    operation = _operation(method, bucket, key, next((name for name in given if name in _SUBRESOURCES), ""))
    if operation is None:
        return None
    parameters: dict[str, Any] = {**given, "Bucket": bucket, "Key": key}
    if source := headers.get("x-amz-copy-source"):
        operation = _COPIES.get(operation, operation)
        parameters["CopySource"] = unquote(source).lstrip("/")
    if "x-amz-tagging" in headers:
        parameters["Tagging"] = headers["x-amz-tagging"]
    return operation, parameters


def _operation(method: str, bucket: str, key: str, subresource: str) -> str | None:
    if not bucket:
        return "ListBuckets" if method == "GET" else None
    return (_ON_OBJECT if key else _ON_BUCKET).get((method, subresource))


def _target(path: str, host: str) -> tuple[str, str]:
    """Bucket and key of a request, decoded."""
    name = host.partition(":")[0].lower()
    for suffix in _HOSTS:
        if name.endswith(suffix) and name != suffix.lstrip("."):
            return name.removesuffix(suffix), unquote(path[1:])
    bucket, _, key = path[1:].partition("/")
    return unquote(bucket), unquote(key)
