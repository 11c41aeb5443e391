"""Arguments to parameters."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.source.form import KEYWORD_ONLY, POSITIONAL, POSITIONAL_ONLY, VAR_KEYWORD, VAR_POSITIONAL, Node
from deducer.state.machine import Machine
from deducer.values.atoms import unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.callables import Function
from deducer.values.containers import Mapping, Sequence

__all__ = ["bind_arguments"]


def bind_arguments(m: Machine, function: Function, arguments: Arguments, node: Node) -> dict[str, Values]:
    """What each parameter stands for. A call that does not fit would raise; its missing arguments are unknown."""
    bound: dict[str, Values] = {}
    position = 0
    taken: set[str] = set()
    for name, kind, _, _ in function.code.parameters:
        if kind in (POSITIONAL_ONLY, POSITIONAL):
            if position < len(arguments.positional):
                bound[name] = arguments.positional[position]
            else:
                bound[name] = _by_name(m, function, arguments, name, kind, node)
            taken.add(name)
            position += 1
        elif kind == VAR_POSITIONAL:
            bound[name] = _surplus(m, arguments, position)
        elif kind == KEYWORD_ONLY:
            bound[name] = _by_name(m, function, arguments, name, kind, node)
            taken.add(name)
        elif kind == VAR_KEYWORD:
            rest = {key: values for key, values in arguments.keywords.items() if key not in taken}
            others = unknown("a keyword's name") if arguments.double_star else NOTHING
            bound[name] = (m.heap.new(Mapping(dict(rest), arguments.double_star, others)),)
    return bound


def _by_name(
    m: Machine, function: Function, arguments: Arguments, name: str, kind: int, node: Node
) -> Values:
    if kind != POSITIONAL_ONLY and name in arguments.keywords:
        return arguments.keywords[name]
    values: Values = NOTHING if kind == KEYWORD_ONLY else arguments.star
    if kind != POSITIONAL_ONLY:
        values = union(values, arguments.double_star)
    default = function.defaults.get(name)
    if default is not None:
        return union(default, values)
    if not values:
        m.hazards += 1
        return unknown(f"missing: no argument is given for `{name}`", m.place(node))
    return values


def _surplus(m: Machine, arguments: Arguments, position: int) -> Values:
    extra = arguments.positional[position:]
    if arguments.star:
        made = Sequence("tuple", None, union(flatten(extra), arguments.star))
    else:
        made = Sequence("tuple", list(extra))
    return (m.heap.new(made),)
