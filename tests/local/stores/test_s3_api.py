"""S3 through boto3 and plain HTTP: what clients of all kinds rely on."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import io
import json
import os
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BUCKET = "my-bucket"
ARN = f"arn:aws:s3:::{BUCKET}"
MIB = 1024 * 1024


@pytest.fixture
def s3(local_gateway) -> Any:
    """A client, and an empty bucket."""
    client = local_gateway.client("s3")
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def as_role(local_gateway) -> Callable[..., Any]:
    """A client of a role that may do what it is given."""

    def client(*allowed: tuple[str, str]) -> Any:
        statements = [{"Effect": "Allow", "Action": action, "Resource": arn} for action, arn in allowed]
        return local_gateway.client("s3", local_gateway.role("r", *statements))

    return client


def read(s3: Any, key: str, **more: Any) -> bytes:
    with s3.get_object(Bucket=BUCKET, Key=key, **more)["Body"] as body:
        content: bytes = body.read()
    return content


def until(condition: Callable[[], Any], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def refused(code: str) -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\)")


def fetch(url: str, data: bytes | None = None, method: str = "GET", **headers: str) -> tuple[int, bytes, Any]:
    request = urllib.request.Request(
        url, data, {k.replace("_", "-"): v for k, v in headers.items()}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


class TestBuckets:
    def test_a_bucket_is_made_with_tags_listed_and_removed(self, local_gateway):
        s3 = local_gateway.client("s3")
        s3.create_bucket(Bucket="a-b", CreateBucketConfiguration={"Tags": [{"Key": "x", "Value": "<&>"}]})
        assert s3.get_bucket_tagging(Bucket="a-b")["TagSet"] == [{"Key": "x", "Value": "<&>"}]
        assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["a-b"]
        s3.delete_bucket(Bucket="a-b")
        with refused("404"):
            s3.head_bucket(Bucket="a-b")

    def test_a_region_is_remembered(self, local_gateway):
        s3 = local_gateway.client("s3", region_name="eu-west-1")
        s3.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        assert s3.get_bucket_location(Bucket="far")["LocationConstraint"] == "eu-west-1"
        with refused("BucketAlreadyOwnedByYou"):
            s3.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    @pytest.mark.parametrize("name", ["ab", "UPPER", "under_score", "-dash", "a..b", "127.0.0.1", "x" * 64])
    def test_a_name_that_s3_refuses(self, local_gateway, name):
        status, body, _ = fetch(
            local_gateway.client("s3").generate_presigned_url("create_bucket", Params={"Bucket": name}),
            None,
            "PUT",
        )
        assert (status, b"<Code>InvalidBucketName</Code>" in body) == (400, True)

    def test_a_bucket_with_objects_stays(self, s3):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        with refused("BucketNotEmpty"):
            s3.delete_bucket(Bucket=BUCKET)
        s3.delete_object(Bucket=BUCKET, Key="k")
        s3.delete_bucket(Bucket=BUCKET)

    def test_settings_are_kept_as_they_were_put(self, s3):
        block = dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        )
        cors = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}
        with refused("NoSuchPublicAccessBlockConfiguration"):
            s3.get_public_access_block(Bucket=BUCKET)
        s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=block)
        assert s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"] == block
        s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=cors)
        assert s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"] == cors["CORSRules"]
        s3.delete_bucket_cors(Bucket=BUCKET)
        with refused("NoSuchCORSConfiguration"):
            s3.get_bucket_cors(Bucket=BUCKET)

    def test_encryption_is_on_unless_it_is_said_otherwise(self, s3):
        (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")["ServerSideEncryption"] == "AES256"

    def test_versions_are_not_kept_and_nobody_is_told_otherwise(self, s3):
        assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)
        with refused("NotImplemented"):
            s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


class TestObjects:
    @pytest.mark.parametrize("body", [b"", b"x", b"\x00\xff" * 1000, os.urandom(3 * MIB + 17)], ids=len)
    def test_what_is_put_can_be_got(self, s3, body):
        put = s3.put_object(Bucket=BUCKET, Key="k", Body=body)
        found = s3.get_object(Bucket=BUCKET, Key="k")
        with found["Body"] as stream:
            assert stream.read() == body
        assert found["ETag"] == put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
        assert found["ContentLength"] == s3.head_object(Bucket=BUCKET, Key="k")["ContentLength"] == len(body)

    @pytest.mark.parametrize(
        "key",
        ["a b", "a+b", "ä/🌍", "a//b", "a/../b", ".", "%41", "a&b=c?d#e", "tab\there", "x" * 1024, "/lead"],
    )
    def test_every_key_is_its_own(self, s3, key):
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
        assert read(s3, key) == key.encode()
        assert [found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == [key]
        s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key}]})
        assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)

    def test_headers_and_metadata_come_back(self, s3):
        given = {
            "ContentType": "text/plain; charset=utf-8",
            "CacheControl": "no-cache",
            "ContentDisposition": 'attachment; filename="x"',
            "ContentLanguage": "de",
            "Metadata": {"one": "1", "two": "a b"},
        }
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", **given)
        found = s3.head_object(Bucket=BUCKET, Key="k")
        assert {name: found[name] for name in given} == given
        assert abs(found["LastModified"].timestamp() - time.time()) < 30

    def test_content_that_is_compressed_stays_as_it_is(self, s3):
        body = gzip.compress(b"text" * 100)
        s3.put_object(Bucket=BUCKET, Key="k", Body=body, ContentEncoding="gzip")
        found = s3.get_object(Bucket=BUCKET, Key="k")
        assert (found["Body"].read(), found["ContentEncoding"]) == (body, "gzip")

    def test_a_put_replaces_headers_and_all(self, s3):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"long content", Metadata={"a": "1"}, Tagging="t=1")
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"short")
        found = s3.head_object(Bucket=BUCKET, Key="k")
        assert (found["ContentLength"], found["Metadata"]) == (5, {})
        assert s3.get_object_tagging(Bucket=BUCKET, Key="k")["TagSet"] == []

    def test_delete_is_no_error_for_what_is_not_there(self, s3):
        s3.delete_object(Bucket=BUCKET, Key="nothing")
        answer = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "nothing"}]})
        assert [found["Key"] for found in answer["Deleted"]] == ["nothing"]

    def test_what_is_not_there_is_said_so(self, s3):
        with pytest.raises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket=BUCKET, Key="nothing")
        with refused("404"):
            s3.head_object(Bucket=BUCKET, Key="nothing")
        with pytest.raises(s3.exceptions.NoSuchBucket):
            s3.put_object(Bucket="nothing", Key="k", Body=b"x")

    def test_tags_of_an_object(self, s3):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", Tagging="a=1&b=%20")
        assert s3.get_object_tagging(Bucket=BUCKET, Key="k")["TagSet"] == [
            {"Key": "a", "Value": "1"}, {"Key": "b", "Value": " "}]  # fmt: skip
        s3.put_object_tagging(Bucket=BUCKET, Key="k", Tagging={"TagSet": [{"Key": "c", "Value": "3"}]})
        assert s3.get_object_tagging(Bucket=BUCKET, Key="k")["TagSet"] == [{"Key": "c", "Value": "3"}]
        s3.delete_object_tagging(Bucket=BUCKET, Key="k")
        assert s3.get_object_tagging(Bucket=BUCKET, Key="k")["TagSet"] == []

    def test_public_objects_are_refused(self, s3):
        with refused("AccessControlListNotSupported"):
            s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", ACL="public-read")

    def test_an_object_that_is_being_read_is_read_to_its_end_whatever_happens(self, s3):
        body = os.urandom(8 * MIB)
        s3.put_object(Bucket=BUCKET, Key="k", Body=body)
        with s3.get_object(Bucket=BUCKET, Key="k")["Body"] as stream:
            first = stream.read(10)
            s3.put_object(Bucket=BUCKET, Key="k", Body=b"another")
            s3.delete_object(Bucket=BUCKET, Key="k")
            assert first + stream.read() == body


class TestRangesAndConditions:
    BODY = bytes(range(256)) * 8192  # two mebibytes

    @pytest.fixture
    def stored(self, s3) -> Any:
        s3.put_object(Bucket=BUCKET, Key="k", Body=self.BODY)
        return s3

    @pytest.mark.parametrize(
        ("asked", "wanted"),
        [("bytes=0-0", slice(0, 1)), ("bytes=5-9", slice(5, 10)), ("bytes=2097100-", slice(2097100, None)),
         ("bytes=-7", slice(-7, None)), ("bytes=100-99999999", slice(100, None)), ("bytes=1000-1500000", slice(1000, 1500001))],
    )  # fmt: skip
    def test_a_range(self, stored, asked, wanted):
        found = stored.get_object(Bucket=BUCKET, Key="k", Range=asked)
        with found["Body"] as body:
            assert body.read() == self.BODY[wanted]
        assert found["ResponseMetadata"]["HTTPStatusCode"] == 206
        first = wanted.indices(len(self.BODY))[0]
        assert found["ContentRange"].startswith(f"bytes {first}-")
        assert found["ContentRange"].endswith(f"/{len(self.BODY)}")

    def test_a_range_beyond_the_end(self, stored):
        with refused("InvalidRange"):
            read(stored, "k", Range="bytes=9999999-")

    @pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "lines=1-2", "bytes=1-2,4-5"])
    def test_what_is_no_range_means_everything(self, stored, asked):
        assert read(stored, "k", Range=asked) == self.BODY

    def test_conditions_of_readers(self, stored):
        etag = stored.head_object(Bucket=BUCKET, Key="k")["ETag"]
        assert read(stored, "k", IfMatch=etag) == self.BODY
        with refused("PreconditionFailed"):
            read(stored, "k", IfMatch='"other"')
        with refused("304"):
            read(stored, "k", IfNoneMatch=etag)
        assert read(stored, "k", IfModifiedSince=0) == self.BODY
        with refused("304"):
            read(stored, "k", IfModifiedSince=time.time() + 60)
        with refused("PreconditionFailed"):
            read(stored, "k", IfUnmodifiedSince=0)

    def test_conditions_of_writers(self, stored):
        with refused("PreconditionFailed"):
            stored.put_object(Bucket=BUCKET, Key="k", Body=b"x", IfNoneMatch="*")
        etag = stored.head_object(Bucket=BUCKET, Key="k")["ETag"]
        stored.put_object(Bucket=BUCKET, Key="k", Body=b"y", IfMatch=etag)
        with refused("PreconditionFailed"):
            stored.put_object(Bucket=BUCKET, Key="k", Body=b"z", IfMatch=etag)
        assert read(stored, "k") == b"y"
        stored.put_object(Bucket=BUCKET, Key="new", Body=b"x", IfNoneMatch="*")

    def test_of_several_writers_that_each_want_to_be_first_one_is(self, s3, local_gateway):
        clients = [local_gateway.client("s3") for _ in range(4)]
        outcomes: list[str] = []

        def write(client: Any) -> None:
            try:
                client.put_object(Bucket=BUCKET, Key="once", Body=b"x", IfNoneMatch="*")
                outcomes.append("won")
            except ClientError as error:
                outcomes.append(error.response["Error"]["Code"])

        threads = [threading.Thread(target=write, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["PreconditionFailed"] * 3 + ["won"]


class TestCopies:
    def test_a_copy_is_an_object_of_its_own(self, s3):
        s3.put_object(
            Bucket=BUCKET,
            Key="a b+c",
            Body=b"x" * 300_000,
            Metadata={"m": "1"},
            ContentType="text/x",
            Tagging="t=1",
        )
        s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "a b+c"})
        s3.delete_object(Bucket=BUCKET, Key="a b+c")
        found = s3.get_object(Bucket=BUCKET, Key="copy")
        assert (found["Body"].read(), found["Metadata"], found["ContentType"]) == (
            b"x" * 300_000,
            {"m": "1"},
            "text/x",
        )
        assert s3.get_object_tagging(Bucket=BUCKET, Key="copy")["TagSet"] == [{"Key": "t", "Value": "1"}]

    def test_its_metadata_can_be_replaced_even_onto_itself(self, s3):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", Metadata={"m": "1"})
        source = {"Bucket": BUCKET, "Key": "k"}
        with refused("InvalidRequest"):
            s3.copy_object(Bucket=BUCKET, Key="k", CopySource=source)
        s3.copy_object(
            Bucket=BUCKET, Key="k", CopySource=source, MetadataDirective="REPLACE", Metadata={"n": "2"}
        )
        assert s3.head_object(Bucket=BUCKET, Key="k")["Metadata"] == {"n": "2"}
        assert read(s3, "k") == b"x"

    def test_what_is_not_there_cannot_be_copied(self, s3):
        with refused("NoSuchKey"):
            s3.copy_object(Bucket=BUCKET, Key="k", CopySource={"Bucket": BUCKET, "Key": "nothing"})


class TestUploadsInParts:
    def test_boto3_uploads_downloads_and_copies_large_files_in_parts(self, s3, tmp_path):
        body = os.urandom(20 * MIB + 5)
        (tmp_path / "up").write_bytes(body)
        s3.upload_file(
            str(tmp_path / "up"), BUCKET, "big", ExtraArgs={"Metadata": {"m": "1"}, "ContentType": "a/b"}
        )
        s3.download_file(BUCKET, "big", str(tmp_path / "down"))
        assert (tmp_path / "down").read_bytes() == body
        found = s3.head_object(Bucket=BUCKET, Key="big")
        assert found["ETag"].endswith('-3"')
        assert (found["Metadata"], found["ContentType"]) == ({"m": "1"}, "a/b")
        assert read(s3, "big", Range="bytes=8388600-16777300") == body[8388600:16777301]
        s3.copy({"Bucket": BUCKET, "Key": "big"}, BUCKET, "copied")
        assert read(s3, "copied") == body

    def test_parts_are_put_together_by_number_and_the_last_of_a_number_counts(self, s3):
        upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
        of = {"Bucket": BUCKET, "Key": "k", "UploadId": upload}
        tags = {}
        for number, body in ((3, b"c"), (1, b"wrong"), (1, b"a" * 5 * MIB)):
            tags[number] = s3.upload_part(**of, PartNumber=number, Body=body)["ETag"]
        assert [part["PartNumber"] for part in s3.list_parts(**of)["Parts"]] == [1, 3]
        assert [found["UploadId"] for found in s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]] == [
            upload
        ]
        parts = [{"PartNumber": number, "ETag": tags[number]} for number in (1, 3)]
        s3.complete_multipart_upload(**of, MultipartUpload={"Parts": parts})
        assert read(s3, "k") == b"a" * 5 * MIB + b"c"
        assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)

    def test_an_aborted_upload_leaves_nothing(self, s3, local_gateway):
        upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
        of = {"Bucket": BUCKET, "Key": "k", "UploadId": upload}
        s3.upload_part(**of, PartNumber=1, Body=b"x" * MIB)
        s3.abort_multipart_upload(**of)
        with refused("NoSuchUpload"):
            s3.upload_part(**of, PartNumber=1, Body=b"x")
        assert files(local_gateway) == []

    def test_a_wrong_list_of_parts_is_refused_and_changes_nothing(self, s3):
        upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
        of = {"Bucket": BUCKET, "Key": "k", "UploadId": upload}
        tags = [s3.upload_part(**of, PartNumber=number, Body=b"small")["ETag"] for number in (1, 2)]
        one, two = ({"PartNumber": n + 1, "ETag": tags[n]} for n in range(2))
        for parts, code in (
            ([two, one], "InvalidPartOrder"),
            ([{"PartNumber": 1, "ETag": '"other"'}], "InvalidPart"),
            ([{"PartNumber": 7, "ETag": tags[0]}], "InvalidPart"),
            ([one, two], "EntityTooSmall"),
        ):
            with refused(code):
                s3.complete_multipart_upload(**of, MultipartUpload={"Parts": parts})
        s3.complete_multipart_upload(**of, MultipartUpload={"Parts": [two]})
        assert read(s3, "k") == b"small"


class TestLists:
    def test_pages_follow_each_other_in_the_order_of_the_bytes(self, s3):
        keys = sorted(["b", "a/1", "a/2", "a", "ä", "Z", "~", "\U00010000", "\uffee"], key=str.encode)
        for key in keys:
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        pages = list(
            s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 2})
        )
        assert [found["Key"] for page in pages for found in page["Contents"]] == keys
        assert [page["KeyCount"] for page in pages] == [2, 2, 2, 2, 1]
        found = s3.list_objects_v2(Bucket=BUCKET, StartAfter="a/1", Prefix="a")["Contents"]
        assert [item["Key"] for item in found] == ["a/2"]

    def test_a_delimiter_makes_folders(self, s3):
        for key in ("a/1", "a/b/2", "a/b/3", "a/c/4", "d"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        top = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/")
        assert ([p["Prefix"] for p in top["CommonPrefixes"]], [c["Key"] for c in top["Contents"]]) == (
            ["a/"],
            ["d"],
        )
        inner = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/", Prefix="a/")
        assert [p["Prefix"] for p in inner["CommonPrefixes"]] == ["a/b/", "a/c/"]
        assert [c["Key"] for c in inner["Contents"]] == ["a/1"]

    @pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        max_examples=15,
        deadline=None,
        derandomize=True,
    )
    @given(
        keys=st.sets(st.text("ab/", min_size=1, max_size=5), max_size=12),
        prefix=st.text("ab/", max_size=2),
        delimiter=st.sampled_from(["", "/", "a"]),
        size=st.integers(1, 4),
    )
    def test_every_way_of_paging_finds_everything_once(self, s3, operation, keys, prefix, delimiter, size):
        old = [{"Key": found["Key"]} for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        if old:
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": old})
        for key in keys:
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        given_delimiter = {"Delimiter": delimiter} if delimiter else {}
        pages = s3.get_paginator(operation).paginate(
            Bucket=BUCKET, Prefix=prefix, **given_delimiter, PaginationConfig={"PageSize": size}
        )
        found, common = [], []
        for page in pages:
            contents = page.get("Contents", page.get("Versions", []))
            assert len(contents) + len(page.get("CommonPrefixes", [])) <= size
            found += [item["Key"] for item in contents]
            common += [item["Prefix"] for item in page.get("CommonPrefixes", [])]
        matching = sorted(key for key in keys if key.startswith(prefix))
        cuts = {key: key.find(delimiter, len(prefix)) if delimiter else -1 for key in matching}
        assert found == [key for key in matching if cuts[key] < 0]
        assert common == sorted({key[: cuts[key] + len(delimiter)] for key in matching if cuts[key] >= 0})

    def test_a_page_that_begins_after_the_prefix_itself(self, s3):
        for key in ("a", "aa"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        first = s3.list_object_versions(Bucket=BUCKET, Prefix="a", MaxKeys=1)
        rest = s3.list_object_versions(Bucket=BUCKET, Prefix="a", KeyMarker=first["NextKeyMarker"])
        assert [version["Key"] for version in rest["Versions"]] == ["aa"]
        assert [
            o["Key"] for o in s3.list_objects_v2(Bucket=BUCKET, Prefix="a", StartAfter="a")["Contents"]
        ] == ["aa"]

    def test_a_large_folder_is_skipped_not_read(self, s3, local_gateway):
        for key in ["a/" + "x" * n for n in range(1, 40)] + ["b"]:
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        page = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/", MaxKeys=2)
        assert (page["KeyCount"], page["IsTruncated"]) == (2, False)


class TestBodies:
    """Uploads that do not come as boto3 sends them over plain HTTP."""

    @pytest.fixture
    def signed(self, local_gateway, s3) -> Callable[..., tuple[int, bytes]]:
        """Sends a PUT of one object, signed by botocore's own signer over a declaration of the body."""
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials as Keys

        keys = Keys(local_gateway.keys.access_key, local_gateway.keys.secret_key)

        class Signer(S3SigV4Auth):
            declared = ""

            def payload(self, request: Any) -> str:
                return self.declared

        def send(
            declared: str, body: bytes | Callable[[str, str, str], bytes], **headers: str
        ) -> tuple[int, bytes]:
            url = f"{local_gateway.endpoint_url}/{BUCKET}/k"
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            request = AWSRequest("PUT", url, headers=named)
            signer = Signer(keys, "s3", "us-east-1")
            signer.declared = declared
            signer.add_auth(request)
            signature = request.headers["Authorization"].rpartition("Signature=")[2]
            scope = signer.credential_scope(request)
            content = body(signature, request.headers["X-Amz-Date"], scope) if callable(body) else body
            status, answer, _ = fetch(
                url, content, "PUT", **{k.replace("-", "_"): v for k, v in request.headers.items()}
            )
            return status, answer

        return send

    def test_an_unsigned_body(self, signed, s3):
        assert signed("UNSIGNED-PAYLOAD", b"plain")[0] == 200
        assert read(s3, "k") == b"plain"

    def test_a_body_that_is_not_what_was_signed(self, signed, s3):
        status, answer = signed(hashlib.sha256(b"one").hexdigest(), b"another")
        assert (status, b"XAmzContentSHA256Mismatch" in answer) == (400, True)
        with refused("404"):
            s3.head_object(Bucket=BUCKET, Key="k")

    def test_chunks_with_a_checksum_after_them(self, signed, s3):
        crc = base64.b64encode(zlib.crc32(b"hello world").to_bytes(4, "big")).decode()
        body = f"6\r\nhello \r\n5\r\nworld\r\n0\r\nx-amz-checksum-crc32:{crc}\r\n\r\n".encode()
        more = {
            "x_amz_decoded_content_length": "11",
            "Content_Encoding": "aws-chunked,gzip",
            "x_amz_trailer": "x-amz-checksum-crc32",
        }
        assert signed("STREAMING-UNSIGNED-PAYLOAD-TRAILER", body, **more)[0] == 200
        found = s3.get_object(Bucket=BUCKET, Key="k", ChecksumMode="ENABLED")
        assert (found["Body"].read(), found["ContentEncoding"], found["ChecksumCRC32"]) == (
            b"hello world",
            "gzip",
            crc,
        )
        wrong = body.replace(crc.encode(), b"AAAAAA==")
        status, answer = signed("STREAMING-UNSIGNED-PAYLOAD-TRAILER", wrong, **more)
        assert (status, b"BadDigest" in answer) == (400, True)
        assert read(s3, "k") == b"hello world"

    def test_signed_chunks(self, signed, s3, local_gateway):
        import hmac

        def key(scope: str) -> bytes:
            found = ("AWS4" + local_gateway.keys.secret_key).encode()
            for part in scope.split("/"):
                found = hmac.new(found, part.encode(), hashlib.sha256).digest()
            return found

        def chunked(seed: str, timestamp: str, scope: str) -> bytes:
            body, last = b"", seed
            for data in (b"a" * 70_000, b"b", b""):
                text = "\n".join(("AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, last,
                                  hashlib.sha256(b"").hexdigest(), hashlib.sha256(data).hexdigest()))  # fmt: skip
                last = hmac.new(key(scope), text.encode(), hashlib.sha256).hexdigest()
                body += f"{len(data):x};chunk-signature={last}\r\n".encode() + data + b"\r\n"
            return body

        declared, more = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", {"x_amz_decoded_content_length": "70001"}
        assert signed(declared, chunked, **more)[0] == 200
        assert read(s3, "k") == b"a" * 70_000 + b"b"
        tampered = signed(declared, lambda *given: chunked(*given).replace(b"aaa", b"xxx", 1), **more)
        assert (tampered[0], b"SignatureDoesNotMatch" in tampered[1]) == (403, True)
        assert read(s3, "k")[:3] == b"aaa"

    @pytest.mark.parametrize("body", [b"5\r\nab", b"zz\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b""])
    def test_broken_chunks(self, signed, s3, body):
        status, answer = signed("STREAMING-UNSIGNED-PAYLOAD-TRAILER", body, x_amz_decoded_content_length="5")
        assert (status, b"IncompleteBody" in answer) == (400, True)

    @pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "CRC32"])
    def test_checksums_are_held_against_the_body_and_handed_back(self, s3, algorithm):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", ChecksumAlgorithm=algorithm)
        found = s3.head_object(Bucket=BUCKET, Key="k", ChecksumMode="ENABLED")
        with refused("BadDigest"):
            s3.put_object(
                Bucket=BUCKET,
                Key="k",
                Body=b"another",
                **{f"Checksum{algorithm}": found[f"Checksum{algorithm}"]},
            )
        assert read(s3, "k") == b"x"

    def test_an_upload_that_breaks_off_leaves_nothing(self, s3, local_gateway):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"before")
        url = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "k"})
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection(host)
        connection.putrequest("PUT", f"/{path}")
        connection.putheader("Content-Length", str(4 * MIB))
        connection.endheaders()
        connection.send(b"x" * 2 * MIB)
        incoming = local_gateway.directory / "s3" / "incoming"
        until(lambda: list(incoming.iterdir()))
        connection.close()
        until(lambda: not list(incoming.iterdir()))
        assert read(s3, "k") == b"before"
        assert len(files(local_gateway)) == 1


