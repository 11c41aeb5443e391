"""A Bucket's and a Queue's operations, by real boto3 against a local cloud."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pluto_py import ArgumentError, Bucket, MissingObjectError, Queue
from pluto_py.local import lifecycle
from pluto_py.local.lifecycle import Cloud
from pluto_py.resources import aws
from pluto_py.runtime.resources_env import NotGrantedError

uploads = Bucket("uploads")
orders = Queue("orders")
ARN = "arn:aws:s3:::b-1"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory) -> Iterator[Cloud]:
    running = lifecycle.ensure_running(tmp_path_factory.mktemp("cloud"), stack="dev", region="us-east-1")
    yield running
    running.stop()


@pytest.fixture
def function(cloud, granted, monkeypatch) -> Iterator[Callable[..., None]]:
    """Makes this process a function with the deployer's keys, or with those of a role."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    granted(
        {
            "Bucket/uploads": {"aws_bucket_name": "b-1"},
            "Queue/orders": {"queue_url": f"{cloud.endpoint_url}/000000000000/q-1"},
        }
    )

    def become(access_key: str, secret_key: str, token: str = "") -> None:
        forget()
        for name, value in (
            ("ACCESS_KEY_ID", access_key),
            ("SECRET_ACCESS_KEY", secret_key),
            ("SESSION_TOKEN", token),
        ):
            monkeypatch.setenv(f"AWS_{name}", value) if value else monkeypatch.delenv(
                f"AWS_{name}", raising=False
            )

    become(cloud.access_key, cloud.secret_key)
    yield become
    forget()


def forget() -> None:
    for client in aws._clients.values():
        client.close()
    aws.forget()


@pytest.fixture
def admin(cloud) -> Iterator[Callable[[str], Any]]:
    """Clients with the deployer's keys."""
    made = []

    def client(service: str) -> Any:
        made.append(
            boto3.client(
                service,
                endpoint_url=cloud.endpoint_url,
                region_name="us-east-1",
                aws_access_key_id=cloud.access_key,
                aws_secret_access_key=cloud.secret_key,
            )
        )
        return made[-1]

    yield client
    for found in made:
        found.close()


@pytest.fixture
def bucket(function, admin) -> Iterator[None]:
    """An empty bucket, as the infrastructure program makes it."""
    s3 = admin("s3")
    s3.create_bucket(Bucket="b-1")
    yield
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="b-1"):
        for item in page.get("Contents", ()):
            s3.delete_object(Bucket="b-1", Key=item["Key"])
    s3.delete_bucket(Bucket="b-1")


@pytest.fixture
def queue(function) -> Iterator[Callable[[], list[str]]]:
    """An empty queue; reads what is in it."""
    client = aws.client("sqs")
    url = client.create_queue(QueueName="q-1", Attributes={"MaximumMessageSize": "262144"})["QueueUrl"]

    def read() -> list[str]:
        found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in found]

    yield read
    client.delete_queue(QueueUrl=url)


@pytest.fixture
def as_reader(bucket, function, admin) -> None:
    """Become a role with the actions of `read` alone."""
    root = {"AWS": "arn:aws:iam::000000000000:root"}
    trust = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}

    def document(statement: dict[str, Any]) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    iam, sts = admin("iam"), admin("sts")
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=document(allowed))
    found = sts.assume_role(RoleArn=role, RoleSessionName="reader")["Credentials"]
    function(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])


