"""What calls of boto3 clients need, over many services."""

from __future__ import annotations

from typing import Any

import pytest

from deducer.aws.calls import client_call
from deducer.aws.texts import UNKNOWN, Hole, Text
from deducer.aws.verdicts import Permissions, Undecided, UnknownMethod, UnknownService, UnmappedOperation

HERE = "eu-west-1:123456789012"
TABLE = f"arn:aws:dynamodb:{HERE}:table"
STREAM = "bedrock:InvokeModelWithResponseStream"
TABLE_OF_KV = Hole("kv.aws_table_name")


def needs(service: str, method: str, *positional: Any, rest: bool = False, **arguments: Any) -> set[str]:
    """Permissions as `action resource`, with `~` before those that are not exact."""
    verdict = client_call(
        service,
        method,
        arguments,
        region="eu-west-1",
        account="123456789012",
        positional=positional,
        rest=rest,
    )
    assert isinstance(verdict, Permissions), verdict
    return {f"{'' if p.exact else '~'}{p.action} {p.arn}" for p in verdict.permissions}


KNOWN = [
    ("dynamodb", "put_item", {"TableName": "t"}, {f"dynamodb:PutItem {TABLE}/t"}),
    ("dynamodb", "query", {"TableName": "t"}, {f"dynamodb:Query {TABLE}/t"}),
    (
        "dynamodb",
        "query",
        {"TableName": "t", "IndexName": "i"},
        {f"dynamodb:Query {TABLE}/t", f"dynamodb:Query {TABLE}/t/index/i"},
    ),
    ("dynamodb", "list_tables", {}, {"dynamodb:ListTables *"}),
    (
        "dynamodb",
        "put_item",
        {"TableName": "arn:aws:dynamodb:us-east-1:1:table/t"},
        {"dynamodb:PutItem arn:aws:dynamodb:us-east-1:1:table/t"},
    ),
    (
        "dynamodb",
        "transact_write_items",
        {"TransactItems": [{"Put": {"TableName": "a"}}, {"Delete": {"TableName": "b"}}]},
        {f"dynamodb:PutItem {TABLE}/a", f"dynamodb:DeleteItem {TABLE}/b"},
    ),
    (
        "dynamodb",
        "transact_get_items",
        {"TransactItems": [{"Get": {"TableName": "a"}}]},
        {f"dynamodb:GetItem {TABLE}/a"},
    ),
    (
        "dynamodb",
        "batch_write_item",
        {"RequestItems": {"a": [], "b": []}},
        {f"dynamodb:BatchWriteItem {TABLE}/a", f"dynamodb:BatchWriteItem {TABLE}/b"},
    ),
    (
        "dynamodb",
        "execute_statement",
        {"Statement": 'SELECT * FROM "orders" WHERE id = 1'},
        {f"dynamodb:PartiQLSelect {TABLE}/orders"},
    ),
    ("s3", "head_object", {"Bucket": "b", "Key": "k"}, {"s3:GetObject arn:aws:s3:::b/k"}),
    ("s3", "head_bucket", {"Bucket": "b"}, {"s3:ListBucket arn:aws:s3:::b"}),
    ("s3", "list_objects_v2", {"Bucket": "b", "Prefix": "p"}, {"s3:ListBucket arn:aws:s3:::b"}),
    ("s3", "list_buckets", {}, {"s3:ListAllMyBuckets *"}),
    (
        "s3",
        "copy_object",
        {"Bucket": "b", "Key": "k", "CopySource": {"Bucket": "from", "Key": "x"}},
        {"s3:GetObject arn:aws:s3:::from/x", "s3:PutObject arn:aws:s3:::b/k"},
    ),
    (
        "s3",
        "copy_object",
        {"Bucket": "b", "Key": "k", "CopySource": "from/x/y"},
        {"s3:GetObject arn:aws:s3:::from/x/y", "s3:PutObject arn:aws:s3:::b/k"},
    ),
    (
        "s3",
        "get_object",
        {"Bucket": "b", "Key": "k", "VersionId": "v"},
        {"s3:GetObject arn:aws:s3:::b/k", "s3:GetObjectVersion arn:aws:s3:::b/k"},
    ),
    (
        "s3",
        "put_object",
        {"Bucket": "b", "Key": "k", "ACL": "public-read"},
        {"s3:PutObject arn:aws:s3:::b/k", "s3:PutObjectAcl arn:aws:s3:::b/k"},
    ),
    ("s3", "upload_part", {"Bucket": "b", "Key": "k"}, {"s3:PutObject arn:aws:s3:::b/k"}),
    ("s3", "complete_multipart_upload", {"Bucket": "b", "Key": "k"}, {"s3:PutObject arn:aws:s3:::b/k"}),
    (
        "s3",
        "delete_objects",
        {"Bucket": "b", "Delete": {"Objects": [{"Key": "1"}, {"Key": "2"}]}},
        {"s3:DeleteObject arn:aws:s3:::b/1", "s3:DeleteObject arn:aws:s3:::b/2"},
    ),
    (
        "s3",
        "get_object",
        {"Bucket": "arn:aws:s3:eu-west-1:1:accesspoint/ap", "Key": "k"},
        {"s3:GetObject arn:aws:s3:eu-west-1:1:accesspoint/ap/object/k"},
    ),
    ("s3", "get_object", {"Bucket": "b", "Key": "a*b"}, {"s3:GetObject arn:aws:s3:::b/a${*}b"}),
    (
        "sqs",
        "send_message",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/999999999999/jobs"},
        {"sqs:SendMessage arn:aws:sqs:eu-west-1:999999999999:jobs"},
    ),
    (
        "sqs",
        "delete_message_batch",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"},
        {f"sqs:DeleteMessage arn:aws:sqs:{HERE}:jobs"},
    ),
    ("sqs", "get_queue_url", {"QueueName": "jobs"}, {f"sqs:GetQueueUrl arn:aws:sqs:{HERE}:jobs"}),
    ("sns", "publish", {"TopicArn": "arn:aws:sns:r:1:t"}, {"sns:Publish arn:aws:sns:r:1:t"}),
    ("sns", "publish", {"PhoneNumber": "+49"}, {"sns:Publish *"}),
    ("sns", "publish_batch", {"TopicArn": "arn:aws:sns:r:1:t"}, {"sns:Publish arn:aws:sns:r:1:t"}),
    (
        "lambda",
        "invoke",
        {"FunctionName": "f"},
        {f"lambda:InvokeFunction arn:aws:lambda:{HERE}:function:f"},
    ),
    (
        "lambda",
        "invoke",
        {"FunctionName": "f", "Qualifier": "live"},
        {f"lambda:InvokeFunction arn:aws:lambda:{HERE}:function:f:live"},
    ),
    (
        "lambda",
        "invoke_with_response_stream",
        {"FunctionName": "999999999999:function:f"},
        {"lambda:InvokeFunction arn:aws:lambda:eu-west-1:999999999999:function:f"},
    ),
    (
        "lambda",
        "create_function",
        {"FunctionName": "f", "Role": "arn:aws:iam::1:role/r"},
        {
            f"lambda:CreateFunction arn:aws:lambda:{HERE}:function:f",
            "iam:PassRole arn:aws:iam::1:role/r",
        },
    ),
    (
        "secretsmanager",
        "get_secret_value",
        {"SecretId": "s"},
        {f"secretsmanager:GetSecretValue arn:aws:secretsmanager:{HERE}:secret:s-??????"},
    ),
    (
        "ssm",
        "get_parameter",
        {"Name": "/a/b"},
        {f"ssm:GetParameter arn:aws:ssm:{HERE}:parameter/a/b"},
    ),
    (
        "ssm",
        "get_parameters",
        {"Names": ["x", "/y"]},
        {
            f"ssm:GetParameters arn:aws:ssm:{HERE}:parameter/x",
            f"ssm:GetParameters arn:aws:ssm:{HERE}:parameter/y",
        },
    ),
    ("kms", "encrypt", {"KeyId": "alias/a"}, {f"~kms:Encrypt arn:aws:kms:{HERE}:key/*"}),
    (
        "sagemaker-runtime",
        "invoke_endpoint",
        {"EndpointName": "Llama"},
        {f"sagemaker:InvokeEndpoint arn:aws:sagemaker:{HERE}:endpoint/llama"},
    ),
    (
        "bedrock-runtime",
        "converse",
        {"modelId": "anthropic.claude-3"},
        {"bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3"},
    ),
    (
        "bedrock-runtime",
        "converse_stream",
        {"modelId": "eu.anthropic.claude-3"},
        {
            f"{STREAM} arn:aws:bedrock:*::foundation-model/anthropic.claude-3",
            f"{STREAM} arn:aws:bedrock:{HERE}:inference-profile/eu.anthropic.claude-3",
        },
    ),
    (
        "events",
        "put_events",
        {"Entries": [{"Source": "x"}, {"EventBusName": "b"}]},
        {
            f"events:PutEvents arn:aws:events:{HERE}:event-bus/b",
            f"events:PutEvents arn:aws:events:{HERE}:event-bus/default",
        },
    ),
    (
        "stepfunctions",
        "describe_execution",
        {"executionArn": "arn:aws:states:r:1:execution:m:x"},
        {"states:DescribeExecution arn:aws:states:r:1:execution:m:x"},
    ),
    (
        "logs",
        "put_log_events",
        {"logGroupName": "g", "logStreamName": "s"},
        {f"logs:PutLogEvents arn:aws:logs:{HERE}:log-group:g:log-stream:s"},
    ),
    ("sts", "assume_role", {"RoleArn": "arn:aws:iam::2:role/r"}, {"sts:AssumeRole arn:aws:iam::2:role/r"}),
    ("sts", "get_caller_identity", {}, {"sts:GetCallerIdentity *"}),
    (
        "ec2",
        "start_instances",
        {"InstanceIds": ["i-1", "i-2"]},
        {
            f"ec2:StartInstances arn:aws:ec2:{HERE}:instance/i-1",
            f"ec2:StartInstances arn:aws:ec2:{HERE}:instance/i-2",
        },
    ),
    (
        "ecs",
        "describe_tasks",
        {"cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/c", "tasks": ["t"]},
        {f"~ecs:DescribeTasks arn:aws:ecs:{HERE}:task/c/*"},
    ),
    (
        "glue",
        "get_table",
        {"DatabaseName": "d", "Name": "t"},
        {
            f"glue:GetTable arn:aws:glue:{HERE}:catalog",
            f"glue:GetTable arn:aws:glue:{HERE}:database/d",
            f"glue:GetTable arn:aws:glue:{HERE}:table/d/t",
        },
    ),
    (
        "kinesis",
        "put_record",
        {"StreamName": "s"},
        {f"kinesis:PutRecord arn:aws:kinesis:{HERE}:stream/s"},
    ),
    (
        "apigateway",
        "get_rest_api",
        {"restApiId": "x"},
        {"apigateway:GET arn:aws:apigateway:eu-west-1::/restapis/x"},
    ),
    ("cloudwatch", "put_metric_data", {"Namespace": "n"}, {"cloudwatch:PutMetricData *"}),
    ("iot-data", "publish", {"topic": "a/b"}, {f"iot:Publish arn:aws:iot:{HERE}:topic/a/b"}),
    (
        "rds",
        "start_db_instance",
        {"DBInstanceIdentifier": "D"},
        {f"rds:StartDBInstance arn:aws:rds:{HERE}:db:d"},
    ),
    ("sso", "list_accounts", {"accessToken": "x"}, set()),
    ("dynamodb", "close", {}, set()),
]


