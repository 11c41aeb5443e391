"""moto's tables, made quick for more than a handful of items.

moto sorts all items of a table for every query and scan, and copies all of them for every transaction. Here
the order is kept as items come and go, a query sees its partition alone, and the copy for a transaction is
shallow: `store` puts changed items back by itself.
"""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

__all__ = ["Backend", "OrderedTable"]

_Key = tuple[Any, ...]
"""An item's place in the order: the plain value of its hash key, and of its range key where there is one. All
keys of a table have the same types, so they can be compared."""


class OrderedTable(Table):
    """A table that knows the order of its items: `_keys` is sorted, `_sorted` holds the items beside them."""

    _keys: list[_Key]
    _sorted: list[Item]

    @classmethod
    def of(cls, table: Table) -> OrderedTable:
        """The same table; it must be empty."""
        ordered = cast("OrderedTable", cls.__new__(cls))
        ordered.__dict__.update(table.__dict__, _keys=[], _sorted=[])
        return ordered

    def fill(self, items: Iterable[Item]) -> None:
        """Put items into the empty table, past the checks that they passed when they were written."""
        self._sorted = sorted(items, key=_place_of)
        self._keys = [_place_of(item) for item in self._sorted]
        for item in self._sorted:
            self._store(item)

    def put_back(self, item: Item) -> None:
        """Put an item in as it was, past all checks."""
        self._store(item)
        self._arrange(item)

    def put_item(self, item_attrs: dict[str, Any], *args: Any, **options: Any) -> Item:
        """As moto does it; the order follows."""
        item = super().put_item(item_attrs, *args, **options)
        self._arrange(item)
        return item

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        """As moto does it; the order follows."""
        item = super().delete_item(hash_key, range_key)
        if item is not None:
            position = bisect_left(self._keys, _place_of(item))
            del self._keys[position], self._sorted[position]
        return item

    def all_items(self) -> list[Item]:
        """All items in the order of their keys."""
        return list(self._sorted)

    def query(
        self,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        *rest: Any,
        **options: Any,
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """As moto does it, over one partition unless an index is asked."""
        seen = self if hash_key is None or index_name else self._partition(hash_key)
        return super(OrderedTable, seen).query(
            hash_key,
            range_comparison,
            range_objs,
            limit,
            exclusive_start_key,
            scan_index_forward,
            projection_expressions,
            index_name,
            *rest,
            **options,
        )

    def _partition(self, hash_key: DynamoType) -> OrderedTable:
        """A table of the items with one hash key."""
        value = hash_key.cast_value
        start = bisect_left(self._keys, (value,))
        end = start
        while end < len(self._keys) and self._keys[end][0] == value:
            end += 1
        items = {hash_key: self.items[hash_key]} if end > start else {}
        return self._with(items, self._keys[start:end], self._sorted[start:end])

    def __deepcopy__(self, memo: dict[int, Any]) -> OrderedTable:
        """A copy with its own places for the same items."""
        items: Any = self.items
        if self.range_key_attr is not None:
            items = {key: dict(inner) for key, inner in items.items()}
        return self._with(items, list(self._keys), list(self._sorted))

    def _with(self, items: dict[Any, Any], keys: list[_Key], ordered: list[Item]) -> OrderedTable:
        """The same table with other items."""
        found = copy.copy(self)
        found.__dict__.update(items=defaultdict(dict, items), _keys=keys, _sorted=ordered)
        return found

    def _store(self, item: Item) -> None:
        # moto types this as a mapping of mappings; without a range key it holds the items themselves.
        items: Any = self.items
        if item.range_key is None:
            items[item.hash_key] = item
        else:
            items[item.hash_key][item.range_key] = item

    def _arrange(self, item: Item) -> None:
        """Have an item that is stored in its place of the order too."""
        key = _place_of(item)
        position = bisect_left(self._keys, key)
        if position < len(self._keys) and self._keys[position] == key:
            self._sorted[position] = item
        else:
            self._keys.insert(position, key)
            self._sorted.insert(position, item)


class Backend(DynamoDBBackend):
    """moto's backend with ordered tables."""

    def create_table(self, name: str, *args: Any, **definition: Any) -> OrderedTable:
        """As moto does it."""
        ordered = OrderedTable.of(super().create_table(name, *args, **definition))
        self.tables[name] = ordered
        return ordered

    def table(self, name: str) -> OrderedTable | None:
        """A table by name."""
        return cast("OrderedTable | None", self.tables.get(name))


def _place_of(item: Item) -> _Key:
    if item.range_key is None:
        return (item.hash_key.cast_value,)
    return item.hash_key.cast_value, item.range_key.cast_value
