"""What a KVStore becomes on AWS."""

from __future__ import annotations


def test_a_kvstore_is_one_table_billed_by_request_with_recovery_and_encryption(app):
    made = app.declare("KVStore", "history").provision()
    assert made.types() == ["aws:dynamodb/table:Table"]
    table = made.inputs("Table", "history-table")
    del table["tags"]
    assert table == {
        "name": "chat-dev-history-b33af274",
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "Id",
        "attributes": [{"name": "Id", "type": "S"}],
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True},
    }


def test_a_kvstore_exports_its_properties(app):
    assert app.declare("KVStore", "history").provision().exports == {
        "resource:KVStore:history:aws_table_name": "chat-dev-history-b33af274",
        "resource:KVStore:history:aws_partition_key": "Id",
    }


def test_the_component_is_named_after_the_resource(app):
    assert ("pluto:aws:KVStore", "history") in app.declare("KVStore", "history").provision().objects


def test_the_same_store_in_another_stack_or_app_is_another_table(app):
    names = {app.declare("KVStore", "history").provision().inputs("Table", "history-table")["name"]}
    names.add(app.provision(stack="prod").inputs("Table", "history-table")["name"])
    names.add(app.provision(app="other").inputs("Table", "history-table")["name"])
    assert len(names) == 3
