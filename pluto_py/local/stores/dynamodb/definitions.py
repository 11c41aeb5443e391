"""A table without its items, as JSON: taken from moto's object and made into one again.

Everything that a description shows is kept, creation time and stream label included, so that a restart is
invisible. Stream records themselves are not kept: DynamoDB Streams is not served, and moto would import all
of its Lambda for every write to a table that has a stream.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item

from pluto_py.local.stores.dynamodb.tables import Backend, OrderedTable

__all__ = ["definition_of", "restore", "without_stream_records"]

_KEPT = (
    "throughput",
    "warm_throughput",
    "billing_mode",
    "ttl",
    "continuous_backups",
    "sse_specification",
    "deletion_protection_enabled",
    "stream_specification",
    "latest_stream_label",
    "tags",
)


def definition_of(table: OrderedTable) -> dict[str, Any]:
    """The table's definition, JSON-ready."""
    return {
        "schema": table.schema,
        "attr": table.attr,
        "indexes": [index.describe() for index in table.indexes],
        "global_indexes": [index.describe() for index in table.global_indexes],
        "created_at": table.created_at.isoformat(),
        **{name: getattr(table, name) for name in _KEPT},
    }


def restore(
    backend: Backend, name: str, definition: Mapping[str, Any], items: Iterable[Mapping[str, Any]]
) -> None:
    """Put a table and its items back."""
    table = backend.create_table(
        name,
        schema=definition["schema"],
        attr=definition["attr"],
        indexes=definition["indexes"],
        global_indexes=definition["global_indexes"],
        billing_mode=definition["billing_mode"],
        throughput=None,
        streams=None,
        sse_specification=None,
        tags=definition["tags"],
        deletion_protection_enabled=definition["deletion_protection_enabled"],
        warm_throughput=None,
    )
    table.created_at = datetime.fromisoformat(definition["created_at"])
    for attribute in _KEPT:
        setattr(table, attribute, copy.copy(definition[attribute]))
    table.fill(_item(table, attributes) for attributes in items)


def without_stream_records(table: OrderedTable) -> None:
    """Have a table's stream described, and nothing written to it."""
    table.stream_shard = None


def _item(table: OrderedTable, attributes: Mapping[str, Any]) -> Item:
    hash_key = DynamoType(attributes[table.hash_key_attr])
    range_key = DynamoType(attributes[table.range_key_attr]) if table.range_key_attr else None
    return Item(hash_key, range_key, dict(attributes))
