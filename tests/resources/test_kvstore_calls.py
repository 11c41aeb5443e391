"""A KVStore's operations, by real boto3 over HTTP against the local platform's DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pluto_py import ArgumentError, KVStore
from pluto_py.local.service import ServiceError
from pluto_py.local.stores.dynamodb.store import DynamoDbStore
from pluto_py.resources import aws

store = KVStore("history")


@pytest.fixture(scope="module")
def dynamodb(tmp_path_factory) -> Iterator[tuple[ThreadPoolExecutor, DynamoDbStore]]:
    """The store, on the one thread that may use it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        path: Path = tmp_path_factory.mktemp("dynamodb") / "state.sqlite"
        database = thread.submit(DynamoDbStore, path).result()
        yield thread, database
        thread.submit(database.close).result()


@pytest.fixture
def table(server, granted, dynamodb, reply) -> Iterator[None]:
    """A fresh table, made as the infrastructure program describes it."""
    thread, database = dynamodb

    def respond(request):
        operation = request.headers["x-amz-target"].partition(".")[2]
        try:
            body = thread.submit(database.call, "us-east-1", operation, request.json).result()
            return reply(200, [body])
        except ServiceError as error:
            return reply(
                error.status, [json.dumps({"__type": error.code, "message": error.message}).encode()]
            )

    server.respond = respond
    granted({"KVStore/history": {"aws_table_name": "t-1"}})
    aws.client("dynamodb").create_table(
        TableName="t-1",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
    )
    yield
    aws.client("dynamodb").delete_table(TableName="t-1")


@pytest.mark.usefixtures("table")
class TestOperations:
    def test_what_is_set_can_be_got(self):
        store.set("k", "v")
        assert store.get("k") == "v"

    def test_a_key_that_was_never_set_has_no_value(self):
        assert store.get("nothing") is None

    def test_set_replaces(self):
        store.set("k", "1")
        store.set("k", "2")
        assert store.get("k") == "2"

    def test_delete_removes_and_may_be_repeated(self):
        store.set("k", "v")
        store.delete("k")
        store.delete("k")
        assert store.get("k") is None

    def test_an_empty_value_is_a_value(self):
        store.set("k", "")
        assert store.get("k") == ""

    @given(st.text(min_size=1, max_size=50), st.text(max_size=200))
    @example("\x00", "\x00")
    @example("🌍é", "line\nbreak\t\u2028")
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
    def test_any_text_survives(self, key, value):
        store.set(key, value)
        assert store.get(key) == value

    def test_keys_are_all_keys_page_by_page(self, server):
        value = "x" * 300_000  # four make more than the megabyte of one page
        for n in range(8):
            store.set(f"k{n}", value)
        before = len(server.requests)
        assert sorted(store.keys()) == [f"k{n}" for n in range(8)]
        assert len(server.requests) - before > 1

    def test_keys_by_prefix(self):
        for key in ("a/1", "a/2", "b/1", "ä"):
            store.set(key, "")
        assert sorted(store.keys("a/")) == ["a/1", "a/2"]
        assert list(store.keys("c")) == []
        assert len(list(store.keys(""))) == 4

    def test_an_item_that_other_code_wrote_without_a_value_has_none(self):
        aws.client("dynamodb").put_item(TableName="t-1", Item={"Id": {"S": "other"}, "x": {"N": "1"}})
        assert store.get("other") is None
        assert list(store.keys()) == ["other"]

    def test_a_get_sees_the_set_before_it(self, server):
        store.get("k")
        assert server.requests[-1].json["ConsistentRead"] is True

    def test_a_large_item_with_the_longest_key_fits(self):
        store.set(
            "k" * 2048, "v" * 400_000
        )  # the local platform's DynamoDB ends at 405,000 bytes, AWS's at 409,600

    def test_threads_share_one_client(self):
        with ThreadPoolExecutor(max_workers=8) as threads:
            list(threads.map(lambda n: store.set(f"k{n}", str(n)), range(40)))
        assert len(list(store.keys())) == 40


class TestRefusals:
    """What DynamoDB would refuse, or store differently, is refused here, in one sentence."""

    def test_a_key_has_one_to_2048_bytes(self):
        with pytest.raises(ArgumentError, match="1 to 2048 bytes as UTF-8; this one takes 0"):
            store.get("")
        with pytest.raises(ArgumentError, match="this one takes 2050"):
            store.delete("é" * 1025)

    def test_an_item_has_400_kilobytes(self):
        with pytest.raises(
            ArgumentError, match=r"409600 bytes together as UTF-8; these take 409608\."
        ) as refused:
            store.set("k", "v" * 409_600)
        assert "split them over several keys" in (refused.value.hint or "")

    @pytest.mark.parametrize("value", [None, 5, b"bytes", ["a"]])
    def test_only_strings_are_values_and_keys(self, value):
        with pytest.raises(ArgumentError, match=f"value must be a string, not {type(value).__name__}"):
            store.set("k", value)
        with pytest.raises(ArgumentError, match=f"key must be a string, not {type(value).__name__}"):
            store.get(value)

    def test_half_a_surrogate_pair_is_no_text(self):
        with pytest.raises(ArgumentError, match="half of a surrogate pair at index 1"):
            store.set("k", "a\ud800")


def test_a_refusal_by_iam_stays_what_it_is(server, granted):
    granted({"KVStore/history": {"aws_table_name": "t-1"}})
    server.answer({"__type": "AccessDeniedException", "message": "no"}, 400)
    with pytest.raises(ClientError, match=r"AccessDeniedException\) when calling the GetItem"):
        store.get("k")


def test_its_properties_are_for_code_that_talks_to_dynamodb_itself(granted):
    granted({"KVStore/history": {"aws_table_name": "t-1"}})
    assert (store.aws_table_name, store.aws_partition_key) == ("t-1", "Id")
