"""DynamoDB through boto3: what clients of this kind rely on, moto's own quirks among it."""

from __future__ import annotations

from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError


def table(client, name="t", sort=False, **more):
    keys = [{"AttributeName": "Id", "KeyType": "HASH"}]
    attributes = [{"AttributeName": "Id", "AttributeType": "S"}]
    if sort:
        keys.append({"AttributeName": "At", "KeyType": "RANGE"})
        attributes.append({"AttributeName": "At", "AttributeType": "N"})
    more.setdefault("AttributeDefinitions", attributes)
    return client.create_table(TableName=name, KeySchema=keys, BillingMode="PAY_PER_REQUEST", **more)


@pytest.fixture
def dynamodb(local_gateway):
    return local_gateway.client("dynamodb")


def error_of(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response


ITEM = {
    "Id": {"S": "k ü"},
    "number": {"N": "1.50"},
    "binary": {"B": b"\x00\xff"},
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "B": {"S": "an attribute named like a type"},
    "map": {"M": {"B": {"B": b"\x01"}, "list": {"L": [{"S": "a"}, {"B": b"\x02"}, {"M": {}}]}}},
    "strings": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
    "binaries": {"BS": [b"\x00", b"\xfe"]},
    "empty": {"S": ""},
}


def test_every_type_of_value_comes_back(dynamodb):
    table(dynamodb)
    dynamodb.put_item(TableName="t", Item=ITEM)
    assert dynamodb.get_item(TableName="t", Key={"Id": {"S": "k ü"}})["Item"] == ITEM
    assert dynamodb.scan(TableName="t")["Items"] == [ITEM]


def test_the_account_is_the_stacks(dynamodb):
    made = table(dynamodb)["TableDescription"]
    assert made["TableArn"] == "arn:aws:dynamodb:us-east-1:000000000000:table/t"
    assert made["TableStatus"] == "ACTIVE"


def test_regions_are_apart(local_gateway, dynamodb):
    table(dynamodb)
    elsewhere = local_gateway.client("dynamodb", region_name="eu-central-1")
    assert elsewhere.list_tables()["TableNames"] == []
    made = table(elsewhere)["TableDescription"]
    assert made["TableArn"] == "arn:aws:dynamodb:eu-central-1:000000000000:table/t"


def test_capacity_is_told_to_those_who_ask(dynamodb):
    table(dynamodb)
    update = {"TableName": "t", "Key": {"Id": {"S": "a"}}, "UpdateExpression": "SET x = :x"}
    values = {"ExpressionAttributeValues": {":x": {"N": "1"}}}
    assert "ConsumedCapacity" not in dynamodb.update_item(**update, **values)
    answer = dynamodb.put_item(TableName="t", Item={"Id": {"S": "a"}}, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["TableName"] == "t"


def test_conditions(dynamodb):
    table(dynamodb)
    once = {"TableName": "t", "Item": {"Id": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(Id)"}
    dynamodb.put_item(**once)
    response = error_of(dynamodb.put_item, **once, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert response["Error"]["Message"] == "The conditional request failed"
    assert response["Item"] == {"Id": {"S": "a"}}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_cancelled_transaction_gives_its_reasons_and_changes_nothing(dynamodb):
    table(dynamodb)
    dynamodb.put_item(TableName="t", Item={"Id": {"S": "there"}, "n": {"N": "1"}})
    check = {
        "TableName": "t",
        "Key": {"Id": {"S": "missing"}},
        "ConditionExpression": "attribute_exists(Id)",
    }
    update = {
        "TableName": "t",
        "Key": {"Id": {"S": "there"}},
        "UpdateExpression": "SET n = :n",
        "ExpressionAttributeValues": {":n": {"N": "2"}},
    }
    response = error_of(
        dynamodb.transact_write_items,
        TransactItems=[
            {"Put": {"TableName": "t", "Item": {"Id": {"S": "new"}}}},
            {"Update": update},
            {"ConditionCheck": check},
        ],
    )
    assert response["Error"]["Code"] == "TransactionCanceledException"
    assert [reason["Code"] for reason in response["CancellationReasons"]] == [
        "None",
        "None",
        "ConditionalCheckFailed",
    ]
    assert dynamodb.scan(TableName="t")["Items"] == [{"Id": {"S": "there"}, "n": {"N": "1"}}]


def test_an_update_that_fails_leaves_nothing_behind(dynamodb):
    """moto makes the item before it finds out that the update is impossible."""
    table(dynamodb)
    update = {
        "TableName": "t",
        "Key": {"Id": {"S": "new"}},
        "UpdateExpression": "SET a = b + :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    assert error_of(dynamodb.update_item, **update)["Error"]["Code"] == "ValidationException"
    assert dynamodb.scan(TableName="t")["Items"] == []


def test_an_update_of_an_item_that_fails_half_way_is_undone(dynamodb):
    table(dynamodb)
    before = {"Id": {"S": "a"}, "x": {"N": "1"}, "text": {"S": "t"}}
    dynamodb.put_item(TableName="t", Item=before)
    update = {
        "TableName": "t",
        "Key": {"Id": {"S": "a"}},
        "UpdateExpression": "SET x = :two, big = :big",
        "ExpressionAttributeValues": {":two": {"N": "2"}, ":big": {"S": "x" * 410_000}},
    }
    assert error_of(dynamodb.update_item, **update)["Error"]["Code"] == "ValidationException"
    assert dynamodb.get_item(TableName="t", Key={"Id": {"S": "a"}})["Item"] == before


def test_queries_follow_the_sort_key_and_pages_follow_each_other(dynamodb):
    table(dynamodb, sort=True)
    for number in (10, 9, 1, 2, 33):
        dynamodb.put_item(TableName="t", Item={"Id": {"S": "a"}, "At": {"N": str(number)}})
    query = {
        "TableName": "t",
        "KeyConditionExpression": "Id = :id AND At > :at",
        "ExpressionAttributeValues": {":id": {"S": "a"}, ":at": {"N": "1"}},
        "PaginationConfig": {"PageSize": 2},
    }
    pages = dynamodb.get_paginator("query").paginate(**query)
    assert [[item["At"]["N"] for item in page["Items"]] for page in pages] == [["2", "9"], ["10", "33"]]


def test_an_index_can_be_added_queried_and_dropped(dynamodb):
    table(dynamodb)
    dynamodb.put_item(TableName="t", Item={"Id": {"S": "a"}, "Owner": {"S": "o"}})
    index = {
        "IndexName": "by-owner",
        "KeySchema": [{"AttributeName": "Owner", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ("Id", "Owner")]
    dynamodb.update_table(
        TableName="t", AttributeDefinitions=attributes, GlobalSecondaryIndexUpdates=[{"Create": index}]
    )
    found = dynamodb.query(
        TableName="t",
        IndexName="by-owner",
        KeyConditionExpression="#o = :o",
        ExpressionAttributeNames={"#o": "Owner"},
        ExpressionAttributeValues={":o": {"S": "o"}},
    )
    assert found["Count"] == 1
    dynamodb.update_table(TableName="t", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-owner"}}])
    assert dynamodb.describe_table(TableName="t")["Table"].get("GlobalSecondaryIndexes", []) == []


def test_a_table_with_a_stream_can_be_written_to(dynamodb):
    """moto would import all of its Lambda, and with it Docker's client, for such a write."""
    made = table(dynamodb, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    assert "/stream/" in made["TableDescription"]["LatestStreamArn"]
    dynamodb.put_item(TableName="t", Item={"Id": {"S": "a"}})


def test_partiql(dynamodb):
    table(dynamodb)
    dynamodb.execute_statement(Statement="INSERT INTO \"t\" VALUE {'Id': 'a', 'n': 1}")
    dynamodb.execute_statement(
        Statement='UPDATE "t" SET n = ? WHERE Id = ?', Parameters=[{"N": "2"}, {"S": "a"}]
    )
    found = dynamodb.execute_statement(Statement="SELECT * FROM \"t\" WHERE Id = 'a'")["Items"]
    assert found == [{"Id": {"S": "a"}, "n": {"N": "2"}}]


def test_the_resource_interface_works(local_gateway):
    keys = local_gateway.keys
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=local_gateway.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
    )
    table(resource.meta.client)
    found = resource.Table("t")
    found.put_item(Item={"Id": "a", "n": Decimal("1.5"), "tags": {"x", "y"}})
    assert found.get_item(Key={"Id": "a"})["Item"] == {"Id": "a", "n": Decimal("1.5"), "tags": {"x", "y"}}
    resource.meta.client.close()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda d: d.get_item(TableName="none", Key={"Id": {"S": "a"}}), "ResourceNotFoundException"),
        (table, "ResourceInUseException"),
        (lambda d: d.get_item(TableName="t", Key={"Wrong": {"S": "a"}}), "ValidationException"),
        (lambda d: d.put_item(TableName="t", Item={"x": {"S": "a"}}), "ValidationException"),
        (lambda d: d.put_item(TableName="t", Item={"Id": {"N": "1"}}), "ValidationException"),
        (
            lambda d: d.put_item(TableName="t", Item={"Id": {"S": "a"}, "x": {"S": "x" * 410_000}}),
            "ValidationException",
        ),
        (lambda d: d.put_item(TableName="t"), "ValidationException"),
        (lambda d: d.update_item(TableName="t", Key={}), "ValidationException"),
        (lambda d: d.transact_write_items(TransactItems=[{"Put": {}}]), "ValidationException"),
        (lambda d: d.batch_write_item(RequestItems={"t": [{}]}), "ValidationException"),
        (lambda d: d.execute_statement(Statement="nonsense"), "ValidationException"),
        (lambda d: d.create_backup(TableName="t", BackupName="b"), "UnknownOperationException"),
    ],
)
def test_what_dynamodb_refuses(dynamodb, call, code):
    table(dynamodb)
    response = error_of(lambda: call(dynamodb))
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
