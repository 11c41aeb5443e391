"""Comparisons and membership tests."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import evaluate, expression, iterate
from deducer.interpreter.special import call_special, compared, declined, without_declining
from deducer.interpreter.static import NO_KEY, NotStatic, key_of, plain
from deducer.models.registry import MODELS
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Const, Unknown, truth_value
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Bound, Deferred
from deducer.values.classes import Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign, ForeignObject, MethodOf

__all__ = ["compare"]

_OPERATORS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "==": ("__eq__", operator.eq),
    "!=": ("__ne__", operator.ne),
    "<": ("__lt__", operator.lt),
    "<=": ("__le__", operator.le),
    ">": ("__gt__", operator.gt),
    ">=": ("__ge__", operator.ge),
}
_REFLECTED = {"__lt__": "__gt__", "__le__": "__ge__", "__gt__": "__lt__", "__ge__": "__le__"}


@expression("compare")
def _compare(m: Machine, node: Node) -> Values:
    _, _, left, pairs = node
    if pairs[0][1][0] == "const" and pairs[0][1][2] is None:
        m.absence_allowed = left
    first = evaluate(m, left)
    verdict: bool | None = True
    for symbol, right in pairs:
        second = evaluate(m, right)
        step = compare(m, first, symbol, second, node)
        if step is False:
            return truth_value(False)
        verdict = None if step is None else verdict
        first = second
    return UNKNOWN if verdict is None else truth_value(verdict)


def compare(m: Machine, left: Values, symbol: str, right: Values, node: Node) -> bool | None:
    """Whether `left symbol right` is certainly true, certainly false, or may be either."""
    if symbol in ("is", "is not"):
        same = _identical(left, right)
        return None if same is None else same is (symbol == "is")
    if symbol in ("in", "not in"):
        found = _contains(m, left, right, node)
        return None if found is None else found is (symbol == "in")
    name, function = _OPERATORS[symbol]
    verdicts = {_pair(m, first, name, function, second, node) for first in left for second in right}
    return verdicts.pop() if len(verdicts) == 1 else None


def _pair(
    m: Machine, left: Value, name: str, function: Callable[[Any, Any], Any], right: Value, node: Node
) -> bool | None:
    made = call_special(m, left, (name,), Arguments([(right,)]), node)
    if made is None and name == "__ne__":
        equal = call_special(m, left, ("__eq__",), Arguments([(right,)]), node)
        if equal is not None:
            verdict = _verdict(equal)
            return None if verdict is None else not verdict
    if made is None and isinstance(left, Instance) and "ordered" in left.cls.options:
        call_special(m, left, ("__eq__",), Arguments([(right,)]), node)
        made = call_special(m, left, tuple(_REFLECTED), Arguments([(right,)]), node)
        return None
    if made is None or declined(made):
        reflected = call_special(m, right, (_REFLECTED.get(name, name),), Arguments([(left,)]), node)
        made = made if reflected is None else union(without_declining(made or NOTHING), reflected)
    if made is not None:
        return _verdict(made)
    if isinstance(left, Instance) and isinstance(right, Instance) and left.cls.is_data:
        return _fields(m, left, name, right, node)
    if isinstance(left, (Sequence, Mapping)) or isinstance(right, (Sequence, Mapping)):
        _compare_elements(m, left, right, node)
    if name in ("__eq__", "__ne__"):
        same = _equal_objects(left, right)
        if same is not None:
            return same is (name == "__eq__")
    try:
        return bool(function(plain((left,)), plain((right,))))
    except NotStatic:
        return None
    except Exception:  # the app's own comparison would raise as well
        m.hazards += 1
        return None


def _compare_elements(m: Machine, left: Value, right: Value, node: Node) -> None:
    """Comparing containers asks the app's objects in them."""
    inner = [value.contents() for value in (left, right) if isinstance(value, (Sequence, Mapping))]
    for values in inner:
        compared(m, values, UNKNOWN, node)


