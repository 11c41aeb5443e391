"""The query protocol's form body as parameters: `Tags.member.1.Key=a` becomes `{"Tags": [{"Key": "a"}]}`.

No model is needed: numbered parts are lists, `member` is the marker before a number, an `entry` list of key
and value is a map. Every leaf is text.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

__all__ = ["parse"]


def parse(body: bytes) -> dict[str, Any]:
    """The form's parameters, `Action` and `Version` among them."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
        _insert(tree, name.split("."), value)
    return {name: _collapse(node) for name, node in tree.items()}


def _insert(tree: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        child = tree.get(part)
        if not isinstance(child, dict):
            child = tree[part] = {}
        tree = child
    tree[path[-1]] = value


def _collapse(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if set(node) == {"entry"}:
        entries = _collapse(node["entry"])
        return {entry.get("key"): entry.get("value") for entry in entries if isinstance(entry, dict)}
    if set(node) == {"member"}:
        return _collapse(node["member"])
    if all(part.isdecimal() for part in node):
        return [_collapse(node[part]) for part in sorted(node, key=int)]
    return {name: _collapse(child) for name, child in node.items()}
