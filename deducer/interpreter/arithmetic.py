"""Binary and unary operators."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from deducer.foreign.holding import held_values, keep
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import evaluate, expression
from deducer.interpreter.special import call_special, declined, text_of, without_declining
from deducer.interpreter.static import NotStatic, lift, plain, variables_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const, Unknown, carried, constant, unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.classes import Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign, ForeignObject
from deducer.values.widening import widen

__all__ = ["combine"]

_OPERATORS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "+": ("add", operator.add),
    "-": ("sub", operator.sub),
    "*": ("mul", operator.mul),
    "/": ("truediv", operator.truediv),
    "//": ("floordiv", operator.floordiv),
    "%": ("mod", operator.mod),
    "**": ("pow", operator.pow),
    "@": ("matmul", operator.matmul),
    "|": ("or", operator.or_),
    "&": ("and", operator.and_),
    "^": ("xor", operator.xor),
    "<<": ("lshift", operator.lshift),
    ">>": ("rshift", operator.rshift),
}
_UNARY: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "-": ("__neg__", operator.neg),
    "+": ("__pos__", operator.pos),
    "~": ("__invert__", operator.invert),
}
_LONGEST = 65_536
_LARGEST = 1 << 64


@expression("binary")
def _binary(m: Machine, node: Node) -> Values:
    _, _, symbol, left, right = node
    first, second = evaluate(m, left), evaluate(m, right)
    m.at(node)
    return combine(m, first, symbol, second, node)


def combine(m: Machine, left: Values, symbol: str, right: Values, node: Node) -> Values:
    """The values of `left symbol right`."""
    result: Values = NOTHING
    for first in left:
        for second in right:
            result = union(result, _pair(m, first, symbol, second, node))
    return widen(result)


def _pair(m: Machine, left: Value, symbol: str, right: Value, node: Node) -> Values:
    name, function = _OPERATORS[symbol]
    if isinstance(left, Const) and isinstance(right, Const):
        return _computed(m, function, left, right, symbol, node)
    made = call_special(m, left, (f"__{name}__",), Arguments([(right,)]), node)
    if made is None or declined(made):
        reflected = call_special(m, right, (f"__r{name}__",), Arguments([(left,)]), node)
        made = made if reflected is None else union(without_declining(made or NOTHING), reflected)
    if made is not None:
        return made
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return _sequences(m, left, symbol, right)
    if isinstance(left, Mapping) and isinstance(right, Mapping) and symbol == "|":
        merged = {**left.items, **right.items}
        rest, others = union(left.rest, right.rest), union(left.other_keys, right.other_keys)
        if right.rest:
            merged = {key: union(values, right.rest) for key, values in merged.items()}
        return (m.heap.new(Mapping(merged, rest, others)),)
    if isinstance(left, Const) and isinstance(left.value, (str, bytes)) and symbol == "%":
        return _percent(m, left, right, node)
    return _repeated(m, left, symbol, right) or _opaque(m, left, name, right, node)


def _computed(
    m: Machine, function: Callable[[Any, Any], Any], left: Const, right: Const, symbol: str, node: Node
) -> Values:
    first, second = left.value, right.value
    if _too_large(first, second, symbol):
        return unknown("too large to be computed here", m.place(node))
    try:
        return lift(m, function(first, second), tuple(sorted({*left.variables, *right.variables})))
    except Exception as error:  # whatever the app's own operands raise, its run would raise too
        m.hazards += 1
        return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))


def _too_large(first: Any, second: Any, symbol: str) -> bool:
    if symbol in ("**", "<<"):
        return not isinstance(second, (int, float)) or abs(second) > 64 or _big(first)
    if symbol == "*":
        for text, count in ((first, second), (second, first)):
            if isinstance(text, (str, bytes)) and isinstance(count, int) and len(text) * count > _LONGEST:
                return True
    if symbol == "+" and isinstance(first, (str, bytes)):
        return len(first) > _LONGEST
    if symbol == "%" and isinstance(first, (str, bytes)):
        return len(first) > _LONGEST or _big(second)
    return False


def _big(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) > _LARGEST


def _sequences(m: Machine, left: Sequence, symbol: str, right: Sequence) -> Values:
    m.reads(left)
    m.reads(right)
    if symbol == "+" and left.exact is not None and right.exact is not None:
        return (m.heap.new(Sequence(left.kind, [*left.exact, *right.exact])),)
    if symbol == "|" and left.exact is not None and right.exact is not None:
        return (
            m.heap.new(
                Sequence(left.kind, [*left.exact, *(item for item in right.exact if item not in left.exact)])
            ),
        )
    return (m.heap.new(Sequence(left.kind, None, union(left.contents(), right.contents()))),)


def _percent(m: Machine, left: Const, right: Value, node: Node) -> Values:
    text_of(m, _parts(right), node)
    try:
        operand = plain((right,))
        if "*" in str(left.value) or any(
            part.isdigit() and len(part) > 3 for part in str(left.value).split("%")
        ):
            raise NotStatic("padded to a width that is not written out", m.place(node))
        return (constant(left.value % operand, tuple(sorted({*left.variables, *variables_of((right,))}))),)
    except NotStatic as error:
        prefix = str(left.value).partition("%")[0] if isinstance(left.value, str) else ""
        return unknown(error.reason, error.place or m.place(node), carried(_parts(right)), prefix)
    except Exception as error:  # see _computed
        m.hazards += 1
        return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))


def _parts(value: Value) -> Values:
    return value.contents() if isinstance(value, (Sequence, Mapping)) else (value,)


def _repeated(m: Machine, left: Value, symbol: str, right: Value) -> Values:
    """`[x] * n`."""
    if symbol != "*":
        return NOTHING
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, Sequence):
            m.reads(sequence)
            times = count.value if isinstance(count, Const) else None
            if isinstance(times, int) and sequence.exact is not None and len(sequence.exact) * times <= 256:
                return (m.heap.new(Sequence(sequence.kind, list(sequence.exact) * times)),)
            return (m.heap.new(Sequence(sequence.kind, None, sequence.contents())),)
    return NOTHING


def _opaque(m: Machine, left: Value, name: str, right: Value, node: Node) -> Values:
    """An operator whose meaning is not read: `prompt | llm | parse`. The result may hold what it was given."""
    pair = (left, right)
    held = held_values(pair)
    if held or any(isinstance(value, (Foreign, ForeignObject)) for value in pair):
        for value in pair:
            if isinstance(value, Instance) and value.cls.foreign_bases:
                keep(m, value, held)
        source = next((value.source for value in pair if isinstance(value, ForeignObject)), "operator")
        return (m.heap.new(ForeignObject(f"{source}.__{name}__", [(left,), (right,)], {}, held)),)
    m.hazards += 1
    prefix = _beginning(left, right) if name == "add" else ""
    for value in pair:
        if isinstance(value, Unknown):
            return unknown(value.reason, value.place, carried(pair), prefix)
    return unknown("known only while the app runs", m.place(node))


def _beginning(left: Value, right: Value) -> str:
    """What `left + right` begins with, as text."""
    if isinstance(left, Const) and isinstance(left.value, str):
        return left.value + (right.prefix if isinstance(right, Unknown) else "")
    return left.prefix if isinstance(left, Unknown) else ""


@expression("unary")
def _unary(m: Machine, node: Node) -> Values:
    _, _, symbol, operand = node
    name, function = _UNARY[symbol]
    result: Values = NOTHING
    for value in evaluate(m, operand):
        made = call_special(m, value, (name,), Arguments(), node)
        if made is not None:
            result = union(result, made)
        elif isinstance(value, Const):
            try:
                result = union(result, (constant(function(value.value), value.variables),))
            except TypeError as error:
                m.hazards += 1
                result = union(result, unknown(f"not computable: {error}", m.place(node)))
        else:
            held = held_values((value,))
            opaque = (m.heap.new(ForeignObject(f"operator.{name}", [(value,)], {}, held)),) if held else ()
            result = union(
                result, opaque or unknown("known only while the app runs", m.place(node), carried((value,)))
            )
    return widen(result)
