"""DynamoDB: every table of a batch or transaction is a resource of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pluto_py.local.gateway.definition import Call, Requirement, ServiceDefinition
from pluto_py.local.gateway.protocol import Protocol

__all__ = ["DYNAMODB"]

_TRANSACTION_ACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_STATEMENT = re.compile(
    r"\s*(?:EXISTS\s*\(\s*)?(?P<verb>SELECT|INSERT|UPDATE|DELETE)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_TARGET = {
    "select": re.compile(r"\bFROM\s+(\S+)", re.IGNORECASE),
    "delete": re.compile(r"\bFROM\s+(\S+)", re.IGNORECASE),
    "insert": re.compile(r"\bINTO\s+(\S+)", re.IGNORECASE),
    "update": re.compile(r"\s*(\S+)"),
}


def _table(call: Call, name: str) -> str:
    return name if name.startswith("arn:") else call.arn(f"table/{name}")


def _default(call: Call) -> list[str]:
    """The table, or the index that a query or scan reads; else the resource that the call names by ARN."""
    name = call.text("TableName")
    if name is None:
        named = (call.text(key) for key in ("ResourceArn", "TableArn", "BackupArn", "ExportArn", "ImportArn"))
        return [found for found in named if found][:1]
    index = call.text("IndexName")
    return [_table(call, name) + (f"/index/{index}" if index else "")]


def _batch(call: Call) -> list[str]:
    items = call.parameters.get("RequestItems")
    return [_table(call, name) for name in items] if isinstance(items, Mapping) else []


def _transaction(call: Call) -> list[Requirement]:
    """One requirement per distinct action and table, in the order of the request."""
    found: dict[tuple[str, str], Requirement] = {}
    for kind, name in _transaction_parts(call.parameters.get("TransactItems")):
        action, resource = f"dynamodb:{_TRANSACTION_ACTIONS[kind]}", _table(call, name)
        found[action, resource] = Requirement(action, resource)
    return list(found.values()) or [Requirement(f"dynamodb:{call.operation}", "*")]


def _transaction_parts(items: Any) -> Iterator[tuple[str, str]]:
    for item in items if isinstance(items, list) else ():
        for kind, part in item.items() if isinstance(item, Mapping) else ():
            if (
                kind in _TRANSACTION_ACTIONS
                and isinstance(part, Mapping)
                and isinstance(part.get("TableName"), str)
            ):
                yield kind, part["TableName"]


def _statements(call: Call) -> list[Requirement]:
    """PartiQL: `dynamodb:PartiQLSelect` (Insert, Update, Delete) on the table that each statement names."""
    texts = [call.parameters.get("Statement")]
    for key in ("Statements", "TransactStatements"):
        texts += [
            part.get("Statement") for part in call.parameters.get(key) or () if isinstance(part, Mapping)
        ]
    return [_statement(call, text) for text in texts if isinstance(text, str)] or [
        Requirement("dynamodb:PartiQLSelect", "*")
    ]


def _statement(call: Call, text: str) -> Requirement:
    statement = _STATEMENT.match(text)
    if statement is None:
        return Requirement("dynamodb:PartiQLSelect", "*")
    verb = statement["verb"].lower()
    target = _TARGET[verb].search(statement["rest"])
    table, _, index = target.group(1).replace('"', "").partition(".") if target else ("", "", "")
    resource = _table(call, table) + (f"/index/{index}" if index else "") if table else "*"
    return Requirement(f"dynamodb:PartiQL{verb.capitalize()}", resource)


DYNAMODB = ServiceDefinition(
    name="dynamodb",
    protocol=Protocol.JSON_1_0,
    target="DynamoDB_20120810",
    default_resources=_default,
    resources={
        "BatchGetItem": _batch,
        "BatchWriteItem": _batch,
        "ListTables": lambda call: [call.arn("table/*")],
    },
    requirements={
        "TransactGetItems": _transaction,
        "TransactWriteItems": _transaction,
        "ExecuteStatement": _statements,
        "BatchExecuteStatement": _statements,
        "ExecuteTransaction": _statements,
    },
)
