"""Files by key. On AWS: one private S3 bucket."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.resources import aws
from pluto_py.resources.base import ArgumentError, Resource, operation, resource_property

__all__ = ["Bucket", "MissingObjectError"]

_KEY_LIMIT = 1024  # bytes of UTF-8: S3 user guide, "Naming Amazon S3 objects"
_OBJECT_LIMIT = 5 * 1024**3  # bytes that one PutObject takes: S3 API reference
_PART = 1024 * 1024  # bytes held in memory while a file is written


class MissingObjectError(PlutoError):
    """An object that was asked for is not there.

    Attributes:
        certain: True where S3 said so. S3 tells a caller that an object is missing only if it may list the
            bucket; to a function that only reads, it denies access, as it does to one that may not read.
    """

    def __init__(self, bucket: str, key: str, cause: Exception, *, certain: bool):
        super().__init__(
            f"Bucket '{bucket}' has no object '{key}'" + ("." if certain else ", or it may not be read."),
            why=None if certain else str(cause),
        )
        self.certain = certain


class Bucket(Resource):
    """Files by key, shared by every function of the app.

    Args:
        name: unique among the app's Buckets.

    Example:
        uploads = Bucket("uploads")
        uploads.write("notes/1.txt", b"Hello")
        uploads.read("notes/1.txt")     # b"Hello"
        list(uploads.keys("notes/"))    # ["notes/1.txt"]
    """

    library_actions = (
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)

    @operation("s3:PutObject")
    def put(self, key: str, path: str | os.PathLike[str]) -> None:
        """Store the file at `path`, in place of any earlier object; up to 5 GB. It is read as it is sent."""
        from pathlib import Path  # imported where it is used: every function of every app imports this module

        _check_key(key)
        with Path(path).open("rb") as file:
            _check_size(os.fstat(file.fileno()).st_size)
            self._call("put_object", Key=key, Body=file)

    @operation("s3:GetObject")
    def get(self, key: str, path: str | os.PathLike[str]) -> None:
        """Write an object to the file at `path`, which has all of it or is left as it was.

        Raises:
            MissingObjectError: there is no such object; see `read`.
        """
        import secrets
        from pathlib import Path

        body = self._body(key)
        target = Path(path)
        partial = target.with_name(f".{secrets.token_hex(8)}.partial")
        try:
            with body, partial.open("wb") as file:
                for part in body.iter_chunks(_PART):
                    file.write(part)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    @operation("s3:PutObject")
    def write(self, key: str, data: bytes) -> None:
        """Store `data`, in place of any earlier object."""
        _check_key(key)
        self._call("put_object", Key=key, Body=_content(data))

    @operation("s3:GetObject")
    def read(self, key: str) -> bytes:
        """An object's content, whole. A `read` sees every earlier `write`.

        Raises:
            MissingObjectError: there is no such object. In a function that calls `keys` too, S3 says so; in
                others S3 denies access, and the error says that it may be either.
        """
        with self._body(key) as body:
            content: bytes = body.read()
        return content

    @operation("s3:DeleteObject")
    def delete(self, key: str) -> None:
        """Remove an object; no error if it is not there."""
        _check_key(key)
        self._call("delete_object", Key=key)

    @operation("s3:ListBucket")
    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with `prefix`, ordered by its UTF-8 bytes, fetched a thousand at a time."""
        bucket = self.aws_bucket_name
        pages = aws.client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=_encodable("prefix", prefix)):
            for item in page.get("Contents", ()):
                yield item["Key"]

    @resource_property()
    def aws_bucket_name(self) -> str:
        """The S3 bucket's name, for code that talks to S3 itself."""
        return self.provisioned("aws_bucket_name")

    def _body(self, key: str) -> Any:
        """An object's content as botocore's stream, open."""
        from botocore.exceptions import ClientError

        _check_key(key)
        try:
            return self._call("get_object", Key=key)["Body"]
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code not in ("NoSuchKey", "AccessDenied"):
                raise
            raise MissingObjectError(self.name, key, error, certain=code == "NoSuchKey") from error

    def _call(self, method: str, **request: Any) -> dict[str, Any]:
        """One request about this bucket."""
        bucket = self.aws_bucket_name
        send: Callable[..., dict[str, Any]] = getattr(aws.client("s3"), method)
        return send(Bucket=bucket, **request)


def _encodable(what: str, text: str) -> str:
    if not isinstance(text, str):
        raise ArgumentError(f"A Bucket's {what} must be a string, not {type(text).__name__}.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArgumentError(
            f"A Bucket's {what} must be text that UTF-8 can carry; it has half of a surrogate pair "
            f"at index {error.start}."
        ) from None
    return text


def _check_key(key: str) -> None:
    size = len(_encodable("key", key).encode())
    if not 1 <= size <= _KEY_LIMIT:
        raise ArgumentError(
            f"A Bucket's key must take 1 to {_KEY_LIMIT} bytes as UTF-8; this one takes {size}."
        )


def _content(data: Any) -> bytes:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        hint = "`text.encode()` makes bytes of text." if isinstance(data, str) else None
        raise ArgumentError(f"A Bucket's data must be bytes, not {type(data).__name__}.", hint=hint)
    content = bytes(data)
    _check_size(len(content))
    return content


def _check_size(size: int) -> None:
    if size > _OBJECT_LIMIT:
        raise ArgumentError(
            f"A Bucket's object may take {_OBJECT_LIMIT} bytes; this one takes {size}.",
            hint="Split it, or hand `aws_bucket_name` to boto3, whose `upload_file` sends it in parts.",
        )
