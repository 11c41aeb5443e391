"""S3's, SQS's and Lambda's polling types, against moto's AWS: what is made, changed, read back and removed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pulumi
import pytest
from conftest import World

from pluto_py.engines.deployment import DeploymentFailed

SERVICES = ("s3", "sqs", "lambda", "iam", "sts")


class Made(pulumi.CustomResource):
    """An object of any AWS type; outputs beside its inputs are named by `provides`."""

    def __init__(
        self, token: str, name: str, inputs: dict[str, Any], provides: tuple[str, ...] = (), **options: Any
    ):
        super().__init__(
            f"aws:{token}", name, {**dict.fromkeys(provides), **inputs}, pulumi.ResourceOptions(**options)
        )


@pytest.fixture
def aws(world: World, aws_endpoint: str) -> Iterator[Callable[[str], Any]]:
    """Deployments go to moto; makes clients for it."""
    world.endpoints = dict.fromkeys(SERVICES, aws_endpoint)
    clients = []

    def client(service: str) -> Any:
        clients.append(
            boto3.client(
                service,
                endpoint_url=aws_endpoint,
                region_name="us-east-1",
                aws_access_key_id="AKIATEST",
                aws_secret_access_key="a secret key",
            )
        )
        return clients[-1]

    yield client
    world.destroy()
    for made in clients:
        made.close()


class TestBuckets:
    def bucket(self, **inputs: Any) -> Callable[[], None]:
        def program() -> None:
            Made("s3/bucket:Bucket", "uploads", {"bucket": "my-uploads", "tags": {"app": "a"}, **inputs})

        return program

    def test_a_bucket_is_made_with_its_tags_and_goes(self, world: World, aws: Any) -> None:
        world.up(self.bucket())
        s3 = aws("s3")
        assert s3.get_bucket_tagging(Bucket="my-uploads")["TagSet"] == [{"Key": "app", "Value": "a"}]
        made = world.resources()["uploads"]
        assert (made["id"], made["outputs"]["arn"]) == ("my-uploads", "arn:aws:s3:::my-uploads")
        world.destroy()
        assert "my-uploads" not in {b["Name"] for b in s3.list_buckets()["Buckets"]}

    def test_tags_change_in_place_and_a_name_replaces(self, world: World, aws: Any) -> None:
        world.up(self.bucket())
        changed = world.up(self.bucket(tags={"app": "b"})).summary
        assert [(step.op, step.name) for step in changed.steps] == [("update", "uploads")]
        assert aws("s3").get_bucket_tagging(Bucket="my-uploads")["TagSet"] == [{"Key": "app", "Value": "b"}]
        assert "replace" in {step.op for step in world.preview(self.bucket(bucket="other-uploads")).steps}

    def test_only_a_bucket_that_says_so_is_deleted_with_its_objects(self, world: World, aws: Any) -> None:
        world.up(self.bucket())
        s3 = aws("s3")
        s3.put_object(Bucket="my-uploads", Key="k", Body=b"x")
        with pytest.raises(DeploymentFailed, match="not empty"):
            world.destroy()
        world.up(self.bucket(forceDestroy=True))
        s3.put_bucket_versioning(Bucket="my-uploads", VersioningConfiguration={"Status": "Enabled"})
        s3.put_object(Bucket="my-uploads", Key="k", Body=b"y")
        s3.delete_object(Bucket="my-uploads", Key="k")
        world.destroy()
        assert "my-uploads" not in {b["Name"] for b in s3.list_buckets()["Buckets"]}

    def test_a_name_that_s3_would_refuse_is_refused_before(self, world: World, aws: Any) -> None:
        with pytest.raises(DeploymentFailed, match="does not match"):
            world.preview(self.bucket(bucket="No_Good"))

    def test_privacy_encryption_and_policy(self, world: World, aws: Any) -> None:
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                  "Resource": "arn:aws:s3:::my-uploads/*"}]}  # fmt: skip

        def program(block: bool = True) -> None:
            self.bucket()()
            of = {"bucket": "my-uploads"}
            bucket = "uploads"
            blocks = dict.fromkeys(
                ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), block
            )
            rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]
            Made("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", f"{bucket}-privacy", {**of, **blocks})
            Made(
                "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                f"{bucket}-encryption",
                {**of, "rules": rules},
            )
            Made("s3/bucketPolicy:BucketPolicy", f"{bucket}-policy", {**of, "policy": json.dumps(policy)})

        aws("s3").create_bucket(Bucket="my-uploads")  # as an interrupted deployment may have left it
        world.up(program)
        s3 = aws("s3")
        assert all(s3.get_public_access_block(Bucket="my-uploads")["PublicAccessBlockConfiguration"].values())
        encryption = s3.get_bucket_encryption(Bucket="my-uploads")["ServerSideEncryptionConfiguration"]
        assert encryption["Rules"][0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
        assert json.loads(s3.get_bucket_policy(Bucket="my-uploads")["Policy"]) == policy
        assert world.preview(program).is_empty
        assert world.deployment(program).refresh().is_empty
        world.up(lambda: program(block=False))
        blocked = s3.get_public_access_block(Bucket="my-uploads")["PublicAccessBlockConfiguration"]
        assert not any(blocked.values())


class TestObjects:
    def program(self, source: Any) -> Callable[[], None]:
        def program() -> None:
            Made("s3/bucket:Bucket", "code", {"bucket": "my-code", "forceDestroy": True})
            Made(
                "s3/bucketObjectv2:BucketObjectv2",
                "zip",
                {"bucket": "my-code", "key": "f/1.zip", "source": source},
            )

        return program

    def test_a_file_is_sent_and_sent_again_when_it_changes(
        self, world: World, aws: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "bundle.zip"
        path.write_bytes(b"one")
        aws("s3").create_bucket(Bucket="my-code")
        program = self.program(pulumi.FileAsset(str(path)))
        world.up(program)
        s3 = aws("s3")
        assert s3.get_object(Bucket="my-code", Key="f/1.zip")["Body"].read() == b"one"
        assert world.preview(program).is_empty
        path.write_bytes(b"two and more")
        world.up(program)
        assert s3.get_object(Bucket="my-code", Key="f/1.zip")["Body"].read() == b"two and more"

    def test_text_is_an_object_too(self, world: World, aws: Any) -> None:
        aws("s3").create_bucket(Bucket="my-code")
        world.up(self.program(pulumi.StringAsset("text")))
        assert aws("s3").get_object(Bucket="my-code", Key="f/1.zip")["Body"].read() == b"text"


class TestQueues:
    def queue(self, **inputs: Any) -> Callable[[], None]:
        def program() -> None:
            made = Made("sqs/queue:Queue", "orders", {"name": "orders", **inputs}, ("arn", "url"))
            pulumi.export("url", made.url)  # type: ignore[attr-defined]

        return program

    def attributes(self, aws: Any) -> dict[str, str]:
        sqs = aws("sqs")
        url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
        found: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return found

    def test_a_queue_is_made_with_its_attributes_and_goes(self, world: World, aws: Any) -> None:
        program = self.queue(visibilityTimeoutSeconds=720, sqsManagedSseEnabled=True, tags={"app": "a"})
        result = world.up(program)
        assert result.outputs["url"].value.endswith("/orders")
        assert self.attributes(aws)["VisibilityTimeout"] == "720"
        sqs = aws("sqs")
        assert sqs.list_queue_tags(QueueUrl=result.outputs["url"].value)["Tags"] == {"app": "a"}
        assert world.preview(program).is_empty
        assert world.deployment(program).refresh().is_empty
        world.destroy()
        assert "QueueUrls" not in sqs.list_queues()

    def test_attributes_and_tags_change_in_place(self, world: World, aws: Any) -> None:
        world.up(self.queue(visibilityTimeoutSeconds=720, delaySeconds=5, tags={"app": "a", "old": "1"}))
        changed = world.up(self.queue(visibilityTimeoutSeconds=60, tags={"app": "b"})).summary
        assert [(step.op, step.name) for step in changed.steps] == [("update", "orders")]
        found = self.attributes(aws)
        assert (found["VisibilityTimeout"], found["DelaySeconds"]) == ("60", "0")
        url = aws("sqs").get_queue_url(QueueName="orders")["QueueUrl"]
        assert aws("sqs").list_queue_tags(QueueUrl=url)["Tags"] == {"app": "b"}

    def test_dead_letters_go_where_the_redrive_policy_says(self, world: World, aws: Any) -> None:
        def program() -> None:
            dead = Made("sqs/queue:Queue", "dead", {"name": "dead"}, ("arn",))
            redrive = dead.arn.apply(  # type: ignore[attr-defined]
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
            )
            self.queue(redrivePolicy=redrive)()

        world.up(program)
        redrive = json.loads(self.attributes(aws)["RedrivePolicy"])
        assert redrive == {
            "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dead",
            "maxReceiveCount": 5,
        }
        assert world.preview(program).is_empty
        assert world.deployment(program).refresh().is_empty

    def test_what_sqs_would_refuse_is_refused_before(self, world: World, aws: Any) -> None:
        with pytest.raises(DeploymentFailed, match=r"visibilityTimeoutSeconds.*between 0 and 43200"):
            world.preview(self.queue(visibilityTimeoutSeconds=50_000))

    def test_a_queue_of_somebody_else_is_not_taken_over(self, world: World, aws: Any) -> None:
        aws("sqs").create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "1"})
        with pytest.raises(DeploymentFailed, match="already exists"):
            world.up(self.queue(visibilityTimeoutSeconds=720, tags={"app": "a"}))
        aws("sqs").delete_queue(QueueUrl=aws("sqs").get_queue_url(QueueName="orders")["QueueUrl"])


class TestEventSourceMappings:
    @pytest.fixture
    def function(self, aws: Any) -> Iterator[str]:
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"Service": "lambda.amazonaws.com"}}]}  # fmt: skip
        role = aws("iam").create_role(RoleName="role", AssumeRolePolicyDocument=json.dumps(trust))["Role"][
            "Arn"
        ]
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as package:
            package.writestr("app.py", "")
        made = aws("lambda").create_function(
            FunctionName="f",
            Runtime="python3.12",
            Role=role,
            Handler="app.h",
            Code={"ZipFile": code.getvalue()},
        )
        yield made["FunctionArn"]
        aws("lambda").delete_function(FunctionName="f")
        aws("iam").delete_role(RoleName="role")

    def program(self, function: str, **inputs: Any) -> Callable[[], None]:
        def program() -> None:
            queue = Made("sqs/queue:Queue", "orders", {"name": "orders"}, ("arn",))
            given = {"eventSourceArn": queue.arn, "functionName": function, **inputs}  # type: ignore[attr-defined]
            Made("lambda/eventSourceMapping:EventSourceMapping", "events", given, ("uuid",))

        return program

    def test_a_mapping_is_made_changed_and_removed(self, world: World, aws: Any, function: str) -> None:
        program = self.program(function, batchSize=3, functionResponseTypes=["ReportBatchItemFailures"])
        world.up(program)
        client = aws("lambda")
        (mapping,) = client.list_event_source_mappings()["EventSourceMappings"]
        assert (mapping["BatchSize"], mapping["FunctionArn"]) == (3, function)
        assert world.resources()["events"]["id"] == mapping["UUID"]
        assert world.preview(program).is_empty
        changed = world.up(self.program(function, batchSize=5)).summary
        assert [(step.op, step.name) for step in changed.steps] == [("update", "events")]
        assert client.get_event_source_mapping(UUID=mapping["UUID"])["BatchSize"] == 5
        world.destroy()
        assert client.list_event_source_mappings()["EventSourceMappings"] == []