def _fields(m: Machine, left: Instance, name: str, right: Instance, node: Node) -> bool | None:
    """Data classes are compared field by field."""
    symbol = next(text for text, (method, _) in _OPERATORS.items() if method == name)
    if left.cls is not right.cls:
        return {"==": False, "!=": True}.get(symbol)
    m.reads(left)
    m.reads(right)
    verdicts = {
        compare(m, left.attributes.get(field, UNKNOWN), symbol, right.attributes.get(field, UNKNOWN), node)
        for field in left.cls.fields
    }
    return verdicts.pop() if len(verdicts) == 1 and symbol in ("==", "!=") else None


def _verdict(values: Values) -> bool | None:
    verdicts = {bool(value.value) if isinstance(value, Const) else None for value in values}
    return verdicts.pop() if len(verdicts) == 1 else None


def _equal_objects(left: Value, right: Value) -> bool | None:
    """Equality of objects that compare by identity."""
    if isinstance(left, (Sequence, Mapping)) or isinstance(right, (Sequence, Mapping)):
        return None
    return _identical((left,), (right,))


def _identical(left: Values, right: Values) -> bool | None:
    if len(left) != 1 or len(right) != 1:
        if any(_unclear(value) for value in (*left, *right)) or any(value in right for value in left):
            return None
        return False if left and right and not _constants_among(left, right) else None
    first, second = left[0], right[0]
    if isinstance(first, Const) and isinstance(second, Const):
        return type(first.value) is type(second.value) and first.value == second.value
    if _unclear(first) or _unclear(second):
        return None
    if first is second:
        return True if not getattr(first, "multi", False) else None
    return False


def _constants_among(left: Values, right: Values) -> bool:
    known = {(type(value.value), repr(value.value)) for value in left if isinstance(value, Const)}
    return any(
        isinstance(value, Const) and (type(value.value), repr(value.value)) in known for value in right
    )


def _unclear(value: Value) -> bool:
    """Whether nothing can be said about the identity of a value."""
    if isinstance(value, (Unknown, ForeignObject, Deferred, Bound)):
        return True
    if isinstance(value, Foreign):
        return (
            "." in value.path
        )  # a module is an object of its own; what is in it may be anything, None included
    return isinstance(value, Instance) and (bool(value.cls.foreign_bases) or value.multi)


def _contains(m: Machine, left: Values, right: Values, node: Node) -> bool | None:
    verdicts = {_contained(m, left, container, node) for container in right}
    return verdicts.pop() if len(verdicts) == 1 else None


def _contained(m: Machine, left: Values, container: Value, node: Node) -> bool | None:
    made = call_special(m, container, ("__contains__", "__iter__"), Arguments([left]), node)
    if made is not None:
        return _verdict(made)
    if isinstance(container, Foreign):
        model = MODELS.get(f"{container.path}.__contains__")
        answer = None if model is None else model(m, Arguments([left]), node)
        return None if answer is None else _verdict(answer)
    if isinstance(container, (Deferred, ForeignObject, MethodOf)):
        iterate(m, (container,), node)
        return None
    key = key_of(left)
    if key is NO_KEY:
        if isinstance(container, Sequence):
            compared(m, left, container.contents(), node)
        return None
    if isinstance(container, Mapping):
        m.reads(container)
        if key in container.items:
            return None if key in container.optional else True
        return False if not container.rest and not container.other_keys and m.heap.strong(container) else None
    if isinstance(container, Sequence):
        compared(m, left, container.contents(), node)
        return _among(m, left, container)
    if isinstance(container, Const) and isinstance(container.value, (str, bytes)):
        try:
            return key in container.value  # type: ignore[operator]  # a wrong type raises, as in the app
        except TypeError:
            return None
    return None


def _among(m: Machine, left: Values, container: Sequence) -> bool | None:
    m.reads(container)
    if container.exact is None or not m.heap.strong(container):
        return None
    verdicts = [_same_element(left, item) for item in container.exact]
    if any(verdict is True for verdict in verdicts):
        return True
    return None if any(verdict is None for verdict in verdicts) else False


def _same_element(left: Values, item: Values) -> bool | None:
    try:
        return bool(plain(left) == plain(item))
    except NotStatic:
        return _identical(left, item)
