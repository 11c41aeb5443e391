"""What a test that went one way says about the variables in it: `if x is None`, `if isinstance(x, C)`, `if x`.

Only values of plain local names are narrowed, and only dropped where the test certainly excludes them.
"""

from __future__ import annotations

from collections.abc import Callable

from deducer.interpreter.classification import is_instance
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const
from deducer.values.base import Value
from deducer.values.callables import Bound, Function, Partial
from deducer.values.classes import Class, Instance
from deducer.values.resources import Resource, ResourceMethod

__all__ = ["narrowed"]

_TRUTHY = (Function, Class, Resource, ResourceMethod, Bound, Partial)


def narrowed(m: Machine, test: Node, outcome: bool) -> None:
    """Drop what the names in `test` cannot stand for, given its outcome."""
    tag = test[0]
    if tag == "not":
        narrowed(m, test[2], not outcome)
    elif (tag == "and" and outcome) or (tag == "or" and not outcome):
        narrowed(m, test[2], outcome)
        narrowed(m, test[3], outcome)
    elif tag == "name":
        _keep(m, test[2], lambda value: _may_be_true(value) if outcome else _may_be_false(value))
    elif tag == "compare":
        _comparison(m, test, outcome)
    elif tag == "call":
        _instance_check(m, test, outcome)


def _keep(m: Machine, name: str, wanted: Callable[[Value], bool]) -> None:
    variables = m.frame.scope.variables
    values = variables.get(name)
    if values is None or len(values) < 2:
        return
    kept = tuple(value for value in values if wanted(value))
    if kept and len(kept) < len(values):
        variables[name] = kept


def _may_be_true(value: Value) -> bool:
    return not isinstance(value, Const) or bool(value.value)


def _may_be_false(value: Value) -> bool:
    return not isinstance(value, _TRUTHY) and (not isinstance(value, Const) or not value.value)


def _comparison(m: Machine, test: Node, outcome: bool) -> None:
    left, pairs = test[2], test[3]
    if left[0] != "name" or len(pairs) != 1:
        return
    operator, right = pairs[0]
    if right[0] != "const" or operator not in ("is", "is not", "==", "!="):
        return
    equal = outcome == (operator in ("is", "=="))
    wanted = right[2]
    if equal:
        _keep(m, left[2], lambda value: not isinstance(value, (Const, *_TRUTHY)) or _is(value, wanted))
    else:
        _keep(m, left[2], lambda value: not _is(value, wanted))


def _is(value: Value, wanted: object) -> bool:
    return isinstance(value, Const) and type(value.value) is type(wanted) and value.value == wanted


def _instance_check(m: Machine, test: Node, outcome: bool) -> None:
    _, _, callee, positional, _ = test
    if (
        callee[:1] != ("name",)
        or callee[2] != "isinstance"
        or len(positional) != 2
        or positional[0][0] != "name"
    ):
        return
    from deducer.interpreter.dispatch import evaluate

    classes = evaluate(m, positional[1])

    def wanted(value: Value) -> bool:
        verdict = is_instance(m, value, classes) if isinstance(value, (Instance, Const, Resource)) else None
        return verdict is None or verdict == outcome

    _keep(m, positional[0][2], wanted)
