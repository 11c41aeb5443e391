"""Bucket on AWS: one S3 bucket that nobody can make public and that is reached by TLS only.

Objects are encrypted with S3's own keys. There is no versioning: what an app deletes is deleted, and
storage does not grow with every overwrite. The bucket lives as long as its declaration, as a KVStore's table
does: removing the `Bucket` from the app, or `pluto destroy`, deletes it with all objects.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from deducer.architecture import DeducedResource
from pluto_py.infra import naming, policy
from pluto_py.infra.account import account_of
from pluto_py.infra.aws_objects import Bucket, BucketEncryption, BucketPolicy, BucketPublicAccessBlock
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope

__all__ = ["BucketInfra"]


class BucketInfra(ResourceInfra):
    """A private bucket."""

    identity = "aws_bucket_name"

    def __init__(self, scope: Scope, resource: DeducedResource) -> None:
        super().__init__(scope, resource)
        self._name = resource.name
        name = account_of(self).apply(
            lambda account: scope.global_name(resource.kind, resource.name, account, naming.S3)
        )
        bucket = Bucket(
            f"{resource.name}-bucket", {"bucket": name, "forceDestroy": True, "tags": self.tags}, self.child
        )
        self.arn = bucket.arn
        self.properties = {"aws_bucket_name": bucket.bucket}
        self._keep_private(bucket)
        self.register_outputs({"arn": bucket.arn})

    def allowed(self, actions: Sequence[str]) -> Sequence[tuple[pulumi.Output[str], Sequence[str]]]:
        """Actions on the bucket itself (`s3:ListBucket`) name it, actions on objects name its objects."""
        on_bucket = [action for action in actions if _is_on_bucket(action)]
        on_objects = [action for action in actions if not _is_on_bucket(action)]
        placed = ((self.arn, on_bucket), (self.arn.apply(lambda arn: f"{arn}/*"), on_objects))
        return [(arn, found) for arn, found in placed if found]

    def _keep_private(self, bucket: Bucket) -> None:
        privacy = BucketPublicAccessBlock(
            f"{self._name}-privacy",
            {
                "bucket": bucket.bucket,
                "blockPublicAcls": True,
                "blockPublicPolicy": True,
                "ignorePublicAcls": True,
                "restrictPublicBuckets": True,
            },
            self.child,
        )
        BucketEncryption(
            f"{self._name}-encryption",
            {
                "bucket": bucket.bucket,
                "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
            },
            self.child,
        )
        BucketPolicy(
            f"{self._name}-policy",
            {"bucket": bucket.bucket, "policy": bucket.arn.apply(_tls_only)},
            # S3 refuses some changes of a bucket that are made while another is under way.
            pulumi.ResourceOptions(parent=self, depends_on=[privacy]),
        )


def _is_on_bucket(action: str) -> bool:
    """By how the Service Authorization Reference names actions (`s3:PutLifecycleConfiguration`, too)."""
    return "Bucket" in action or action.endswith("Configuration")


def _tls_only(arn: str) -> str:
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return policy.document([statement])
