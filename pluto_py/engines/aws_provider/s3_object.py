"""Files in S3 buckets."""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.handler import Handler, Property, register
from pluto_py.engines.properties.assets import archive_bytes
from pluto_py.engines.properties.values import ARCHIVE, Properties, signature
from pluto_py.engines.provider import CheckFailure

__all__ = ["BucketObject"]


@register
class BucketObject(Handler):
    """One object, from a file, an archive or text. Its id is `<bucket>/<key>`."""

    token = "aws:s3/bucketObjectv2:BucketObjectv2"  # noqa: S105 - Pulumi's word for a type's name
    properties: ClassVar[Mapping[str, Property]] = {
        "bucket": Property(force_new=True, required=True),
        "content": Property(),
        "contentType": Property(),
        "key": Property(force_new=True, required=True),
        "source": Property(),
        "sourceHash": Property(),
    }
    missing = ("NoSuchKey", "NoSuchBucket", "404")
    subordinate = True
    volatile = frozenset({"etag", "versionId"})

    def check(self, inputs: Properties) -> list[CheckFailure]:
        if inputs.get("source") is not None and inputs.get("content") is not None:
            return [CheckFailure("source", "give either source or content")]
        return []

    def identify(self, inputs: Properties) -> str | None:
        return f"{inputs['bucket']}/{inputs['key']}"

    def create(self, inputs: Properties, timeout: float) -> str:
        self._put(inputs)
        return f"{inputs['bucket']}/{inputs['key']}"

    def read(self, identity: str) -> Properties | None:
        bucket, _, key = identity.partition("/")
        found = self.clients("s3").head_object(Bucket=bucket, Key=key)
        live = {
            "arn": f"arn:aws:s3:::{identity}",
            "bucket": bucket,
            "contentType": found.get("ContentType"),
            "etag": found["ETag"].strip('"'),
            "key": key,
            "serverSideEncryption": found.get("ServerSideEncryption"),
            "versionId": found.get("VersionId"),
        }
        return {name: value for name, value in live.items() if value is not None}

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        self._put(news)

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        bucket, _, key = identity.partition("/")
        self.clients("s3").delete_object(Bucket=bucket, Key=key)

    def _put(self, inputs: Properties) -> None:
        arguments: dict[str, Any] = {"Bucket": inputs["bucket"], "Key": inputs["key"]}
        if inputs.get("contentType"):
            arguments["ContentType"] = inputs["contentType"]
        with ExitStack() as opened:
            self.clients("s3").put_object(Body=_body(inputs, opened), **arguments)


def _body(inputs: Properties, opened: ExitStack) -> Any:
    """The object's bytes, or the open file that they are read from as they are sent."""
    source = inputs.get("source")
    if source is None:
        return str(inputs.get("content") or "").encode()
    if signature(source) == ARCHIVE:
        return archive_bytes(source, Path())
    if "path" in source:
        return opened.enter_context(Path(source["path"]).open("rb"))
    return str(source.get("text", "")).encode()
