"""A table of strings by string keys. On AWS: one DynamoDB table, billed by request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pluto_py.resources import aws
from pluto_py.resources.base import ArgumentError, Resource, operation, resource_property

__all__ = ["PARTITION_KEY", "VALUE_ATTRIBUTE", "KVStore"]

PARTITION_KEY = "Id"
VALUE_ATTRIBUTE = "Value"

# DynamoDB's own limits, in bytes of UTF-8 ("Quotas in Amazon DynamoDB", partition keys and items). The names
# of an item's attributes count, too.
_KEY_LIMIT = 2048
_ITEM_LIMIT = 400 * 1024


class KVStore(Resource):
    """Strings by key, shared by every function of the app.

    Args:
        name: unique among the app's KVStores.

    Example:
        history = KVStore("history")
        history.set("session-1", "Hello")
        history.get("session-1")    # "Hello"
        history.get("session-2")    # None
    """

    library_actions = (
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:UpdateItem",
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)

    @operation("dynamodb:GetItem")
    def get(self, key: str) -> str | None:
        """The value last set for `key`, or None. A `get` sees every earlier `set` (a consistent read)."""
        item = self._call("get_item", Key=_key(key), ConsistentRead=True).get("Item")
        return None if item is None else _value_of(item)

    @operation("dynamodb:PutItem")
    def set(self, key: str, value: str) -> None:
        """Store `value`, in place of any earlier one. Key and value together may take 400 KB as UTF-8."""
        self._call("put_item", Item={**_key(key), VALUE_ATTRIBUTE: {"S": _value(key, value)}})

    @operation("dynamodb:DeleteItem")
    def delete(self, key: str) -> None:
        """Remove `key`; no error if it is not there."""
        self._call("delete_item", Key=_key(key))

    @operation("dynamodb:Scan")
    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with `prefix`, in no particular order, fetched page by page.

        This reads the whole table, whatever the prefix: use it for small tables and maintenance.
        """
        request: dict[str, Any] = {
            "TableName": self.aws_table_name,
            "ProjectionExpression": "#key",
            "ExpressionAttributeNames": {"#key": PARTITION_KEY},
        }
        if prefix:
            request["FilterExpression"] = "begins_with(#key, :prefix)"
            request["ExpressionAttributeValues"] = {":prefix": {"S": _encodable("prefix", prefix)}}
        for page in aws.client("dynamodb").get_paginator("scan").paginate(**request):
            for item in page["Items"]:
                yield item[PARTITION_KEY]["S"]

    @resource_property()
    def aws_table_name(self) -> str:
        """The DynamoDB table's name, for code that talks to DynamoDB itself."""
        return self.provisioned("aws_table_name")

    @resource_property(identifies=False)
    def aws_partition_key(self) -> str:
        """The name of the table's only key attribute, a string."""
        return PARTITION_KEY

    def _call(self, method: str, **request: Any) -> dict[str, Any]:
        """One request about this table."""
        table = self.aws_table_name
        reply: dict[str, Any] = getattr(aws.client("dynamodb"), method)(TableName=table, **request)
        return reply


def _value_of(item: dict[str, Any]) -> str | None:
    """An item's value; one that other code wrote may carry none that is a string."""
    value: str | None = item.get(VALUE_ATTRIBUTE, {}).get("S")
    return value


def _encodable(what: str, text: str) -> str:
    if not isinstance(text, str):
        raise ArgumentError(f"A KVStore's {what} must be a string, not {type(text).__name__}.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArgumentError(
            f"A KVStore's {what} must be text that UTF-8 can carry; it has half of a surrogate pair "
            f"at index {error.start}."
        ) from None
    return text


def _key(key: str) -> dict[str, Any]:
    """The key attribute of an item."""
    size = len(_encodable("key", key).encode())
    if not 1 <= size <= _KEY_LIMIT:
        raise ArgumentError(
            f"A KVStore's key must take 1 to {_KEY_LIMIT} bytes as UTF-8; this one takes {size}."
        )
    return {PARTITION_KEY: {"S": key}}


def _value(key: str, value: str) -> str:
    size = len((PARTITION_KEY + key + VALUE_ATTRIBUTE + _encodable("value", value)).encode())
    if size > _ITEM_LIMIT:
        raise ArgumentError(
            f"A KVStore's key and value may take {_ITEM_LIMIT} bytes together as UTF-8; these take {size}.",
            hint="Keep large values elsewhere and store where they are, or split them over several keys.",
        )
    return value
