"""Functions that run on the messages of a queue, by real clients, processes and polls."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import until

ARN = "arn:aws:sqs:us-east-1:000000000000:orders"
POLL = {
    "Effect": "Allow",
    "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    "Resource": ARN,
}
PRINT_EVENT = "import json\ndef handler(event, context):\n    print('EVENT ' + json.dumps(event))\n"
FAIL_SOME = """
def handler(event, context):
    failed = []
    for record in event["Records"]:
        print("GOT " + record["body"])
        if record["body"].startswith("bad"):
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""


@pytest.fixture
def queue(cloud) -> Iterator[Callable[..., str]]:
    """Makes queues, and gives their URLs; the one called `orders` can be polled by the role `poller`."""
    sqs = cloud.client("sqs")
    role = cloud.make_role("poller", POLL)
    made = []

    def make(name: str = "orders", **attributes: Any) -> str:
        given = {"VisibilityTimeout": "30", **{key: str(value) for key, value in attributes.items()}}
        made.append(sqs.create_queue(QueueName=name, Attributes=given)["QueueUrl"])
        return str(made[-1])

    make.role = role  # type: ignore[attr-defined]
    yield make
    for mapping in cloud.api.list_event_source_mappings()["EventSourceMappings"]:
        cloud.api.delete_event_source_mapping(UUID=mapping["UUID"])
    for url in made:
        sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def subscribed(cloud, queue) -> Callable[..., dict[str, Any]]:
    """Makes a function from source and a mapping of the queue `orders` to it."""

    def subscribe(source: str, timeout: int = 10, **settings: Any) -> dict[str, Any]:
        cloud.create(source, Role=queue.role, Timeout=timeout)
        given = {"FunctionName": "f", "EventSourceArn": ARN, "BatchSize": 10, **settings}
        return dict(cloud.api.create_event_source_mapping(**given))

    return subscribe


def bodies(cloud: Any, mark: str = "GOT ") -> list[str]:
    return [line.removeprefix(mark).strip() for line in cloud.lines.of("f") if line.startswith(mark)]


def counts(cloud: Any, url: str) -> tuple[str, str]:
    """Messages that may be received, and those that are worked on."""
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"]