@pytest.mark.parametrize(("service", "method", "arguments", "expected"), KNOWN)
def test_known_arguments_give_the_exact_resource(
    service: str, method: str, arguments: dict[str, Any], expected: set[str]
) -> None:
    assert needs(service, method, **arguments) == expected


UNKNOWNS = [
    ("dynamodb", "put_item", {"TableName": UNKNOWN}, {f"~dynamodb:PutItem {TABLE}/*"}),
    ("dynamodb", "put_item", {"TableName": Text(("a-", UNKNOWN))}, {f"~dynamodb:PutItem {TABLE}/a-*"}),
    (
        "dynamodb",
        "transact_write_items",
        {"TransactItems": UNKNOWN},
        {
            f"~dynamodb:{action} {TABLE}/*"
            for action in ("ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem")
        },
    ),
    (
        "dynamodb",
        "batch_get_item",
        {"RequestItems": {"a": {}, UNKNOWN: {}}},
        {f"dynamodb:BatchGetItem {TABLE}/a", f"~dynamodb:BatchGetItem {TABLE}/*"},
    ),
    ("s3", "get_object", {"Bucket": "b", "Key": UNKNOWN}, {"~s3:GetObject arn:aws:s3:::b/*"}),
    (
        "s3",
        "get_object",
        {"Bucket": Text(("logs-", UNKNOWN)), "Key": Text(("2026/", UNKNOWN, ".gz"))},
        {"~s3:GetObject arn:aws:s3:::logs-*/2026/*.gz"},
    ),
    ("sqs", "send_message", {"QueueUrl": UNKNOWN}, {f"~sqs:SendMessage arn:aws:sqs:{HERE}:*"}),
    (
        "sqs",
        "send_message",
        {"QueueUrl": Text(("https://sqs.eu-west-1.amazonaws.com/999999999999/jobs-", UNKNOWN))},
        {"~sqs:SendMessage arn:aws:sqs:eu-west-1:999999999999:jobs-*"},
    ),
    ("sns", "publish", {"TopicArn": UNKNOWN}, {f"~sns:Publish arn:aws:sns:{HERE}:*"}),
    ("kms", "decrypt", {"CiphertextBlob": b""}, {f"~kms:Decrypt arn:aws:kms:{HERE}:key/*"}),
]


