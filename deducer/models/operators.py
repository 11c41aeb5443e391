"""`operator`: getters that wait for their object, and operators as functions."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.arithmetic import combine
from deducer.interpreter.dispatch import attribute_of, call, item_of
from deducer.models.registry import model, object_call
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import constants
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.containers import Sequence
from deducer.values.foreign import ForeignObject

__all__: list[str] = []


@object_call("operator.attrgetter")
def _attrgetter(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    columns: list[Values] = []
    for names in target.positional:
        column: Values = NOTHING
        for name in constants(names) or ["?"]:
            found = arguments.get(0)
            for part in str(name).split("."):
                found = attribute_of(m, found, part, node)
            column = union(column, found)
        columns.append(column)
    return columns[0] if len(columns) == 1 else (m.heap.new(Sequence("tuple", columns)),)


@object_call("operator.itemgetter")
def _itemgetter(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    columns = [item_of(m, arguments.get(0), keys, node) for keys in target.positional]
    return columns[0] if len(columns) == 1 else (m.heap.new(Sequence("tuple", columns)),)


@object_call("operator.methodcaller")
def _methodcaller(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values | None:
    names = constants(target.positional[0]) if target.positional else None
    if names is None:
        return None
    given = Arguments(target.positional[1:], target.keywords)
    methods = flatten(attribute_of(m, arguments.get(0), str(name), node) for name in names)
    return call(m, methods, given, node)


_OPERATORS = {
    "add": "+", "concat": "+", "iadd": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%",
    "pow": "**", "matmul": "@", "or_": "|", "ior": "|", "and_": "&", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip


def _operator(name: str, symbol: str) -> None:
    @model(f"operator.{name}")
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        return combine(m, arguments.get(0), symbol, arguments.get(1), node)


for _name, _symbol in _OPERATORS.items():
    _operator(_name, _symbol)


@model("operator.getitem")
def _getitem(m: Machine, arguments: Arguments, node: Node) -> Values:
    return item_of(m, arguments.get(0), arguments.get(1), node)


@model("operator.call")
def _call(m: Machine, arguments: Arguments, node: Node) -> Values:
    return call(m, arguments.get(0), arguments.after(1), node)
