"""The tables through which the interpreter's parts reach each other, and the functions that look things up in them.

Each kind of syntax and each kind of value has its own small rule. A rule that needs another goes through
here, so the rules' modules do not import each other in circles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from deducer.interpreter.arguments import Arguments
from deducer.source.form import Body, Node
from deducer.state.machine import Machine
from deducer.values.base import Value, Values, flatten
from deducer.values.widening import widen

__all__ = [
    "attribute_of",
    "call",
    "call_value",
    "calls",
    "evaluate",
    "expression",
    "get_attribute",
    "get_item",
    "gets_attribute",
    "gets_item",
    "item_of",
    "iterate",
    "iterate_value",
    "iterates",
    "run_block",
    "set_attribute",
    "set_item",
    "sets_attribute",
    "sets_item",
    "statement",
]

F = TypeVar("F", bound=Callable[..., Any])

EXPRESSIONS: dict[str, Callable[[Machine, Node], Values]] = {}
STATEMENTS: dict[str, Callable[[Machine, Node], bool]] = {}
CALLS: dict[type, Callable[[Machine, Any, Arguments, Node], Values]] = {}
GET_ATTRIBUTE: dict[type, Callable[[Machine, Any, str, Node], Values]] = {}
SET_ATTRIBUTE: dict[type, Callable[[Machine, Any, str, Values, Node], None]] = {}
GET_ITEM: dict[type, Callable[[Machine, Any, Values, Node], Values]] = {}
SET_ITEM: dict[type, Callable[[Machine, Any, Values, Values, Node], None]] = {}
ITERATE: dict[type, Callable[[Machine, Any, Node], Values]] = {}


def _registration(table: dict[Any, Any], keys: tuple[Any, ...]) -> Callable[[F], F]:
    def keep(rule: F) -> F:
        for key in keys:
            table[key] = rule
        return rule

    return keep


def expression(*tags: str) -> Callable[[F], F]:
    """The decorated function evaluates expressions with these tags."""
    return _registration(EXPRESSIONS, tags)


def statement(*tags: str) -> Callable[[F], F]:
    """The decorated function runs statements with these tags; it returns whether the next one is reached."""
    return _registration(STATEMENTS, tags)


def calls(*kinds: type) -> Callable[[F], F]:
    """The decorated function calls values of these classes."""
    return _registration(CALLS, kinds)


def gets_attribute(*kinds: type) -> Callable[[F], F]:
    """The decorated function reads attributes of values of these classes."""
    return _registration(GET_ATTRIBUTE, kinds)


def sets_attribute(*kinds: type) -> Callable[[F], F]:
    """The decorated function writes attributes of values of these classes."""
    return _registration(SET_ATTRIBUTE, kinds)


def gets_item(*kinds: type) -> Callable[[F], F]:
    """The decorated function subscripts values of these classes."""
    return _registration(GET_ITEM, kinds)


def sets_item(*kinds: type) -> Callable[[F], F]:
    """The decorated function assigns to subscripts of values of these classes."""
    return _registration(SET_ITEM, kinds)


def iterates(*kinds: type) -> Callable[[F], F]:
    """The decorated function gives the elements of values of these classes."""
    return _registration(ITERATE, kinds)


def evaluate(m: Machine, node: Node) -> Values:
    """The values that an expression may have."""
    return EXPRESSIONS[node[0]](m, node)


def run_block(m: Machine, body: Body) -> bool:
    """Run statements; whether the end is reached."""
    for node in body:
        m.step()
        m.frame.path = m.heap.path
        if not STATEMENTS[node[0]](m, node):
            return False
    return True


def call(m: Machine, callees: Values, arguments: Arguments, node: Node) -> Values:
    """Call whatever the callee may be; each of several alternatives may not happen."""
    if len(callees) == 1:
        return CALLS[type(callees[0])](m, callees[0], arguments, node)
    results: list[Values] = []
    for callee in callees:
        m.step()
        with m.heap.branch():
            results.append(CALLS[type(callee)](m, callee, arguments, node))
    return widen(flatten(results))


def call_value(m: Machine, callee: Value, arguments: Arguments, node: Node) -> Values:
    """Call one value."""
    return CALLS[type(callee)](m, callee, arguments, node)


def get_attribute(m: Machine, target: Value, name: str, node: Node) -> Values:
    """The values of `target.name`."""
    return GET_ATTRIBUTE[type(target)](m, target, name, node)


def attribute_of(m: Machine, targets: Values, name: str, node: Node) -> Values:
    """The values of `.name` of any of several targets."""
    if len(targets) == 1:
        return GET_ATTRIBUTE[type(targets[0])](m, targets[0], name, node)
    results: list[Values] = []
    for target in targets:
        m.step()
        with m.heap.branch():
            results.append(GET_ATTRIBUTE[type(target)](m, target, name, node))
    return widen(flatten(results))


def set_attribute(m: Machine, targets: Values, name: str, values: Values, node: Node) -> None:
    """Assign to `.name` of a target; with several targets, perhaps."""
    if len(targets) == 1:
        SET_ATTRIBUTE[type(targets[0])](m, targets[0], name, values, node)
        return
    for target in targets:
        with m.heap.branch():
            SET_ATTRIBUTE[type(target)](m, target, name, values, node)


def get_item(m: Machine, target: Value, index: Values, node: Node) -> Values:
    """The values of `target[index]`."""
    return GET_ITEM[type(target)](m, target, index, node)


def item_of(m: Machine, targets: Values, index: Values, node: Node) -> Values:
    """The values of `[index]` of any of several targets."""
    results: list[Values] = []
    for target in targets:
        m.step()
        results.append(GET_ITEM[type(target)](m, target, index, node))
    return widen(flatten(results))


def set_item(m: Machine, targets: Values, index: Values, values: Values, node: Node) -> None:
    """Assign to `[index]` of a target; with several targets, perhaps."""
    if len(targets) == 1:
        SET_ITEM[type(targets[0])](m, targets[0], index, values, node)
        return
    for target in targets:
        with m.heap.branch():
            SET_ITEM[type(target)](m, target, index, values, node)


def iterate_value(m: Machine, target: Value, node: Node) -> Values:
    """What iterating one value may give; NOTHING when it is empty."""
    return ITERATE[type(target)](m, target, node)


def iterate(m: Machine, targets: Values, node: Node) -> Values:
    """What iterating any of the values may give; NOTHING when all are empty."""
    results: list[Values] = []
    for target in targets:
        m.step()
        results.append(ITERATE[type(target)](m, target, node))
    return widen(flatten(results))
