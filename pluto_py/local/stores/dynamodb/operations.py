"""Which operations are served, by what they may change.

Left out is what would not survive a restart (backups, exports, imports) and what names AWS's own hosts
(`DescribeEndpoints`, which would send a client there).
"""

from __future__ import annotations

__all__ = ["ITEM_WRITES", "PARTIQL", "SERVED", "TABLE_WRITES"]

_READS = frozenset(
    {
        "BatchGetItem",
        "DescribeContinuousBackups",
        "DescribeLimits",
        "DescribeTable",
        "DescribeTimeToLive",
        "GetItem",
        "ListTables",
        "ListTagsOfResource",
        "Query",
        "Scan",
        "TransactGetItems",
    }
)

ITEM_WRITES = frozenset({"BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"})
"""What changes items that the request names by key."""

PARTIQL = frozenset({"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"})
"""What may change items, named by a statement's text."""

TABLE_WRITES = frozenset(
    {
        "CreateTable",
        "DeleteTable",
        "TagResource",
        "UntagResource",
        "UpdateContinuousBackups",
        "UpdateTable",
        "UpdateTimeToLive",
    }
)
"""What makes, changes or removes a table."""

SERVED = _READS | ITEM_WRITES | PARTIQL | TABLE_WRITES
