"""DynamoDB tables.

Names and limits: DynamoDB API reference, `CreateTable`. What this handler does not do: replicas and restores.
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.handler import Handler, Property, register
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.aws_provider.waiting import poll
from pluto_py.engines.properties.values import UNKNOWN, Properties
from pluto_py.engines.provider import CheckFailure

__all__ = ["Table"]

_READY = 1800.0  # seconds: a new index on a large table takes long
_INDEX = {
    "hashKey": Property(),
    "name": Property(required=True),
    "nonKeyAttributes": Property(),
    "projectionType": Property(required=True, one_of=("ALL", "KEYS_ONLY", "INCLUDE")),
    "rangeKey": Property(),
    "readCapacity": Property(),
    "writeCapacity": Property(),
}


@register
class Table(Handler):
    """A table with its indexes. It is ready when it and its indexes are `ACTIVE`."""

    token = "aws:dynamodb/table:Table"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "attributes": Property(
            fields={"name": Property(required=True), "type": Property(required=True, one_of=("S", "N", "B"))}
        ),
        "billingMode": Property(default="PROVISIONED", one_of=("PROVISIONED", "PAY_PER_REQUEST")),
        "deletionProtectionEnabled": Property(default=False),
        "globalSecondaryIndexes": Property(fields=_INDEX),
        "hashKey": Property(force_new=True, required=True),
        "localSecondaryIndexes": Property(force_new=True, fields=_INDEX),
        "name": Property(force_new=True),
        "pointInTimeRecovery": Property(
            fields={"enabled": Property(required=True), "recoveryPeriodInDays": Property()}
        ),
        "rangeKey": Property(force_new=True),
        "readCapacity": Property(),
        "serverSideEncryption": Property(
            fields={"enabled": Property(required=True), "kmsKeyArn": Property()}
        ),
        "streamEnabled": Property(default=False),
        "streamViewType": Property(),
        "tableClass": Property(default="STANDARD", one_of=("STANDARD", "STANDARD_INFREQUENT_ACCESS")),
        "tags": Property(),
        "ttl": Property(fields={"attributeName": Property(), "enabled": Property()}),
        "writeCapacity": Property(),
    }
    naming = Naming(longest=255, pattern=r"[a-zA-Z0-9_.-]{3,}")
    conflict = ("ResourceInUseException",)
    volatile = frozenset({"streamArn", "streamLabel"})

    def check(self, inputs: Properties) -> list[CheckFailure]:
        attributes = inputs.get("attributes")
        if attributes is None or attributes == UNKNOWN:
            return []
        declared = {attribute["name"] for attribute in attributes}
        missing = sorted(_keys(inputs) - declared)
        return [
            CheckFailure("attributes", f"the key {name!r} has no attribute definition") for name in missing
        ]

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("name")

    def create(self, inputs: Properties, timeout: float) -> str:
        name = str(inputs["name"])
        arguments: dict[str, Any] = {
            "TableName": name,
            "KeySchema": _key_schema(inputs),
            "AttributeDefinitions": _attributes(inputs),
            "BillingMode": inputs.get("billingMode", "PROVISIONED"),
            "Tags": [
                {"Key": key, "Value": value} for key, value in sorted((inputs.get("tags") or {}).items())
            ],
            **_throughput(inputs),
            **_settings(inputs),
        }
        for property_, argument in (
            ("globalSecondaryIndexes", "GlobalSecondaryIndexes"),
            ("localSecondaryIndexes", "LocalSecondaryIndexes"),
        ):
            if inputs.get(property_):
                arguments[argument] = [_index(index, inputs) for index in inputs[property_]]
        self.clients("dynamodb").create_table(**arguments)
        self._wait(name, timeout)
        self._after_creation(name, {}, inputs)
        return name

    def read(self, identity: str) -> Properties | None:
        client = self.clients("dynamodb")
        table = client.describe_table(TableName=identity)["Table"]
        live = _live(table)
        tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        live["tags"] = {tag["Key"]: tag["Value"] for tag in tags}
        ttl = client.describe_time_to_live(TableName=identity)["TimeToLiveDescription"]
        if ttl.get("AttributeName"):
            enabled = ttl.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
            live["ttl"] = {"attributeName": ttl["AttributeName"], "enabled": enabled}
        backups = client.describe_continuous_backups(TableName=identity)["ContinuousBackupsDescription"]
        recovery = backups.get("PointInTimeRecoveryDescription", {})
        live["pointInTimeRecovery"] = {"enabled": recovery.get("PointInTimeRecoveryStatus") == "ENABLED"}
        return live

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        client = self.clients("dynamodb")
        self._wait(identity, timeout)
        billing = ("billingMode", "readCapacity", "writeCapacity")
        if any(olds.get(name) != news.get(name) for name in billing):
            client.update_table(
                TableName=identity, BillingMode=news.get("billingMode", "PROVISIONED"), **_throughput(news)
            )
            self._wait(identity, timeout)
        for name, value in _settings(news).items():
            if _settings(olds).get(name) != value:
                client.update_table(TableName=identity, **{name: value})
                self._wait(identity, timeout)
        self._change_indexes(identity, olds, news, timeout)
        self._after_creation(identity, olds, news)
        self._set_tags(identity, olds.get("tags") or {}, news.get("tags") or {})

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        client = self.clients("dynamodb")
        client.delete_table(TableName=identity)

        def gone() -> bool | None:
            try:
                client.describe_table(TableName=identity)
            except client.exceptions.ResourceNotFoundException:
                return True
            return None

        poll(gone, what=f"table {identity} to be deleted", timeout=timeout or _READY)

    def _wait(self, name: str, timeout: float) -> None:
        def active() -> bool | None:
            table = self.clients("dynamodb").describe_table(TableName=name)["Table"]
            indexes = table.get("GlobalSecondaryIndexes", [])
            states = [table["TableStatus"], *(index.get("IndexStatus", "ACTIVE") for index in indexes)]
            return True if all(state == "ACTIVE" for state in states) else None

        poll(active, what=f"table {name} to be active", timeout=timeout or _READY)

    def _change_indexes(self, name: str, olds: Properties, news: Properties, timeout: float) -> None:
        """DynamoDB makes or removes one index per call."""
        client = self.clients("dynamodb")
        before = {index["name"]: index for index in olds.get("globalSecondaryIndexes") or []}
        after = {index["name"]: index for index in news.get("globalSecondaryIndexes") or []}
        for gone in sorted(key for key in before if after.get(key) != before[key]):
            client.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": gone}}])
            self._wait(name, timeout)
        for made in sorted(key for key in after if after[key] != before.get(key)):
            client.update_table(
                TableName=name,
                AttributeDefinitions=_attributes(news),
                GlobalSecondaryIndexUpdates=[{"Create": _index(after[made], news)}],
            )
            self._wait(name, timeout)

    def _after_creation(self, name: str, olds: Properties, news: Properties) -> None:
        """Settings that have calls of their own."""
        client = self.clients("dynamodb")
        if news.get("ttl") != olds.get("ttl") and (news.get("ttl") or olds.get("ttl")):
            ttl = news.get("ttl") or {**olds["ttl"], "enabled": False}
            client.update_time_to_live(
                TableName=name,
                TimeToLiveSpecification={
                    "AttributeName": ttl["attributeName"],
                    "Enabled": bool(ttl.get("enabled")),
                },
            )
        wanted = news.get("pointInTimeRecovery") or {"enabled": False}
        if wanted != (olds.get("pointInTimeRecovery") or {"enabled": False}):
            specification = {"PointInTimeRecoveryEnabled": wanted["enabled"]}
            if wanted.get("recoveryPeriodInDays"):
                specification["RecoveryPeriodInDays"] = wanted["recoveryPeriodInDays"]
            client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=specification)

    def _set_tags(self, name: str, olds: Properties, news: Properties) -> None:
        if olds == news:
            return
        client = self.clients("dynamodb")
        arn = client.describe_table(TableName=name)["Table"]["TableArn"]
        if gone := sorted(set(olds) - set(news)):
            client.untag_resource(ResourceArn=arn, TagKeys=gone)
        if news:
            tags = [{"Key": key, "Value": value} for key, value in sorted(news.items())]
            client.tag_resource(ResourceArn=arn, Tags=tags)


def _keys(inputs: Properties) -> set[str]:
    indexes = [*(inputs.get("globalSecondaryIndexes") or []), *(inputs.get("localSecondaryIndexes") or [])]
    keys = {holder.get(key) for holder in (inputs, *indexes) for key in ("hashKey", "rangeKey")}
    return {key for key in keys if key and key != UNKNOWN}


def _key_schema(holder: Properties, default_hash: str | None = None) -> list[dict[str, str]]:
    schema = [{"AttributeName": holder.get("hashKey") or str(default_hash), "KeyType": "HASH"}]
    if holder.get("rangeKey"):
        schema.append({"AttributeName": holder["rangeKey"], "KeyType": "RANGE"})
    return schema


def _attributes(inputs: Properties) -> list[dict[str, str]]:
    return [
        {"AttributeName": attribute["name"], "AttributeType": attribute["type"]}
        for attribute in inputs.get("attributes") or []
    ]


def _throughput(holder: Properties, billing: str | None = None) -> dict[str, Any]:
    if (billing or holder.get("billingMode", "PROVISIONED")) == "PAY_PER_REQUEST":
        return {}
    return {
        "ProvisionedThroughput": {
            "ReadCapacityUnits": holder.get("readCapacity") or 1,
            "WriteCapacityUnits": holder.get("writeCapacity") or 1,
        }
    }


def _settings(inputs: Properties) -> dict[str, Any]:
    """The settings that `CreateTable` and `UpdateTable` take alike; each is changed in a call of its own."""
    settings: dict[str, Any] = {
        "DeletionProtectionEnabled": bool(inputs.get("deletionProtectionEnabled")),
        "TableClass": inputs.get("tableClass", "STANDARD"),
    }
    if inputs.get("streamEnabled"):
        settings["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": inputs.get("streamViewType") or "NEW_AND_OLD_IMAGES",
        }
    encryption = inputs.get("serverSideEncryption")
    if encryption:
        settings["SSESpecification"] = {"Enabled": encryption["enabled"]}
        if encryption.get("kmsKeyArn"):
            settings["SSESpecification"].update(SSEType="KMS", KMSMasterKeyId=encryption["kmsKeyArn"])
    return settings


def _index(index: Properties, table: Properties) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": index["projectionType"]}
    if index.get("nonKeyAttributes"):
        projection["NonKeyAttributes"] = index["nonKeyAttributes"]
    built = {
        "IndexName": index["name"],
        "KeySchema": _key_schema(index, table["hashKey"]),
        "Projection": projection,
    }
    is_global = index in (table.get("globalSecondaryIndexes") or [])
    return {**built, **_throughput(index, table.get("billingMode", "PROVISIONED"))} if is_global else built


def _live(table: dict[str, Any]) -> Properties:
    keys = {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]}
    throughput = table.get("ProvisionedThroughput", {})
    live: Properties = {
        "arn": table["TableArn"],
        "attributes": [
            {"name": attribute["AttributeName"], "type": attribute["AttributeType"]}
            for attribute in table["AttributeDefinitions"]
        ],
        "billingMode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "deletionProtectionEnabled": table.get("DeletionProtectionEnabled", False),
        "hashKey": keys["HASH"],
        "name": table["TableName"],
        "readCapacity": throughput.get("ReadCapacityUnits", 0),
        "streamEnabled": table.get("StreamSpecification", {}).get("StreamEnabled", False),
        "tableClass": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
        "writeCapacity": throughput.get("WriteCapacityUnits", 0),
    }
    optional = {
        "rangeKey": keys.get("RANGE"),
        "streamArn": table.get("LatestStreamArn"),
        "streamLabel": table.get("LatestStreamLabel"),
        "streamViewType": table.get("StreamSpecification", {}).get("StreamViewType"),
    }
    return {**live, **{key: value for key, value in optional.items() if value is not None}}
