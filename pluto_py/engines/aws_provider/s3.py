"""S3 buckets, and what is set on them one setting at a time.

Names: S3 user guide, "General purpose bucket naming rules". The settings of a bucket are types of their own,
as in `pulumi_aws` 7; the bucket type's older inputs for them (`acl`, `versioning`, …) are not known here.
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from pluto_py.engines.aws_provider.clients import Clients, is_error
from pluto_py.engines.aws_provider.handler import Handler, Property, from_api, register, to_api
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.aws_provider.waiting import retry_while
from pluto_py.engines.properties.values import Properties

__all__ = ["Bucket", "BucketEncryption", "BucketPolicy", "BucketPublicAccessBlock"]

_NO_BUCKET = ("NoSuchBucket", "404")
_SETTLING = 120.0  # seconds that S3 may refuse to change a bucket because it is still changing it
_Result = TypeVar("_Result")


@register
class Bucket(Handler):
    """A general-purpose bucket. Its id is its name."""

    token = "aws:s3/bucket:Bucket"  # noqa: S105 - Pulumi's word for a type's name
    properties: ClassVar[Mapping[str, Property]] = {
        "bucket": Property(force_new=True),
        "bucketPrefix": Property(force_new=True),
        "forceDestroy": Property(default=False),
        "objectLockEnabled": Property(force_new=True, default=False),
        "tags": Property(),
    }
    naming = Naming(longest=63, pattern=r"[a-z0-9][a-z0-9.-]+[a-z0-9]", property="bucket", lower=True)
    missing = _NO_BUCKET
    conflict = ("BucketAlreadyOwnedByYou",)

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("bucket")

    def create(self, inputs: Properties, timeout: float) -> str:
        """Make the bucket with its tags at once: by them, an interrupted deployment finds what it made."""
        name, region = str(inputs["bucket"]), self.clients.settings.region
        configuration: dict[str, Any] = {}
        if region != "us-east-1":
            configuration["LocationConstraint"] = region
        if inputs.get("tags"):
            configuration["Tags"] = _tag_set(inputs["tags"])
        arguments: dict[str, Any] = {"CreateBucketConfiguration": configuration} if configuration else {}
        if inputs.get("objectLockEnabled"):
            arguments["ObjectLockEnabledForBucket"] = True
        _when_settled(self.clients, lambda: self.clients("s3").create_bucket(Bucket=name, **arguments))
        # In us-east-1, making a bucket of one's own again succeeds and changes nothing.
        self.update(name, {"tags": self._tags(name)}, inputs, timeout)
        return name

    def read(self, identity: str) -> Properties | None:
        client = self.clients("s3")
        client.head_bucket(Bucket=identity)
        region = client.get_bucket_location(Bucket=identity).get("LocationConstraint") or "us-east-1"
        suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
        return {
            "arn": f"arn:{_partition(region)}:s3:::{identity}",
            "bucket": identity,
            "bucketDomainName": f"{identity}.s3.{suffix}",
            "bucketRegionalDomainName": f"{identity}.s3.{region}.{suffix}",
            "region": region,
            "tags": self._tags(identity),
        }

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        if (olds.get("tags") or {}) == (news.get("tags") or {}):
            return
        client = self.clients("s3")
        if news.get("tags"):
            client.put_bucket_tagging(Bucket=identity, Tagging={"TagSet": _tag_set(news["tags"])})
        else:
            client.delete_bucket_tagging(Bucket=identity)

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        client = self.clients("s3")
        try:
            client.delete_bucket(Bucket=identity)
        except client.exceptions.ClientError as error:
            if not (outputs.get("forceDestroy") and is_error(error, "BucketNotEmpty")):
                raise
            self._empty(identity)
            client.delete_bucket(Bucket=identity)

    def _empty(self, name: str) -> None:
        """Delete every version of every object, and every mark of a deletion."""
        client = self.clients("s3")
        for page in client.get_paginator("list_object_versions").paginate(Bucket=name):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            objects = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
            if objects:
                client.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True})

    def _tags(self, name: str) -> dict[str, str]:
        client = self.clients("s3")
        try:
            found = client.get_bucket_tagging(Bucket=name)["TagSet"]
        except client.exceptions.ClientError as error:
            if not is_error(error, "NoSuchTagSet"):
                raise
            return {}
        return {tag["Key"]: tag["Value"] for tag in found}


class _Setting(Handler):
    """A setting of a bucket. Its id is the bucket's name; making and changing it are one call."""

    subordinate = True
    absent: ClassVar[str]
    """S3's error code for a bucket without the setting."""

    def is_missing(self, error: Exception) -> bool:
        return is_error(error, self.absent, *_NO_BUCKET)

    def identify(self, inputs: Properties) -> str | None:
        return str(inputs["bucket"])

    def create(self, inputs: Properties, timeout: float) -> str:
        _when_settled(self.clients, lambda: self.put(inputs))
        return str(inputs["bucket"])

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        _when_settled(self.clients, lambda: self.put(news))

    @abstractmethod
    def put(self, inputs: Properties) -> None:
        """Set it."""