@pytest.mark.parametrize(("service", "method", "arguments", "expected"), UNKNOWNS)
def test_unknown_arguments_give_the_narrowest_pattern(
    service: str, method: str, arguments: dict[str, Any], expected: set[str]
) -> None:
    assert needs(service, method, **arguments) == expected


def test_arguments_that_may_be_given_count_as_given() -> None:
    assert needs("dynamodb", "query", TableName="t", rest=True) == {
        f"dynamodb:Query {TABLE}/t",
        f"~dynamodb:Query {TABLE}/t/index/*",
    }
    assert "~s3:GetObjectVersion arn:aws:s3:::b/k" in needs(
        "s3", "get_object", Bucket="b", Key="k", rest=True
    )


def test_a_property_of_a_resource_comes_back_as_the_origin_of_the_permission() -> None:
    verdict = client_call(
        "dynamodb", "put_item", {"TableName": TABLE_OF_KV}, region="eu-west-1", account="123456789012"
    )
    assert isinstance(verdict, Permissions)
    (permission,) = verdict.permissions
    assert permission.origins == ("kv.aws_table_name",)
    assert permission.exact
    assert permission.arn == f"{TABLE}/*"


def test_two_resources_in_one_request_stay_apart() -> None:
    first, second = Hole("first"), Hole("second")
    verdict = client_call(
        "dynamodb",
        "batch_get_item",
        {"RequestItems": {first: {}, second: {}}},
        region="eu-west-1",
        account="123456789012",
    )
    assert isinstance(verdict, Permissions)
    assert [permission.origins for permission in verdict.permissions] == [("first",), ("second",)]


