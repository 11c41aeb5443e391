"""SQS through boto3: queues, messages, long polls, dead letters, and who may do what."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

ARN = "arn:aws:sqs:us-east-1:000000000000:orders"


@pytest.fixture
def sqs(local_gateway) -> Any:
    return local_gateway.client("sqs")


@pytest.fixture
def make(sqs) -> Callable[..., str]:
    """Makes a queue with attributes, and gives its URL."""

    def make(name: str = "orders", **attributes: Any) -> str:
        given = {key: str(value) for key, value in attributes.items()}
        return str(sqs.create_queue(QueueName=name, Attributes=given)["QueueUrl"])

    return make


def receive(sqs: Any, url: str, **more: Any) -> list[dict[str, Any]]:
    more = {"MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"], **more}
    found: list[dict[str, Any]] = sqs.receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], **more
    ).get("Messages", [])
    return found


def refused(code: str) -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\)")


class TestQueues:
    def test_a_queue_has_a_url_of_the_gateway_and_an_arn_of_the_stack(self, sqs, make, local_gateway):
        url = make()
        assert url == f"{local_gateway.endpoint_url}/000000000000/orders"
        assert sqs.get_queue_url(QueueName="orders")["QueueUrl"] == url
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert attributes["QueueArn"] == ARN
        assert (attributes["VisibilityTimeout"], attributes["SqsManagedSseEnabled"]) == ("30", "true")

    def test_the_same_queue_again_is_no_error_another_one_of_its_name_is(self, make):
        assert make(VisibilityTimeout=5) == make(VisibilityTimeout=5) == make()
        with refused("QueueAlreadyExists"):
            make(VisibilityTimeout=6)

    def test_queues_are_listed_by_prefix_and_page(self, sqs, make):
        urls = [make(name) for name in ("a-1", "a-2", "a-3", "b-1")]
        assert sqs.list_queues(QueueNamePrefix="a-")["QueueUrls"] == urls[:3]
        page = sqs.list_queues(MaxResults=3)
        assert page["QueueUrls"] == urls[:3]
        assert sqs.list_queues(MaxResults=3, NextToken=page["NextToken"])["QueueUrls"] == urls[3:]

    def test_attributes_and_tags_change(self, sqs, make):
        url = make(DelaySeconds=1)
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60", "Policy": ""})
        wanted = ["VisibilityTimeout", "DelaySeconds", "Policy"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        assert found == {"VisibilityTimeout": "60", "DelaySeconds": "1"}
        sqs.tag_queue(QueueUrl=url, Tags={"a": "1", "b": "2"})
        sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
        assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"b": "2"}

    def test_a_deleted_queue_is_gone_with_its_messages(self, sqs, make):
        url = make()
        sqs.send_message(QueueUrl=url, MessageBody="x")
        sqs.delete_queue(QueueUrl=url)
        with pytest.raises(sqs.exceptions.QueueDoesNotExist, match="NonExistentQueue"):
            sqs.send_message(QueueUrl=url, MessageBody="x")
        assert receive(sqs, make()) == []

    @pytest.mark.parametrize(
        ("name", "attributes", "code"),
        [
            ("no good", {}, "InvalidParameterValue"),
            ("x" * 81, {}, "InvalidParameterValue"),
            ("q.fifo", {"FifoQueue": "true"}, "InvalidParameterValue"),
            ("q", {"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
            ("q", {"MaximumMessageSize": "many"}, "InvalidAttributeValue"),
            ("q", {"Colour": "red"}, "InvalidAttributeName"),
            ("q", {"RedrivePolicy": '{"maxReceiveCount": 3}'}, "InvalidParameterValue"),
            ("q", {"RedrivePolicy": "no json"}, "InvalidAttributeValue"),
        ],
    )
    def test_what_sqs_refuses_is_refused(self, sqs, name, attributes, code):
        with refused(code):
            sqs.create_queue(QueueName=name, Attributes=attributes)

    def test_regions_are_apart(self, make, local_gateway):
        make()
        elsewhere = local_gateway.client("sqs", region_name="eu-west-1")
        assert "QueueUrls" not in elsewhere.list_queues()


class TestMessages:
    def test_a_message_comes_back_with_all_that_was_sent(self, sqs, make):
        url = make()
        attributes = {
            "kind": {"DataType": "String", "StringValue": "ünïcode"},
            "number": {"DataType": "Number", "StringValue": "1.50"},
            "bytes": {"DataType": "Binary.png", "BinaryValue": b"\x00\xff"},
        }
        before = int(time.time() * 1000)
        sent = sqs.send_message(QueueUrl=url, MessageBody="héllo\n🌍", MessageAttributes=attributes)
        (message,) = receive(sqs, url)  # boto3 checks the digests
        assert (message["MessageId"], message["Body"]) == (sent["MessageId"], "héllo\n🌍")
        assert message["MessageAttributes"] == attributes
        assert before <= int(message["Attributes"]["SentTimestamp"]) <= time.time() * 1000
        assert message["Attributes"]["ApproximateReceiveCount"] == "1"

    def test_only_the_attributes_that_are_asked_for_are_told(self, sqs, make):
        url = make()
        sqs.send_message(
            QueueUrl=url,
            MessageBody="x",
            MessageAttributes={
                name: {"DataType": "String", "StringValue": name} for name in ("a.1", "a.2", "b")
            },
        )
        answer = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["a.*"])["Messages"][0]
        assert set(answer["MessageAttributes"]) == {"a.1", "a.2"}
        assert "Attributes" not in answer

    def test_a_received_message_is_hidden_and_a_deleted_one_gone(self, sqs, make):
        url = make(VisibilityTimeout=30)
        sqs.send_message(QueueUrl=url, MessageBody="x")
        (message,) = receive(sqs, url)
        assert receive(sqs, url) == []
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert (counts["ApproximateNumberOfMessages"], counts["ApproximateNumberOfMessagesNotVisible"]) == (
            "0",
            "1",
        )
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert counts["ApproximateNumberOfMessagesNotVisible"] == "0"

    def test_what_is_not_deleted_comes_again_when_the_timeout_is_over(self, sqs, make):
        url = make(VisibilityTimeout=1)
        sqs.send_message(QueueUrl=url, MessageBody="x")
        (first,) = receive(sqs, url)
        began = time.monotonic()
        (second,) = receive(sqs, url, WaitTimeSeconds=5)
        assert 0.7 < time.monotonic() - began < 2
        assert second["Attributes"]["ApproximateReceiveCount"] == "2"
        sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])  # a receipt of the past
        assert len(receive(sqs, url, WaitTimeSeconds=5)) == 1

    def test_visibility_can_be_changed_while_a_message_is_worked_on(self, sqs, make):
        url = make(VisibilityTimeout=30)
        sqs.send_message(QueueUrl=url, MessageBody="x")
        (message,) = receive(sqs, url)
        handle = message["ReceiptHandle"]
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        with refused("AWS.SimpleQueueService.MessageNotInflight"):
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=5)
        assert len(receive(sqs, url)) == 1
        with refused("ReceiptHandleIsInvalid"):
            sqs.delete_message(QueueUrl=url, ReceiptHandle="nonsense")

    def test_a_delay_of_the_queue_or_of_the_message(self, sqs, make):
        url = make(DelaySeconds=1)
        sqs.send_message(QueueUrl=url, MessageBody="late")
        sqs.send_message(QueueUrl=url, MessageBody="now", DelaySeconds=0)
        assert [message["Body"] for message in receive(sqs, url)] == ["now"]
        assert [message["Body"] for message in receive(sqs, url, WaitTimeSeconds=3)] == ["late"]

    def test_batches_say_what_became_of_each_entry(self, sqs, make):
        url = make(MaximumMessageSize=1024)
        entries = [{"Id": "a", "MessageBody": "1"}, {"Id": "b", "MessageBody": "x" * 1025}]
        sent = sqs.send_message_batch(QueueUrl=url, Entries=entries)
        assert [entry["Id"] for entry in sent["Successful"]] == ["a"]
        assert [(entry["Id"], entry["Code"]) for entry in sent["Failed"]] == [("b", "InvalidParameterValue")]
        (message,) = receive(sqs, url)
        entries = [
            {"Id": "1", "ReceiptHandle": message["ReceiptHandle"]},
            {"Id": "2", "ReceiptHandle": "nonsense"},
        ]
        deleted = sqs.delete_message_batch(QueueUrl=url, Entries=entries)
        assert [entry["Id"] for entry in deleted["Successful"]] == ["1"]
        assert [entry["Code"] for entry in deleted["Failed"]] == ["ReceiptHandleIsInvalid"]

    @pytest.mark.parametrize(
        ("ids", "code"),
        [([], "EmptyBatchRequest"), (["a", "a"], "BatchEntryIdsNotDistinct"), (["no good"], "InvalidBatchEntryId"),
         ([str(n) for n in range(11)], "TooManyEntriesInBatchRequest")],
    )  # fmt: skip
    def test_a_wrong_batch_sends_nothing(self, sqs, make, ids, code):
        url = make()
        with refused(f"AWS.SimpleQueueService.{code}"):
            sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": found, "MessageBody": "x"} for found in ids])
        assert receive(sqs, url) == []

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"MessageBody": ""}, "MissingParameter"),
            ({"MessageBody": "\x00"}, "InvalidMessageContents"),
            ({"MessageBody": "x", "DelaySeconds": 901}, "InvalidParameterValue"),
            ({"MessageBody": "x" * 1_048_577}, "InvalidParameterValue"),
            ({"MessageBody": "x", "MessageAttributes": {"a": {"DataType": "Odd"}}}, "InvalidParameterValue"),
        ],
    )
    def test_what_sqs_does_not_carry_is_refused(self, sqs, make, given, code):
        url = make()
        with refused(code):
            sqs.send_message(QueueUrl=url, **given)

    def test_purge_removes_everything(self, sqs, make):
        url = make()
        for _ in range(3):
            sqs.send_message(QueueUrl=url, MessageBody="x")
        sqs.purge_queue(QueueUrl=url)
        assert receive(sqs, url) == []

    def test_every_message_is_handed_out_once_whoever_asks(self, sqs, make):
        url = make()
        for page in range(5):
            entries = [{"Id": str(n), "MessageBody": f"{page}-{n}"} for n in range(10)]
            sqs.send_message_batch(QueueUrl=url, Entries=entries)
        with ThreadPoolExecutor(4) as readers:
            found = [m["Body"] for batch in readers.map(lambda _: receive(sqs, url, MaxNumberOfMessages=3), range(24))
                     for m in batch]  # fmt: skip
        assert len(found) == len(set(found)) == 50


class TestLongPolls:
    def test_a_poll_ends_as_soon_as_a_message_is_sent(self, sqs, make):
        url = make()
        threading.Timer(0.3, lambda: sqs.send_message(QueueUrl=url, MessageBody="x")).start()
        began = time.monotonic()
        assert len(receive(sqs, url, WaitTimeSeconds=20)) == 1
        assert time.monotonic() - began < 1.5

    def test_a_poll_of_an_empty_queue_ends_when_its_time_is_up(self, sqs, make):
        url = make(ReceiveMessageWaitTimeSeconds=1)
        began = time.monotonic()
        assert receive(sqs, url) == []
        assert 0.9 < time.monotonic() - began < 2.5

    def test_a_poll_ends_when_the_queue_goes(self, sqs, make):
        url = make()
        threading.Timer(0.2, lambda: sqs.delete_queue(QueueUrl=url)).start()
        with pytest.raises(sqs.exceptions.QueueDoesNotExist):
            receive(sqs, url, WaitTimeSeconds=20)


class TestDeadLetters:
    def test_what_is_received_too_often_goes_to_the_dead_letter_queue(self, sqs, make):
        dead = make("dead")
        redrive = {"deadLetterTargetArn": ARN.replace("orders", "dead"), "maxReceiveCount": "2"}
        url = make(VisibilityTimeout=0, RedrivePolicy=json.dumps(redrive))
        sqs.send_message(QueueUrl=url, MessageBody="poison")
        sqs.send_message(QueueUrl=url, MessageBody="poison, too")
        for _ in range(2):
            time.sleep(0.01)
            assert len(receive(sqs, url)) == 2
        time.sleep(0.01)
        assert receive(sqs, url) == []
        assert {message["Body"] for message in receive(sqs, dead)} == {"poison", "poison, too"}
        assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]

    def test_a_poll_of_the_dead_letter_queue_hears_of_it(self, sqs, make, local_gateway):
        dead = make("dead")
        redrive = {"deadLetterTargetArn": ARN.replace("orders", "dead"), "maxReceiveCount": 1}
        url = make(VisibilityTimeout=0, RedrivePolicy=json.dumps(redrive))
        sqs.send_message(QueueUrl=url, MessageBody="poison")
        receive(sqs, url)
        other = local_gateway.client("sqs")
        threading.Timer(0.3, lambda: receive(other, url)).start()
        began = time.monotonic()
        assert len(receive(sqs, dead, WaitTimeSeconds=20)) == 1
        assert time.monotonic() - began < 1.5

    def test_its_queue_must_exist(self, make):
        redrive = {"deadLetterTargetArn": ARN.replace("orders", "nothing"), "maxReceiveCount": 1}
        with refused("AWS.SimpleQueueService.NonExistentQueue"):
            make(RedrivePolicy=json.dumps(redrive))


class TestPermissions:
    def test_a_role_may_do_what_its_policy_says_and_no_more(self, make, local_gateway):
        url = make()
        make("other")
        minted = local_gateway.role(
            "sender", {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ARN}
        )
        sender = local_gateway.client("sqs", minted)
        sender.send_message(QueueUrl=url, MessageBody="x")
        sender.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "x"}])
        with pytest.raises(
            ClientError, match=rf"not authorized to perform: sqs:ReceiveMessage on resource: {ARN}"
        ):
            sender.receive_message(QueueUrl=url)
        with pytest.raises(ClientError, match=r"sqs:SendMessage on resource: .*:other"):
            sender.send_message(QueueUrl=url.replace("orders", "other"), MessageBody="x")

    def test_a_queues_own_policy_can_allow_and_deny(self, sqs, make, local_gateway):
        url = make()
        minted = local_gateway.role("nobody")
        role = local_gateway.client("sqs", minted)
        with refused("AccessDeniedException"):
            role.send_message(QueueUrl=url, MessageBody="x")
        statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": ARN}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        role.send_message(QueueUrl=url, MessageBody="x")

    def test_the_sender_is_told(self, sqs, make, local_gateway):
        url = make()
        allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ARN}
        local_gateway.client("sqs", local_gateway.role("r", allowed)).send_message(
            QueueUrl=url, MessageBody="x"
        )
        (message,) = receive(sqs, url)
        assert message["Attributes"]["SenderId"].startswith("AROA")
        assert message["Attributes"]["SenderId"].endswith(":test")


class TestRestarts:
    def test_queues_messages_and_receipts_survive(self, restartable, tmp_path):
        with restartable(tmp_path) as gateway:
            sqs = gateway.client("sqs")
            url = sqs.create_queue(
                QueueName="orders", Attributes={"VisibilityTimeout": "2"}, tags={"a": "1"}
            )["QueueUrl"]
            for body in ("one", "two"):
                sqs.send_message(QueueUrl=url, MessageBody=body)
            (taken,) = receive(sqs, url, MaxNumberOfMessages=1)
        with restartable(tmp_path) as gateway:
            sqs = gateway.client("sqs")
            assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {
                "a": "1"
            }  # the port in the URL is another one now
            assert [message["Body"] for message in receive(sqs, url)] == ["two"]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"])
            again = receive(sqs, url, WaitTimeSeconds=4)
            assert [message["Body"] for message in again] == ["two"]