class TestDelivery:
    def test_a_function_gets_the_event_that_lambda_sends(self, cloud, queue, subscribed):
        url = queue()
        subscribed(PRINT_EVENT)
        attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
        sent = cloud.client("sqs").send_message(
            QueueUrl=url, MessageBody="héllo", MessageAttributes=attributes
        )
        (line,) = until(lambda: bodies(cloud, "EVENT "))
        (record,) = json.loads(line)["Records"]
        assert record.pop("receiptHandle")
        told = record.pop("attributes")
        assert told["ApproximateReceiveCount"] == "1"
        assert abs(int(told["SentTimestamp"]) / 1000 - time.time()) < 30
        assert record == {
            "messageId": sent["MessageId"],
            "body": "héllo",
            "messageAttributes": {
                "kind": {
                    "stringValue": "x",
                    "stringListValues": [],
                    "binaryListValues": [],
                    "dataType": "String",
                }
            },
            "md5OfBody": sent["MD5OfMessageBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": ARN,
            "awsRegion": "us-east-1",
        }
        until(lambda: counts(cloud, url) == ("0", "0"))

    def test_a_message_is_worked_on_as_soon_as_it_is_sent(self, cloud, queue, subscribed):
        url = queue()
        subscribed(FAIL_SOME)
        sqs = cloud.client("sqs")
        sqs.send_message(QueueUrl=url, MessageBody="first")  # which starts a process
        until(lambda: bodies(cloud) == ["first"])
        began = time.monotonic()
        sqs.send_message(QueueUrl=url, MessageBody="second")
        until(lambda: "second" in bodies(cloud))
        assert time.monotonic() - began < 0.5

    def test_batches_are_no_larger_than_the_mapping_says(self, cloud, queue, subscribed):
        url = queue()
        sqs = cloud.client("sqs")
        entries = [{"Id": str(n), "MessageBody": str(n)} for n in range(7)]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
        subscribed("def handler(event, context):\n    print('GOT', len(event['Records']))\n", BatchSize=3)
        until(lambda: sum(int(found) for found in bodies(cloud)) == 7)
        assert max(int(found) for found in bodies(cloud)) == 3

    def test_a_batch_waits_to_be_filled_as_long_as_it_may(self, cloud, queue, subscribed):
        url = queue()
        subscribed(
            "def handler(event, context):\n    print('GOT', len(event['Records']))\n",
            MaximumBatchingWindowInSeconds=2,
        )
        sqs = cloud.client("sqs")
        for body in ("one", "two"):
            sqs.send_message(QueueUrl=url, MessageBody=body)
            time.sleep(0.2)
        until(lambda: bodies(cloud) == ["2"])

    def test_messages_are_worked_on_side_by_side(self, cloud, queue, subscribed):
        url = queue()
        source = "import time\ndef handler(event, context):\n    time.sleep(1)\n    print('GOT it')\n"
        subscribed(source, BatchSize=1)
        entries = [{"Id": str(n), "MessageBody": str(n)} for n in range(3)]
        cloud.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        until(lambda: cloud.service._host.processes("f") >= 2)
        until(lambda: len(bodies(cloud)) == 3)


class TestFailures:
    def test_only_what_the_function_names_comes_again_and_ends_as_a_dead_letter(
        self, cloud, queue, subscribed
    ):
        dead = queue("dead")
        redrive = {"deadLetterTargetArn": ARN.replace("orders", "dead"), "maxReceiveCount": 2}
        url = queue(VisibilityTimeout=1, RedrivePolicy=json.dumps(redrive))
        subscribed(FAIL_SOME, timeout=1, FunctionResponseTypes=["ReportBatchItemFailures"])
        entries = [{"Id": body, "MessageBody": body} for body in ("good", "bad", "fine")]
        cloud.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        until(lambda: counts(cloud, dead) == ("1", "0"))
        found = bodies(cloud)
        assert sorted(found) == ["bad", "bad", "fine", "good"]
        assert counts(cloud, url) == ("0", "0")

    @pytest.mark.parametrize(
        "source",
        [
            "def handler(event, context):\n    print('GOT it')\n    raise ValueError('no')\n",
            "def handler(event, context):\n    print('GOT it')\n    return {'batchItemFailures': [{'itemIdentifier': ''}]}\n",
            "def handler(event, context):\n    print('GOT it')\n    return {'batchItemFailures': [{'item': 'x'}]}\n",
            "def handler(event, context):\n    print('GOT it')\n    return 'text'\n",
        ],
        ids=["raises", "empty id", "wrong key", "no object"],
    )
    def test_a_failure_of_the_whole_brings_the_whole_batch_back(self, cloud, queue, subscribed, source):
        url = queue(VisibilityTimeout=1)
        subscribed(source, timeout=1, FunctionResponseTypes=["ReportBatchItemFailures"])
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody="x")
        until(lambda: len(bodies(cloud)) >= 2)

    def test_without_reports_what_the_function_returns_means_nothing(self, cloud, queue, subscribed):
        url = queue(VisibilityTimeout=1)
        subscribed(FAIL_SOME, timeout=1)
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody="bad")
        until(lambda: bodies(cloud) == ["bad"])
        until(lambda: counts(cloud, url) == ("0", "0"))

    def test_a_role_that_loses_its_rights_is_told_and_polls_again_when_it_has_them(
        self, cloud, queue, subscribed
    ):
        url = queue()
        mapping = subscribed(FAIL_SOME)
        iam, sqs = cloud.client("iam"), cloud.client("sqs")
        policy = iam.get_role_policy(RoleName="poller", PolicyName="p")["PolicyDocument"]
        iam.delete_role_policy(RoleName="poller", PolicyName="p")
        sqs.send_message(
            QueueUrl=url, MessageBody="first"
        )  # may still be taken by the poll that is under way
        sqs.send_message(QueueUrl=url, MessageBody="second")

        def result() -> str:
            return str(cloud.api.get_event_source_mapping(UUID=mapping["UUID"])["LastProcessingResult"])

        until(lambda: "not authorized to perform: sqs:ReceiveMessage" in result())
        iam.put_role_policy(RoleName="poller", PolicyName="p", PolicyDocument=json.dumps(policy))
        until(lambda: sorted(bodies(cloud)) == ["first", "second"])


