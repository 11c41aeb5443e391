"""Formatted strings."""

from __future__ import annotations

from typing import Any

from deducer.interpreter.dispatch import evaluate, expression
from deducer.interpreter.special import text_of
from deducer.interpreter.static import NotStatic, plain, variables_of
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Unknown, carried, constant, unknown
from deducer.values.base import Values, union

__all__ = ["formatted"]

_HOW = {"r": "__repr__", "a": "__repr__", "s": "__str__"}
_LONGEST = 65_536
"""Longer strings are not computed: nothing that names or configures a resource is."""


@expression("fstring")
def _fstring(m: Machine, node: Node) -> Values:
    text, problem, parts = _assemble(m, node[2], node)
    if problem is not None:
        return unknown(problem.reason, problem.place or m.place(node), carried(parts), text)
    return (constant(text, variables_of(parts)),)


def _assemble(m: Machine, parts: tuple[Any, ...], node: Node) -> tuple[str, NotStatic | None, Values]:
    """The text, or why it is not known; and every value that went into it."""
    pieces: list[str] = []
    problem: NotStatic | None = None
    used: Values = ()
    for part in parts:
        if isinstance(part, str):
            if problem is None:
                pieces.append(part)
            continue
        inner, conversion, specification = part
        values = evaluate(m, inner)
        used = union(used, values)
        layout = ""
        if specification is not None:
            layout, failed, more = _assemble(m, specification, node)
            problem, used = problem or failed, union(used, more)
        try:
            piece = formatted(m, values, conversion, layout, inner)
        except NotStatic as error:
            if problem is None:
                pieces.append(_beginning(values))
            problem = problem or error
        else:
            pieces += [piece] if problem is None else []
    text = "".join(pieces)  # with a problem: what stands before it
    if len(text) > _LONGEST:
        problem = problem or NotStatic("a string of more than 64 KiB")
    return text, problem, used


def _beginning(values: Values) -> str:
    """What the text of a value certainly begins with."""
    value = values[0] if len(values) == 1 else None
    return value.prefix if isinstance(value, Unknown) else ""


def formatted(m: Machine, values: Values, conversion: str | None, layout: str, node: Node) -> str:
    """The text of a replacement field. Raises NotStatic where it is not known."""
    value = plain(text_of(m, values, node, _HOW.get(conversion or "", "__format__")))
    if conversion == "=":
        raise NotStatic("a debugging string (`{…=}`)", m.place(node))
    if conversion is not None:
        value = repr(value) if conversion == "r" else ascii(value) if conversion == "a" else str(value)
    if any(part.isdigit() and len(part) > 3 for part in layout.replace(".", " ").split()):
        raise NotStatic("a string padded to more than 999 characters", m.place(node))
    try:
        return format(value, layout)
    except (ValueError, TypeError) as error:
        raise NotStatic(f"not formattable: {error}", m.place(node)) from error
