"""Tables and items survive: a restart, and `kill -9` right after an answer."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing, nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pluto_py.local.service import ServiceError
from pluto_py.local.stores.dynamodb.store import DynamoDbStore

REGION = "us-east-1"
KEYS = [{"AttributeName": "Id", "KeyType": "HASH"}]
ATTRIBUTES = [{"AttributeName": "Id", "AttributeType": "S"}]
TABLE = {
    "TableName": "t",
    "KeySchema": KEYS,
    "AttributeDefinitions": ATTRIBUTES,
    "BillingMode": "PAY_PER_REQUEST",
}


class Calls:
    """A store as a client sees it: `calls.PutItem(...)`, with a restart between any two calls."""

    def __init__(self, path):
        self.path = path
        self.store = DynamoDbStore(path)

    def __getattr__(self, operation):
        def call(**parameters):
            return json.loads(self.store.call(REGION, operation, json.loads(json.dumps(parameters))))

        return call

    def restart(self):
        self.store.close()
        self.store = DynamoDbStore(self.path)


@pytest.fixture
def calls(tmp_path):
    found = Calls(tmp_path / "state.sqlite")
    found.CreateTable(**TABLE)
    yield found
    found.store.close()


def ids(calls, table="t"):
    return sorted(item["Id"]["S"] for item in calls.Scan(TableName=table)["Items"])


def key(name):
    return {"Id": {"S": name}}


def test_a_table_is_described_as_before(calls):
    calls.UpdateTimeToLive(TableName="t", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
    calls.UpdateContinuousBackups(
        TableName="t", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    arn = calls.DescribeTable(TableName="t")["Table"]["TableArn"]
    calls.TagResource(ResourceArn=arn, Tags=[{"Key": "pluto:app", "Value": "chat"}])
    calls.UpdateTable(
        TableName="t",
        AttributeDefinitions=[*ATTRIBUTES, {"AttributeName": "Owner", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "i",
                    "KeySchema": [{"AttributeName": "Owner", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            }
        ],
        DeletionProtectionEnabled=True,
    )
    questions = [
        lambda: calls.DescribeTable(TableName="t"),
        lambda: calls.DescribeTimeToLive(TableName="t"),
        lambda: calls.DescribeContinuousBackups(TableName="t"),
        lambda: calls.ListTagsOfResource(ResourceArn=arn),
        calls.ListTables,
    ]
    before = [question() for question in questions]
    calls.restart()
    assert [question() for question in questions] == before


def test_a_provisioned_table_with_a_stream_and_encryption_is_described_as_before(calls):
    calls.CreateTable(
        TableName="p",
        KeySchema=KEYS,
        AttributeDefinitions=ATTRIBUTES,
        ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        SSESpecification={"Enabled": True, "KMSMasterKeyId": "alias/mine"},
    )
    before = calls.DescribeTable(TableName="p")
    calls.restart()
    assert calls.DescribeTable(TableName="p") == before
    calls.PutItem(TableName="p", Item=key("a"))


def test_every_kind_of_write_is_there_afterwards(calls):
    calls.PutItem(TableName="t", Item={**key("put"), "b": {"B": "AP8="}, "m": {"M": {"x": {"NS": ["1"]}}}})
    calls.UpdateItem(
        TableName="t",
        Key=key("updated"),
        UpdateExpression="SET n = :n",
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    calls.BatchWriteItem(RequestItems={"t": [{"PutRequest": {"Item": key("batch")}}]})
    calls.TransactWriteItems(TransactItems=[{"Put": {"TableName": "t", "Item": key("transacted")}}])
    calls.ExecuteStatement(Statement="INSERT INTO \"t\" VALUE {'Id': 'stated'}")
    calls.PutItem(TableName="t", Item=key("deleted"))
    calls.DeleteItem(TableName="t", Key=key("deleted"))
    before = calls.Scan(TableName="t")
    calls.restart()
    assert calls.Scan(TableName="t") == before
    assert ids(calls) == ["batch", "put", "stated", "transacted", "updated"]


def test_writes_are_found_by_a_tables_arn_too(calls):
    arn = calls.DescribeTable(TableName="t")["Table"]["TableArn"]
    calls.PutItem(TableName=arn, Item=key("a"))
    calls.restart()
    assert ids(calls) == ["a"]


def test_deletes_stay_deleted(calls):
    for name in "abc":
        calls.PutItem(TableName="t", Item=key(name))
    calls.BatchWriteItem(RequestItems={"t": [{"DeleteRequest": {"Key": key("a")}}]})
    calls.TransactWriteItems(TransactItems=[{"Delete": {"TableName": "t", "Key": key("b")}}])
    calls.restart()
    assert ids(calls) == ["c"]


def test_a_write_that_failed_is_not_there(calls):
    for operation, parameters in (
        ("PutItem", {"Item": key("a"), "ConditionExpression": "attribute_exists(Id)"}),
        ("UpdateItem", {"Key": key("b"), "UpdateExpression": "SET x = y"}),
        ("DeleteItem", {"Key": key("c"), "ConditionExpression": "attribute_exists(Id)"}),
    ):
        with pytest.raises(ServiceError):
            getattr(calls, operation)(TableName="t", **parameters)
    calls.restart()
    assert ids(calls) == []


def test_a_table_that_was_deleted_takes_its_items_with_it(calls):
    calls.PutItem(TableName="t", Item=key("a"))
    calls.DeleteTable(TableName="t")
    calls.restart()
    assert calls.ListTables()["TableNames"] == []
    calls.CreateTable(**TABLE)
    calls.restart()
    assert ids(calls) == []


def test_numbers_that_are_equal_are_one_key(calls):
    calls.CreateTable(
        **{**TABLE, "TableName": "n", "AttributeDefinitions": [{**ATTRIBUTES[0], "AttributeType": "N"}]}
    )
    digits = "1234567890" * 3 + "12345678"
    for text in ("1", "1.0", "1e0", "-0", "0", digits, digits[:-1] + "9"):
        calls.PutItem(TableName="n", Item={"Id": {"N": text}})
    before = calls.Scan(TableName="n")["Items"]
    assert len(before) == 4
    calls.restart()
    assert calls.Scan(TableName="n")["Items"] == before


def test_the_file_grows_with_what_lives_and_not_with_what_happened(calls):
    for number in range(300):
        calls.UpdateItem(
            TableName="t",
            Key=key("a"),
            UpdateExpression="SET n = :n",
            ExpressionAttributeValues={":n": {"N": str(number)}},
        )
        calls.UpdateTimeToLive(
            TableName="t", TimeToLiveSpecification={"Enabled": number % 2 == 0, "AttributeName": "ttl"}
        )
    with closing(sqlite3.connect(calls.path)) as file:
        rows = [
            file.execute(f"SELECT count(*) FROM dynamodb_{kind}").fetchone()[0]
            for kind in ("tables", "items")
        ]
    assert rows == [1, 1]


def test_a_write_that_cannot_be_recorded_is_an_error_and_undone(calls):
    calls.PutItem(TableName="t", Item={**key("a"), "n": {"N": "1"}})
    with closing(sqlite3.connect(calls.path)) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON dynamodb_items BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
        other.commit()
        with pytest.raises(ServiceError) as raised:
            calls.PutItem(TableName="t", Item={**key("a"), "n": {"N": "2"}})
        with pytest.raises(ServiceError):
            calls.PutItem(TableName="t", Item=key("b"))
        other.execute("DROP TRIGGER full")
        other.commit()
    assert (raised.value.code, raised.value.status) == ("InternalServerError", 500)
    assert "disk full" in raised.value.message
    assert calls.Scan(TableName="t")["Items"] == [{**key("a"), "n": {"N": "1"}}]


names = st.sampled_from("abcd")
writes = st.one_of(
    st.tuples(st.just("put"), names, st.integers(0, 3)),
    st.tuples(st.just("delete"), names, st.just(0)),
    st.tuples(st.just("add"), names, st.integers(0, 3)),
    st.tuples(st.just("batch"), names, names),
    st.tuples(st.just("transact"), names, names),
    st.tuples(st.just("fail"), names, st.just(0)),
    st.tuples(st.just("restart"), names, st.just(0)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(writes, max_size=15))
def test_any_history_is_the_same_after_a_restart(tmp_path_factory, history):
    calls = Calls(tmp_path_factory.mktemp("history") / "state.sqlite")
    try:
        calls.CreateTable(**TABLE)
        for kind, name, other in history:
            carry_out(calls, kind, name, other)
        before = calls.Scan(TableName="t")
        calls.restart()
        assert calls.Scan(TableName="t") == before
    finally:
        calls.store.close()


def carry_out(calls, kind, name, other):
    value = {":n": {"N": str(other)}}
    if kind == "put":
        calls.PutItem(TableName="t", Item={**key(name), "n": value[":n"]})
    elif kind == "delete":
        calls.DeleteItem(TableName="t", Key=key(name))
    elif kind == "add":
        calls.UpdateItem(
            TableName="t", Key=key(name), UpdateExpression="ADD n :n", ExpressionAttributeValues=value
        )
    elif kind == "batch" and name != other:
        requests = [{"PutRequest": {"Item": key(name)}}, {"DeleteRequest": {"Key": key(other)}}]
        calls.BatchWriteItem(RequestItems={"t": requests})
    elif kind == "transact" and name != other:
        check = {"TableName": "t", "Key": key(other), "ConditionExpression": "attribute_exists(Id)"}
        items = [{"Put": {"TableName": "t", "Item": key(name)}}, {"ConditionCheck": check}]
        there = other in ids(calls)
        with nullcontext() if there else pytest.raises(ServiceError, match="TransactionCanceledException"):
            calls.TransactWriteItems(TransactItems=items)
    elif kind == "fail":
        with pytest.raises(ServiceError):
            calls.UpdateItem(TableName="t", Key=key(name), UpdateExpression="SET n = nothing")
    elif kind == "restart":
        calls.restart()


def test_what_was_answered_before_kill_nine_is_there(tmp_path):
    """A process answers, says so, and is killed at once."""
    script = textwrap.dedent(
        """
        import json, sys
        from pathlib import Path
        from pluto_py.local.stores.dynamodb.store import DynamoDbStore
        store = DynamoDbStore(Path(sys.argv[1]))
        store.call("us-east-1", "CreateTable", json.loads(sys.argv[2]))
        for number in range(10_000):
            store.call("us-east-1", "PutItem", {"TableName": "t", "Item": {"Id": {"S": f"{number:05}"}}})
            print(number, flush=True)
        """
    )
    path = tmp_path / "state.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), json.dumps(TABLE)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        while (line := writer.stdout.readline()) and int(line) < 50:
            pass
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split("\n")
    answered = max([50, *(int(number) for number in rest[:-1])])
    calls = Calls(path)
    try:
        assert len(ids(calls)) in (answered + 1, answered + 2)
    finally:
        calls.store.close()


def test_the_gateway_brings_data_back(tmp_path, restartable):
    with restartable(tmp_path) as before:
        before.client("dynamodb").create_table(**TABLE)
        before.client("dynamodb").put_item(TableName="t", Item=key("a"))
    with restartable(tmp_path) as after:
        assert after.client("dynamodb").get_item(TableName="t", Key=key("a"))["Item"] == key("a")


def test_calls_at_the_same_time_do_not_get_in_each_others_way(local_gateway):
    from concurrent.futures import ThreadPoolExecutor

    client = local_gateway.client("dynamodb")
    client.create_table(**TABLE)

    def add(_):
        client.update_item(
            TableName="t",
            Key=key("counter"),
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))
    assert client.get_item(TableName="t", Key=key("counter"))["Item"]["n"] == {"N": "80"}
