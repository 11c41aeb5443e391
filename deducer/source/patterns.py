"""What each kind of `case` pattern becomes in the lowered form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deducer.source.form import Node
from deducer.source.lowering import Lowering, Rule

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["PATTERNS"]


def _value(low: Lowering, node: Any) -> Node:
    value = low.expression(node.value)
    return ("value", value[1], value)


def _as(low: Lowering, node: cst.MatchAs) -> Node:
    inner = None if node.pattern is None else low.pattern(node.pattern)
    if node.name is not None:
        at = low.cursor.leaf(node.name.value)
    else:
        at = low.cursor.leaf("_") if inner is None else inner[1]
    return ("capture", at, None if node.name is None else node.name.value, inner)


def _or(low: Lowering, node: cst.MatchOr) -> Node:
    patterns = tuple(low.pattern(element.pattern) for element in node.patterns)
    return ("either", patterns[0][1], patterns)


def _sequence(low: Lowering, node: Any) -> Node:
    at = low.cursor.offset
    return ("sequence", at, tuple(low.pattern(element) for element in node.patterns))


def _element(low: Lowering, node: cst.MatchSequenceElement) -> Node:
    return low.pattern(node.value)


def _star(low: Lowering, node: cst.MatchStar) -> Node:
    name = node.name.value if node.name is not None else None
    return ("rest", low.cursor.leaf(name or "_"), name)


def _mapping(low: Lowering, node: cst.MatchMapping) -> Node:
    at = low.cursor.symbol("{")
    pairs = tuple((low.expression(element.key), low.pattern(element.pattern)) for element in node.elements)
    rest = node.rest.value if node.rest is not None else None
    if rest is not None:
        low.cursor.leaf(rest)
    return ("mapping", at, pairs, rest)


def _class(low: Lowering, node: cst.MatchClass) -> Node:
    name = low.expression(node.cls)
    positional = tuple(low.pattern(element) for element in node.patterns)
    keywords = []
    for element in node.kwds:
        low.cursor.leaf(element.key.value)
        keywords.append((element.key.value, low.pattern(element.pattern)))
    return ("class", name[1], name, positional, tuple(keywords))


PATTERNS: dict[str, Rule] = {
    "MatchValue": _value,
    "MatchSingleton": _value,
    "MatchAs": _as,
    "MatchOr": _or,
    "MatchList": _sequence,
    "MatchTuple": _sequence,
    "MatchSequenceElement": _element,
    "MatchStar": _star,
    "MatchMapping": _mapping,
    "MatchClass": _class,
}
