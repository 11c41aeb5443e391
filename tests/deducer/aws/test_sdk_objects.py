"""Clients, sessions, paginators, waiters and the resource interface, followed step by step."""

from __future__ import annotations

from typing import Any

import pytest

from deducer.aws import sdk
from deducer.aws.arns import Place
from deducer.aws.calls import resource_call
from deducer.aws.objects import Client, Method, Paginator, ResourceObject, Session
from deducer.aws.texts import UNKNOWN, Arguments, Hole, Text
from deducer.aws.verdicts import Permissions, Undecided, UnknownMethod, UnknownService

HERE = Place("eu-west-1", "123456789012")
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table"


def walk(*steps: Any) -> Any:
    """Follow attribute names and `(positional, named)` calls from `boto3`; the last step's outcome."""
    value: Any = sdk.named("boto3")
    step = None
    for part in steps:
        if isinstance(part, str):
            step = sdk.attribute(value, part, HERE)
        else:
            positional, named = part
            step = sdk.call(value, Arguments(named, tuple(positional)), HERE)
        value = step.value
    return step


def granted(step: Any) -> set[str]:
    assert isinstance(step.verdict, Permissions), step.verdict
    return {f"{p.action} {p.arn}" for p in step.verdict.permissions}


def call(*positional: Any, **named: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return positional, named


def test_a_client_is_made_by_the_module_and_by_sessions() -> None:
    assert walk("client", call("s3")).value == Client("s3")
    assert walk("Session", call(region_name="us-east-1"), "client", call("s3")).value == Client(
        "s3", Text(("us-east-1",))
    )
    assert walk("session", "Session", call(), "client", call(service_name="s3")).value == Client("s3")
    assert sdk.named("boto3.client") == Method(Session(), "client")


def test_a_clients_own_region_is_that_of_its_resources() -> None:
    step = walk("client", call("dynamodb", region_name="us-east-1"), "get_item", call(TableName="t"))
    assert granted(step) == {"dynamodb:GetItem arn:aws:dynamodb:us-east-1:123456789012:table/t"}


def test_paginators_and_waiters_are_the_operation_behind_them() -> None:
    paginator = walk("client", call("s3"), "get_paginator", call("list_objects_v2"))
    assert paginator.value == Paginator(Client("s3"), "list_objects_v2")
    assert granted(
        walk("client", call("s3"), "get_paginator", call("list_objects_v2"), "paginate", call(Bucket="b"))
    ) == {"s3:ListBucket arn:aws:s3:::b"}
    assert granted(
        walk("client", call("dynamodb"), "get_waiter", call("table_exists"), "wait", call(TableName="t"))
    ) == {f"dynamodb:DescribeTable {TABLE}/t"}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("dynamodb", "Table", call("t"), "put_item", call(Item={})), {f"dynamodb:PutItem {TABLE}/t"}),
        (("dynamodb", "Table", call("t"), "batch_writer", call()), {f"dynamodb:BatchWriteItem {TABLE}/t"}),
        (("dynamodb", "Table", call("t"), "item_count"), {f"dynamodb:DescribeTable {TABLE}/t"}),
        (("dynamodb", "Table", call("t"), "wait_until_exists", call()), {f"dynamodb:DescribeTable {TABLE}/t"}),
        (("s3", "Object", call("b", "k"), "get", call()), {"s3:GetObject arn:aws:s3:::b/k"}),
        (("s3", "Bucket", call("b"), "Object", call("k"), "delete", call()), {"s3:DeleteObject arn:aws:s3:::b/k"}),
        (("s3", "Bucket", call("b"), "download_file", call("k", "f")), {"s3:GetObject arn:aws:s3:::b/k"}),
        (("s3", "Bucket", call("b"), "objects", "filter", call(Prefix="p")), {"s3:ListBucket arn:aws:s3:::b"}),
        (
            ("s3", "Bucket", call("b"), "objects", "all", call(), "delete", call()),
            {"s3:ListBucket arn:aws:s3:::b", "s3:DeleteObject arn:aws:s3:::b/*"},
        ),
        (("dynamodb", "Table", call("t"), "meta", "client", "scan", call(TableName="u")), {f"dynamodb:Scan {TABLE}/u"}),
        (("iam", "Role", call("r"), "arn"), {
            "iam:GetRole arn:aws:iam::123456789012:role/r",
            "iam:GetRole arn:aws:iam::123456789012:role/*/r",
        }),
        (
            ("sqs", "Queue", call("https://sqs.eu-west-1.amazonaws.com/123456789012/q"), "send_message", call()),
            {"sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:q"},
        ),
    ],
)  # fmt: skip
def test_the_resource_interface(steps: tuple[Any, ...], expected: set[str]) -> None:
    service, *rest = steps
    assert granted(walk("resource", call(service), *rest)) == expected


def test_elements_of_a_collection_keep_what_is_known_and_need_no_loading() -> None:
    objects = walk("resource", call("s3"), "Bucket", call("b"), "objects", "all", call()).value
    element = sdk.iterate(objects, HERE).value
    assert isinstance(element, ResourceObject)
    assert element.identifier("bucket_name") == Text(("b",))
    assert sdk.attribute(element, "size", HERE).verdict is None
    got = sdk.call(sdk.attribute(element, "get", HERE).value, Arguments({}), HERE)
    assert granted(got) == {"s3:GetObject arn:aws:s3:::b/*"}


def test_an_identifier_is_read_without_a_call() -> None:
    step = walk("resource", call("dynamodb"), "Table", call("t"), "table_name")
    assert (step.value, step.verdict) == (Text(("t",)), None)


def test_a_property_of_a_resource_as_a_tables_name_is_the_permissions_origin() -> None:
    step = walk("resource", call("dynamodb"), "Table", call(Hole("kv")), "put_item", call(Item={}))
    assert isinstance(step.verdict, Permissions)
    assert step.verdict.permissions[0].origins == ("kv",)


def test_what_does_not_exist_is_refused() -> None:
    assert walk("client", call("dynamo")).verdict == UnknownService("dynamo", "dynamodb")
    assert isinstance(walk("client", call(UNKNOWN)).verdict, Undecided)
    refused = walk("resource", call("dynamodb"), "Table", call("t"), "put_itm", call()).verdict
    assert isinstance(refused, UnknownMethod)
    assert refused.suggestion == "put_item"
    assert isinstance(walk("resource", call("sagemaker")).verdict, UnknownMethod)


def test_resource_call_is_the_same_in_one_step() -> None:
    verdict = resource_call(
        "s3", "Bucket", ["b"], "upload_file", {}, region="r", account="1", positional=("file", "k")
    )
    assert isinstance(verdict, Permissions)
    assert {p.arn for p in verdict.permissions} == {"arn:aws:s3:::b/k"}
