"""A function's code on its way to Lambda: with the request, or through S3 where it is too large for that.

Only on AWS, and only for a stack with such a function, there is a bucket for code. It is private, named by
the provider (bucket names are unique in the world), and goes with the stack, whatever lies in it.
"""

from __future__ import annotations

import pulumi

from pluto_py.bundling.bundle import Bundle
from pluto_py.infra.aws_objects import Bucket, BucketObject, BucketPublicAccessBlock, CodeInputs
from pluto_py.infra.function_plan import FunctionPlan
from pluto_py.infra.scope import Scope

__all__ = ["CodeBucket", "code_inputs", "needs_bucket"]

_PREFIX_LIMIT = 37  # characters of a bucket's prefix; the provider adds 26
_NAME = "code"


def needs_bucket(scope: Scope, bundle: Bundle) -> bool:
    """Whether the zip is larger than `lambda:CreateFunction` takes in its request."""
    if scope.plan.platform != "aws":
        return False
    from pluto_py.bundling.limits import MAX_ZIPPED_UPLOAD

    return bundle.size > MAX_ZIPPED_UPLOAD


class CodeBucket(pulumi.ComponentResource):
    """The stack's bucket for code."""

    def __init__(self, scope: Scope) -> None:
        super().__init__("pluto:aws:CodeBucket", _NAME)
        child = pulumi.ResourceOptions(parent=self)
        prefix = scope.physical_name("CodeBucket", _NAME, _PREFIX_LIMIT - 1)
        bucket = Bucket(
            f"{_NAME}-bucket",
            {"bucketPrefix": f"{prefix}-", "forceDestroy": True, "tags": scope.tags("CodeBucket", _NAME)},
            child,
        )
        BucketPublicAccessBlock(
            f"{_NAME}-privacy",
            {
                "bucket": bucket.bucket,
                "blockPublicAcls": True,
                "blockPublicPolicy": True,
                "ignorePublicAcls": True,
                "restrictPublicBuckets": True,
            },
            child,
        )
        self.bucket = bucket.bucket
        self.register_outputs({"bucket": bucket.bucket})


def code_inputs(plan: FunctionPlan, bucket: CodeBucket | None, child: pulumi.ResourceOptions) -> CodeInputs:
    """Where Lambda finds the code; with a bucket, it is put there under the hash of its content."""
    if bucket is None:
        return {"code": pulumi.FileArchive(str(plan.bundle.path))}
    stored = BucketObject(
        f"{plan.name}-code",
        {
            "bucket": bucket.bucket,
            "key": f"{plan.name}/{plan.bundle.sha256}.zip",
            "source": pulumi.FileAsset(str(plan.bundle.path)),
        },
        child,
    )
    return {"s3Bucket": bucket.bucket, "s3Key": stored.key}