class TestMappings:
    def test_a_mapping_is_told_as_lambda_tells_it(self, cloud, queue, subscribed):
        queue()
        made = subscribed(FAIL_SOME, BatchSize=4, ScalingConfig={"MaximumConcurrency": 2}, Tags={"a": "1"})
        found = cloud.api.get_event_source_mapping(UUID=made["UUID"])
        assert (found["State"], found["BatchSize"], found["EventSourceArn"]) == ("Enabled", 4, ARN)
        assert found["FunctionArn"].endswith(":function:f")
        assert found["ScalingConfig"] == {"MaximumConcurrency": 2}
        assert found["LastModified"].year >= 2024
        assert cloud.api.list_tags(Resource=found["EventSourceMappingArn"])["Tags"] == {"a": "1"}
        cloud.api.tag_resource(Resource=found["EventSourceMappingArn"], Tags={"b": "2"})
        cloud.api.untag_resource(Resource=found["EventSourceMappingArn"], TagKeys=["a"])
        assert cloud.api.list_tags(Resource=found["EventSourceMappingArn"])["Tags"] == {"b": "2"}
        by_source = cloud.api.list_event_source_mappings(EventSourceArn=ARN, FunctionName="f")
        assert [m["UUID"] for m in by_source["EventSourceMappings"]] == [made["UUID"]]

    def test_it_can_be_changed_switched_off_and_deleted(self, cloud, queue, subscribed):
        url = queue()
        uuid = subscribed(FAIL_SOME)["UUID"]
        assert (
            cloud.api.update_event_source_mapping(UUID=uuid, BatchSize=2, Enabled=False)["State"]
            == "Disabled"
        )
        sqs = cloud.client("sqs")
        sqs.send_message(QueueUrl=url, MessageBody="waits")
        time.sleep(0.3)
        assert bodies(cloud) == []
        cloud.api.update_event_source_mapping(UUID=uuid, Enabled=True)
        until(lambda: bodies(cloud) == ["waits"])
        assert cloud.api.delete_event_source_mapping(UUID=uuid)["State"] == "Deleting"
        with pytest.raises(cloud.api.exceptions.ResourceNotFoundException):
            cloud.api.get_event_source_mapping(UUID=uuid)
        sqs.send_message(QueueUrl=url, MessageBody="stays")
        time.sleep(0.3)
        assert counts(cloud, url) == ("1", "0")

    def test_one_queue_runs_a_function_once(self, cloud, queue, subscribed):
        queue()
        uuid = subscribed(FAIL_SOME)["UUID"]
        with pytest.raises(cloud.api.exceptions.ResourceConflictException, match=uuid):
            cloud.api.create_event_source_mapping(FunctionName="f", EventSourceArn=ARN)

    @pytest.mark.parametrize(
        ("settings", "why"),
        [
            ({"EventSourceArn": ARN + "-2"}, "NonExistentQueue|QueueDoesNotExist"),
            ({"EventSourceArn": "arn:aws:kinesis:us-east-1:000000000000:stream/s"}, "polls SQS queues"),
            ({"BatchSize": 11}, "batch window"),
            ({"BatchSize": 0}, "BatchSize"),
            ({"FilterCriteria": {"Filters": [{"Pattern": "{}"}]}}, "does not support FilterCriteria"),
            ({"FunctionResponseTypes": ["Other"]}, "FunctionResponseTypes"),
        ],
    )
    def test_what_cannot_be_polled_is_refused(self, cloud, queue, subscribed, settings, why):
        queue()
        with pytest.raises(cloud.api.exceptions.InvalidParameterValueException, match=why):
            subscribed(FAIL_SOME, **settings)

    def test_a_role_without_the_rights_is_refused(self, cloud, queue):
        queue()
        cloud.create(FAIL_SOME)
        with pytest.raises(ClientError, match=r"does not have permissions.*sqs:ReceiveMessage"):
            cloud.api.create_event_source_mapping(FunctionName="f", EventSourceArn=ARN)

    def test_a_function_that_may_run_longer_than_messages_stay_hidden_is_refused(
        self, cloud, queue, subscribed
    ):
        queue(VisibilityTimeout=5)
        with pytest.raises(
            ClientError, match="Queue visibility timeout: 5 seconds is less than Function timeout: 10"
        ):
            subscribed(FAIL_SOME)


class TestRestarts:
    def test_polling_goes_on_after_a_restart_and_what_was_worked_on_is_done_again(self, start):
        cloud = start()
        sqs = cloud.client("sqs")
        url = sqs.create_queue(QueueName="orders", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
        role = cloud.make_role("poller", POLL)
        source = (
            "import os, time\n"
            "def handler(event, context):\n"
            "    print('GOT ' + event['Records'][0]['body'])\n"
            "    while os.path.exists(os.environ['WAIT']):\n"
            "        time.sleep(0.02)\n"
        )
        waiting = cloud.directory / "waiting"
        waiting.touch()
        cloud.create(source, Role=role, Timeout=30, env={"WAIT": str(waiting)})
        cloud.api.create_event_source_mapping(FunctionName="f", EventSourceArn=ARN)
        sqs.send_message(QueueUrl=url, MessageBody="slow")
        until(lambda: bodies(cloud) == ["slow"])
        cloud.stop()
        waiting.unlink()
        cloud.lines.events.clear()
        cloud.start()
        until(lambda: bodies(cloud) == ["slow"])
        until(lambda: counts(cloud, url) == ("0", "0"))

    def test_waiting_uses_no_processor_time(self, cloud, queue, subscribed):
        queue()
        subscribed(FAIL_SOME)
        time.sleep(0.3)
        before = time.thread_time(), sum(os.times()[:2])
        time.sleep(1.5)
        assert sum(os.times()[:2]) - before[1] < 0.15