class TestAddresses:
    def test_a_bucket_in_the_host_name(self, s3, local_gateway):
        s3.put_object(Bucket=BUCKET, Key="folder/k", Body=b"x")
        port = local_gateway.endpoint_url.rpartition(":")[2]
        client = local_gateway.client("s3", s3={"addressing_style": "virtual"})
        for host in (f"{BUCKET}.s3.localhost:{port}", f"{BUCKET}.localhost:{port}"):
            url = client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "folder/k"})
            assert url.startswith(f"{local_gateway.endpoint_url}/{BUCKET}/"), (
                "an address is never put behind a bucket"
            )
            signer = local_gateway.client("s3", signature_version="s3v4", s3={"addressing_style": "virtual"})
            signer.meta._endpoint_url = f"http://{host.partition('.')[2]}"
            status, body = get_with_host(local_gateway, host, signer)
            assert (status, body) == (200, b"x")

    @pytest.mark.parametrize("version", ["s3v4", None], ids=["version 4", "version 2, boto3's own choice"])
    def test_presigned_urls(self, s3, local_gateway, version, as_role):
        options = {"signature_version": version} if version else {}
        minted = local_gateway.role(
            "links", {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{ARN}/*"}
        )
        client = local_gateway.client("s3", minted, **options)
        put = client.generate_presigned_url(
            "put_object", Params={"Bucket": BUCKET, "Key": "a b", "ContentType": "text/x"}
        )
        assert fetch(put, b"data", "PUT", Content_Type="text/x")[0] == 200
        get = client.generate_presigned_url(
            "get_object", Params={"Bucket": BUCKET, "Key": "a b", "ResponseContentDisposition": "attachment"}
        )
        status, body, headers = fetch(get)
        assert (status, body, headers["Content-Disposition"], headers["Content-Type"]) == (
            200,
            b"data",
            "attachment",
            "text/x",
        )
        assert fetch(get.replace("a%20b", "other"))[0] == 403
        assert fetch(get, b"x", "PUT")[0] == 403
        short = client.generate_presigned_url(
            "get_object", Params={"Bucket": BUCKET, "Key": "a b"}, ExpiresIn=1
        )
        time.sleep(2.1)
        assert fetch(short)[0] == 403

    def test_nobody_gets_anything_without_a_signature(self, s3, local_gateway):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        assert fetch(f"{local_gateway.endpoint_url}/{BUCKET}/k")[0] == 403


class TestPermissions:
    def test_objects_and_the_bucket_are_different_resources(self, s3, as_role):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        reader = as_role(("s3:GetObject", f"{ARN}/*"))
        assert read(reader, "k") == b"x"
        for call, action in (
            (lambda: reader.list_objects_v2(Bucket=BUCKET), f"s3:ListBucket on resource: {ARN} "),
            (
                lambda: reader.put_object(Bucket=BUCKET, Key="k", Body=b""),
                f"s3:PutObject on resource: {ARN}/k ",
            ),
            (lambda: reader.delete_object(Bucket=BUCKET, Key="k"), f"s3:DeleteObject on resource: {ARN}/k "),
        ):
            with pytest.raises(ClientError, match=rf"\(AccessDenied\).*{action}"):
                call()

    def test_a_connection_that_was_denied_can_go_on(self, s3, as_role):
        """Clients wait for `100 Continue` before they send a body, and are denied before that."""
        writer = as_role(("s3:PutObject", f"{ARN}/mine/*"))
        for _ in range(3):
            with refused("AccessDenied"):
                writer.put_object(Bucket=BUCKET, Key="other", Body=b"x" * 100_000)
            writer.put_object(Bucket=BUCKET, Key="mine/k", Body=b"y")
        assert read(s3, "mine/k") == b"y"

    def test_who_may_not_list_is_not_told_what_is_missing(self, s3, local_gateway):
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
        reader = local_gateway.client("s3", local_gateway.role("reader", statement))
        with pytest.raises(ClientError, match=rf"\(AccessDenied\).*s3:ListBucket on resource: {ARN} "):
            read(reader, "nothing")
        listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": ARN}
        lister = local_gateway.client("s3", local_gateway.role("lister", statement, listing))
        with refused("NoSuchKey"):
            read(lister, "nothing")

    def test_a_batch_is_denied_key_by_key(self, s3, as_role):
        for key in ("mine", "other"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
        answer = as_role(("s3:DeleteObject", f"{ARN}/mine")).delete_objects(
            Bucket=BUCKET, Delete={"Objects": [{"Key": "mine"}, {"Key": "other"}]}
        )
        assert [found["Key"] for found in answer["Deleted"]] == ["mine"]
        assert [(found["Key"], found["Code"]) for found in answer["Errors"]] == [("other", "AccessDenied")]

    def test_a_copy_needs_its_source(self, s3, as_role):
        s3.put_object(Bucket=BUCKET, Key="secret", Body=b"x")
        writer = as_role(("s3:PutObject", f"{ARN}/*"))
        with pytest.raises(ClientError, match=rf"s3:GetObject on resource: {ARN}/secret"):
            writer.copy_object(Bucket=BUCKET, Key="k", CopySource={"Bucket": BUCKET, "Key": "secret"})

    def test_an_upload_in_parts_needs_only_the_right_to_put(self, s3, as_role):
        writer = as_role(("s3:PutObject", f"{ARN}/*"))
        writer.upload_fileobj(io.BytesIO(b"x" * 9 * MIB), BUCKET, "big")
        assert s3.head_object(Bucket=BUCKET, Key="big")["ContentLength"] == 9 * MIB

    def test_a_prefix_can_be_a_condition(self, s3, local_gateway):
        statement = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": ARN,
                     "Condition": {"StringLike": {"s3:prefix": "mine/*"}}}  # fmt: skip
        client = local_gateway.client("s3", local_gateway.role("r", statement))
        client.list_objects_v2(Bucket=BUCKET, Prefix="mine/a")
        with refused("AccessDenied"):
            client.list_objects_v2(Bucket=BUCKET)

    def test_a_buckets_policy_denies_everybody(self, s3, as_role):
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
        statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [ARN, f"{ARN}/*"]}
        tls = {**statement, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        reader = as_role(("s3:GetObject", f"{ARN}/*"))
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls]}))
        assert read(reader, "k") == b"x", "loopback counts as TLS"
        s3.put_bucket_policy(
            Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )
        with pytest.raises(ClientError, match="explicit deny in a resource-based policy"):
            read(reader, "k")
        s3.delete_bucket_policy(Bucket=BUCKET)
        assert read(reader, "k") == b"x"

    def test_what_is_no_policy_is_refused(self, s3):
        with refused("MalformedPolicy"):
            s3.put_bucket_policy(Bucket=BUCKET, Policy='{"Statement": []}')


def files(gateway: Any) -> list[str]:
    """The files that hold objects."""
    return sorted(path.name for path in (gateway.directory / "s3").rglob("*") if path.is_file())


def get_with_host(gateway: Any, host: str, client: Any) -> tuple[int, bytes]:
    """Sign a GET of `folder/k` for a host name with the bucket in it, and send it to the gateway's address."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Keys

    request = AWSRequest("GET", f"http://{host}/folder/k")
    S3SigV4Auth(Keys(gateway.keys.access_key, gateway.keys.secret_key), "s3", "us-east-1").add_auth(request)
    connection = http.client.HTTPConnection(gateway.endpoint_url.removeprefix("http://"))
    connection.request("GET", "/folder/k", headers={"Host": host, **dict(request.headers.items())})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body
