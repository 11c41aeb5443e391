"""Which items a call may change, found before it runs.

Whatever moto does in between, these are the items to put back if the call fails, and to record if it
succeeds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item

from pluto_py.local.stores.dynamodb.tables import Backend, OrderedTable
from pluto_py.local.stores.dynamodb.values import canonical_key

__all__ = ["ItemRef", "find", "get", "put_back", "remember", "table_of"]


@dataclass(frozen=True)
class ItemRef:
    """One item's place: its table's name, its key as moto indexes it, and its key as text."""

    table: str
    hash: DynamoType
    range: DynamoType | None
    key: str


def find(backend: Backend, operation: str, parameters: Mapping[str, Any]) -> list[ItemRef]:
    """The items that an item write names; what is malformed is left to moto to refuse."""
    refs = (_ref(backend, name, key) for name, key in _named(operation, parameters))
    return list({(ref.table, ref.key): ref for ref in refs if ref is not None}.values())


def get(backend: Backend, ref: ItemRef) -> Item | None:
    """The item as it is now."""
    table = backend.table(ref.table)
    return None if table is None else table.get_item(ref.hash, ref.range)


def put_back(backend: Backend, ref: ItemRef, item: Item | None) -> None:
    """Make the item as it was."""
    table = backend.table(ref.table)
    if table is None:
        return
    if item is None:
        table.delete_item(ref.hash, ref.range)
    else:
        table.put_back(item)


def remember(backend: Backend, ref: ItemRef, operation: str) -> Item | None:
    """The item as it is now, safe from the call: an update changes its item in place, a put replaces it."""
    item = get(backend, ref)
    in_place = operation in ("UpdateItem", "TransactWriteItems")
    return copy.deepcopy(item) if in_place else item


def table_of(backend: Backend, name: Any) -> OrderedTable | None:
    """A table by name or ARN."""
    text = str(name)
    return backend.table(text.rpartition("/")[2] if text.startswith("arn:") else text)


def _named(operation: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Table names (or ARNs) with attributes that include a key."""
    if operation == "BatchWriteItem":
        for name, requests in _items(parameters.get("RequestItems")):
            for request in requests if isinstance(requests, list) else ():
                for _, part in _items(request):
                    yield name, _member(part, "Item", "Key")
    elif operation == "TransactWriteItems":
        entries = parameters.get("TransactItems")
        for entry in entries if isinstance(entries, list) else ():
            for _, part in _items(entry):
                yield _member(part, "TableName"), _member(part, "Item", "Key")
    else:
        yield parameters.get("TableName"), _member(parameters, "Item", "Key")


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _member(part: Any, *names: str) -> Any:
    if isinstance(part, Mapping):
        for name in names:
            if name in part:
                return part[name]
    return None


def _ref(backend: Backend, name: Any, attributes: Any) -> ItemRef | None:
    table = table_of(backend, name)
    if table is None or not isinstance(attributes, Mapping):
        return None
    names = table.table_key_attrs
    try:
        key = canonical_key(attributes, names)
        values = [DynamoType(attributes[attribute]) for attribute in names]
    except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError):
        return None
    return ItemRef(table.name, values[0], values[1] if len(values) > 1 else None, key)