def test_a_region_that_is_not_known_is_a_wildcard() -> None:
    verdict = client_call("dynamodb", "put_item", {"TableName": "t"}, region=None, account="1")
    assert isinstance(verdict, Permissions)
    assert [(p.arn, p.exact) for p in verdict.permissions] == [("arn:aws:dynamodb:*:1:table/t", False)]


def test_other_partitions_have_their_own_arns() -> None:
    verdict = client_call(
        "s3", "get_object", {"Bucket": "b", "Key": "k"}, region="cn-north-1", account="1", partition="aws-cn"
    )
    assert isinstance(verdict, Permissions)
    assert verdict.permissions[0].arn == "arn:aws-cn:s3:::b/k"


def test_methods_that_boto3_adds_take_positional_arguments() -> None:
    assert "s3:PutObject arn:aws:s3:::b/k" in needs("s3", "upload_file", "here.txt", "b", "k")
    assert needs("s3", "download_file", "b", "k", "here.txt") == {"s3:GetObject arn:aws:s3:::b/k"}
    assert "s3:PutObjectAcl arn:aws:s3:::b/k" in needs(
        "s3", "upload_fileobj", UNKNOWN, "b", "k", {"ACL": "private"}
    )


def test_a_presigned_url_needs_what_its_method_needs() -> None:
    assert needs("s3", "generate_presigned_url", "get_object", Params={"Bucket": "b", "Key": "k"}) == {
        "s3:GetObject arn:aws:s3:::b/k"
    }


def test_a_raw_api_call_is_the_operation() -> None:
    assert needs("dynamodb", "_make_api_call", "PutItem", {"TableName": "t"}) == {
        f"dynamodb:PutItem {TABLE}/t"
    }


def refusal(service: str, method: str, *positional: Any) -> Any:
    return client_call(service, method, {}, region="r", account="1", positional=positional)


def test_wrong_names_are_refused_with_the_name_that_was_meant() -> None:
    assert refusal("dynamo", "put_item") == UnknownService("dynamo", "dynamodb")
    assert refusal("dynamodb", "putitem") == UnknownMethod("the client of dynamodb", "putitem", "put_item")
    assert refusal("s3", "get_paginator", "list_objectsv2").suggestion == "list_objects_v2"
    assert refusal("s3", "get_waiter", "bucket_exist").suggestion == "bucket_exists"
    assert "did you mean 'put_item'?" in refusal("dynamodb", "putitem").message


def test_what_is_computed_is_undecided() -> None:
    assert refusal("s3", "get_paginator", UNKNOWN) == Undecided("the operation of the paginator")


def test_operations_that_the_data_does_not_know_yet_are_refused_with_what_their_name_suggests() -> None:
    verdict = refusal("dynamodb", "search_vectors")
    assert isinstance(verdict, UnmappedOperation)
    assert verdict.presumed == "dynamodb:SearchVectors"
