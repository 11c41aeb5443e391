"""`str.format` and `str.format_map`: fields are looked up as the language does, and asked for their text."""

from __future__ import annotations

import re
import string

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import attribute_of, item_of
from deducer.interpreter.static import NotStatic, variables_of
from deducer.interpreter.strings import formatted
from deducer.models.registry import method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Const, carried, constant, unknown
from deducer.values.base import NOTHING, Values, union

__all__: list[str] = []

_STEP = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")


@method(Const, "format")
def _format(m: Machine, target: Const, arguments: Arguments, node: Node) -> Values | None:
    if not isinstance(target.value, str):
        return None
    return _filled(m, target, arguments, node)


@method(Const, "format_map")
def _format_map(m: Machine, target: Const, arguments: Arguments, node: Node) -> Values | None:
    if not isinstance(target.value, str):
        return None
    return _filled(m, target, Arguments(double_star=UNKNOWN), node, arguments.get(0))


def _filled(m: Machine, target: Const, arguments: Arguments, node: Node, mapping: Values = NOTHING) -> Values:
    pieces: list[str] = []
    problem: NotStatic | None = None
    used: Values = (target,)
    count = 0
    try:
        fields = list(string.Formatter().parse(target.value))
    except ValueError as error:
        m.hazards += 1
        return unknown(f"not formattable: {error}", m.place(node))
    for literal, name, layout, conversion in fields:
        pieces += [literal] if problem is None else []
        if name is None:
            continue
        head = re.split(r"[.\[]", name, maxsplit=1)[0]
        base = _base(m, head or str(count), arguments, mapping, node)
        count += not head
        values = _walked(m, base, name[len(head) :], node)
        used = union(used, values)
        try:
            piece = formatted(m, values, conversion or None, layout or "", node)
            pieces += [piece] if problem is None else []
        except NotStatic as error:
            problem = problem or error
    if problem is not None:
        return unknown(problem.reason, problem.place or m.place(node), carried(used), "".join(pieces))
    return (constant("".join(pieces), variables_of(used)),)


def _base(m: Machine, head: str, arguments: Arguments, mapping: Values, node: Node) -> Values:
    """What a field's first part stands for."""
    if mapping:
        return item_of(m, mapping, (constant(head),), node)
    if head.isdigit():
        return arguments.get(int(head)) or UNKNOWN
    return arguments.keywords.get(head) or arguments.double_star or UNKNOWN


def _walked(m: Machine, values: Values, steps: str, node: Node) -> Values:
    """`.name` and `[key]` behind a field's first part."""
    for name, key in _STEP.findall(steps):
        if name:
            values = attribute_of(m, values, name, node)
        else:
            values = item_of(m, values, (constant(int(key) if key.isdigit() else key),), node)
    return values