@pytest.mark.usefixtures("bucket")
class TestBucket:
    @given(st.text(min_size=1, max_size=40), st.binary(max_size=500))
    @example("a/../b", b"\x00")
    @example("/", b"")
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
    def test_any_bytes_under_any_key_survive(self, key, data):
        uploads.write(key, data)
        assert uploads.read(key) == data

    def test_a_write_replaces(self):
        uploads.write("k", b"one")
        uploads.write("k", bytearray(b"two"))
        assert uploads.read("k") == b"two"

    def test_files_in_and_out(self, tmp_path: Path):
        content = os.urandom(3_000_000)
        (tmp_path / "in").write_bytes(content)
        uploads.put("k", tmp_path / "in")
        uploads.get("k", str(tmp_path / "out"))
        assert (tmp_path / "out").read_bytes() == content
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]

    def test_delete_removes_and_may_be_repeated(self):
        uploads.write("k", b"x")
        uploads.delete("k")
        uploads.delete("k")
        assert list(uploads.keys()) == []

    def test_keys_by_prefix_in_order_page_by_page(self):
        for n in range(12):
            uploads.write(f"a/{n:02}", b"")
        uploads.write("b", b"")
        assert list(uploads.keys("a/")) == [f"a/{n:02}" for n in range(12)]
        assert len(list(uploads.keys())) == 13
        assert list(uploads.keys("c")) == []

    def test_what_is_not_there(self, tmp_path: Path):
        with pytest.raises(
            MissingObjectError, match=r"Bucket 'uploads' has no object 'nothing'\."
        ) as missing:
            uploads.read("nothing")
        assert missing.value.certain
        (tmp_path / "out").write_bytes(b"before")
        with pytest.raises(MissingObjectError):
            uploads.get("nothing", tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == b"before"
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    @pytest.mark.usefixtures("as_reader")
    def test_a_function_that_only_reads_cannot_tell_missing_from_denied(self):
        with pytest.raises(MissingObjectError, match="or it may not be read") as missing:
            uploads.read("nothing")
        assert not missing.value.certain
        assert "s3:ListBucket" in (missing.value.why or "")

    def test_a_file_that_is_not_there_stores_nothing(self, tmp_path: Path):
        with pytest.raises(FileNotFoundError):
            uploads.put("k", tmp_path / "nothing")
        assert list(uploads.keys()) == []

    def test_its_name_is_for_code_that_talks_to_s3_itself(self):
        assert uploads.aws_bucket_name == "b-1"


class TestRefusals:
    def test_a_key_has_one_to_1024_bytes(self):
        with pytest.raises(ArgumentError, match="1 to 1024 bytes as UTF-8; this one takes 0"):
            uploads.read("")
        with pytest.raises(ArgumentError, match="this one takes 1026"):
            uploads.delete("é" * 513)
        with pytest.raises(ArgumentError, match="key must be a string, not int"):
            uploads.read(5)  # type: ignore[arg-type]
        with pytest.raises(ArgumentError, match="half of a surrogate pair"):
            uploads.write("\ud800", b"")

    def test_data_is_bytes(self):
        with pytest.raises(ArgumentError, match="data must be bytes, not str") as refused:
            uploads.write("k", "text")  # type: ignore[arg-type]
        assert "encode" in (refused.value.hint or "")

    def test_a_message_is_text_of_256_kilobytes(self):
        with pytest.raises(ArgumentError, match="must be a string, not dict"):
            orders.push({"a": 1})  # type: ignore[arg-type]
        with pytest.raises(ArgumentError, match=r"'\\x00' at index 1"):
            orders.push("a\x00")
        with pytest.raises(
            ArgumentError, match="1 to 262144 bytes as UTF-8; this one takes 262146"
        ) as refused:
            orders.push("é" * 131_073)
        assert "Bucket" in (refused.value.hint or "")
        with pytest.raises(ArgumentError, match="this one takes 0"):
            orders.push("")

    def test_a_subscribers_settings_are_checked(self):
        with pytest.raises(
            ArgumentError, match=r"Queue\.subscribe: `batch_size` must be a whole number from 1 to 10"
        ):
            orders.subscribe(print, batch_size=11)
        with pytest.raises(
            ArgumentError, match=r"Queue\.subscribe: `handler` must be something that can be called"
        ):
            orders.subscribe("handler")  # type: ignore[arg-type]

    def test_what_was_not_granted_is_said(self, granted):
        granted({})
        with pytest.raises(NotGrantedError, match="no access to Queue 'orders'"):
            orders.push("x")


class TestQueue:
    @given(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
            min_size=1,
            max_size=200,
        )
    )
    @example("a\tb\r\nc")
    @example("🌍")
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
    def test_any_text_arrives(self, queue, text):
        orders.push(text)
        assert queue() == [text]

    def test_the_largest_message_arrives(self, queue):
        orders.push("x" * 262_144)
        assert [len(found) for found in queue()] == [262_144]