@register
class BucketPublicAccessBlock(_Setting):
    """What keeps a bucket from being public."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"  # noqa: S105
    properties: ClassVar[Mapping[str, Property]] = {
        "blockPublicAcls": Property(default=False),
        "blockPublicPolicy": Property(default=False),
        "bucket": Property(force_new=True, required=True),
        "ignorePublicAcls": Property(default=False),
        "restrictPublicBuckets": Property(default=False),
    }
    absent = "NoSuchPublicAccessBlockConfiguration"

    def put(self, inputs: Properties) -> None:
        chosen = {name: bool(inputs.get(name)) for name in self.properties if name != "bucket"}
        self.clients("s3").put_public_access_block(
            Bucket=inputs["bucket"], PublicAccessBlockConfiguration=to_api(chosen)
        )

    def read(self, identity: str) -> Properties | None:
        found = self.clients("s3").get_public_access_block(Bucket=identity)
        return {"bucket": identity, **from_api(found["PublicAccessBlockConfiguration"])}

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self.clients("s3").delete_public_access_block(Bucket=identity)


@register
class BucketEncryption(_Setting):
    """How objects are encrypted that come without a choice of their own."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"  # noqa: S105
    properties: ClassVar[Mapping[str, Property]] = {
        "bucket": Property(force_new=True, required=True),
        "rules": Property(
            required=True,
            fields={
                "applyServerSideEncryptionByDefault": Property(
                    fields={
                        "kmsMasterKeyId": Property(),
                        "sseAlgorithm": Property(required=True, one_of=("AES256", "aws:kms", "aws:kms:dsse")),
                    }
                ),
                "bucketKeyEnabled": Property(),
            },
        ),
    }
    absent = "ServerSideEncryptionConfigurationNotFoundError"

    def put(self, inputs: Properties) -> None:
        rules = [_encryption_rule(rule) for rule in inputs["rules"]]
        self.clients("s3").put_bucket_encryption(
            Bucket=inputs["bucket"], ServerSideEncryptionConfiguration={"Rules": rules}
        )

    def read(self, identity: str) -> Properties | None:
        found = self.clients("s3").get_bucket_encryption(Bucket=identity)
        rules = found["ServerSideEncryptionConfiguration"]["Rules"]
        return {"bucket": identity, "rules": [_from_encryption_rule(rule) for rule in rules]}

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self.clients("s3").delete_bucket_encryption(Bucket=identity)


@register
class BucketPolicy(_Setting):
    """A bucket's own policy."""

    token = "aws:s3/bucketPolicy:BucketPolicy"  # noqa: S105
    properties: ClassVar[Mapping[str, Property]] = {
        "bucket": Property(force_new=True, required=True),
        "policy": Property(required=True, json=True),
    }
    absent = "NoSuchBucketPolicy"

    def put(self, inputs: Properties) -> None:
        policy = inputs["policy"]
        text = policy if isinstance(policy, str) else json.dumps(policy)
        self.clients("s3").put_bucket_policy(Bucket=inputs["bucket"], Policy=text)

    def read(self, identity: str) -> Properties | None:
        return {"bucket": identity, "policy": self.clients("s3").get_bucket_policy(Bucket=identity)["Policy"]}

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self.clients("s3").delete_bucket_policy(Bucket=identity)


def _when_settled(clients: Clients, change: Callable[[], _Result]) -> _Result:
    """Make a change of a bucket; S3 makes one at a time, and refuses another meanwhile."""
    limit = 0.0 if clients.settings.private else _SETTLING
    return retry_while(change, lambda error: is_error(error, "OperationAborted"), timeout=limit)


def _encryption_rule(rule: Properties) -> dict[str, Any]:
    """S3 abbreviates one name more than Pulumi does."""
    default = rule.get("applyServerSideEncryptionByDefault") or {}
    converted: dict[str, Any] = {}
    if default:
        converted["ApplyServerSideEncryptionByDefault"] = {
            "SSEAlgorithm": default["sseAlgorithm"],
            **({"KMSMasterKeyID": default["kmsMasterKeyId"]} if default.get("kmsMasterKeyId") else {}),
        }
    if rule.get("bucketKeyEnabled") is not None:
        converted["BucketKeyEnabled"] = rule["bucketKeyEnabled"]
    return converted


def _from_encryption_rule(rule: dict[str, Any]) -> Properties:
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    live: Properties = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": default.get("SSEAlgorithm")}}
    if default.get("KMSMasterKeyID"):
        live["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] = default["KMSMasterKeyID"]
    if rule.get("BucketKeyEnabled"):
        live["bucketKeyEnabled"] = True
    return live


def _tag_set(tags: Properties) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def _partition(region: str) -> str:
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
