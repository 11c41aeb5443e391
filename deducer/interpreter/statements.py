"""Simple statements."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.arithmetic import combine
from deducer.interpreter.assignment import assign
from deducer.interpreter.dispatch import evaluate, iterate, statement
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import add_item, smash
from deducer.interpreter.removal import remove
from deducer.interpreter.special import call_special
from deducer.interpreter.truth import condition
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE
from deducer.values.base import NOTHING, Values, union
from deducer.values.containers import Sequence

__all__: list[str] = []

_GROWS = {"+": ("list", "deque"), "|": ("set",)}


@statement("expression")
def _expression(m: Machine, node: Node) -> bool:
    value = node[2]
    m.discarded = value
    evaluate(m, value)
    m.discarded = None
    return True


@statement("assign")
def _assign(m: Machine, node: Node) -> bool:
    _, _, targets, value = node
    values = evaluate(m, value)
    for target in targets:
        assign(m, target, values)
    return True


@statement("annotated")
def _annotated(m: Machine, node: Node) -> bool:
    _, _, target, value, _ = node
    if value is not None:
        assign(m, target, evaluate(m, value))
    return True


@statement("augmented")
def _augmented(m: Machine, node: Node) -> bool:
    _, _, target, symbol, value = node
    current = evaluate(m, target)
    operand = evaluate(m, value)
    m.at(node)
    result: Values = NOTHING
    for part in current:
        if isinstance(part, Sequence) and part.kind in _GROWS.get(symbol, ()):
            _extend(m, part, operand, node)
            result = union(result, (part,))
            continue
        made = call_special(m, part, (f"__{_NAMES[symbol]}__",), Arguments([operand]), node)
        result = union(result, combine(m, (part,), symbol, operand, node) if made is None else made)
    assign(m, target, result)
    return True


_NAMES = {
    "+": "iadd", "-": "isub", "*": "imul", "/": "itruediv", "//": "ifloordiv", "%": "imod", "**": "ipow",
    "@": "imatmul", "|": "ior", "&": "iand", "^": "ixor", "<<": "ilshift", ">>": "irshift",
}  # fmt: skip


def _extend(m: Machine, target: Sequence, values: Values, node: Node) -> None:
    items = exact_items(m, values, node)
    if items is not None and m.heap.strong(target):
        for item in items:
            add_item(m, target, item)
        return
    element = iterate(m, values, node)
    if element:
        smash(m, target)
        add_item(m, target, element)


@statement("delete")
def _delete(m: Machine, node: Node) -> bool:
    for target in node[2]:
        remove(m, target)
    return True


@statement("return")
def _return(m: Machine, node: Node) -> bool:
    values = NONE if node[2] is None else evaluate(m, node[2])
    m.frame.returned = union(m.frame.returned, values)
    return False


@statement("assert")
def _assert(m: Machine, node: Node) -> bool:
    _, _, test, message = node
    if condition(m, test) is not True:
        m.hazards += 1
        if message is not None:
            with m.heap.branch():
                evaluate(m, message)
    return True


@statement("break")
def _break(m: Machine, node: Node) -> bool:
    if m.frame.loops:
        m.frame.loops[-1].breaks.append(m.frame.scope.variables)
    return False


@statement("continue")
def _continue(m: Machine, node: Node) -> bool:
    if m.frame.loops:
        m.frame.loops[-1].continues.append(m.frame.scope.variables)
    return False
