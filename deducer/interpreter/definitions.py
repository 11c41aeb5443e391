"""Function definitions: the function itself, and what decorators make of it."""

from __future__ import annotations

from deducer.foreign.calls import source_of
from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call_value, evaluate, statement
from deducer.interpreter.mutations import bind_name
from deducer.source.form import Node, RawCode
from deducer.state.machine import Machine, Registration
from deducer.values.base import NOTHING, Values, union
from deducer.values.callables import Function
from deducer.values.foreign import Foreign, ForeignObject, MethodOf

__all__ = ["decorated", "make_function"]

_KEEP_WRAPPER_ONLY = ("functools.singledispatch",)


@statement("function")
def _define(m: Machine, node: Node) -> bool:
    _, _, raw, decorators = node
    values: Values = (make_function(m, raw, node),)
    for decorator in reversed(decorators):
        values = decorated(m, decorator, values)
    bind_name(m, raw[0], values)
    return True


def make_function(m: Machine, raw: RawCode, node: Node) -> Function:
    """The function that a `def` or `lambda` makes here: in a handler one per scope, else a new one."""
    frame = m.frame
    code = m.code(raw)
    owner = frame.owner if frame.scope.kind == "class" else None
    prefix = owner.qualified_name if owner is not None else m.module.name
    if owner is None and frame.function is not None:
        prefix = frame.function.qualified_name
    made = Function(code, frame.scope, m.module, f"{prefix}.{code.name}", owner or frame.owner)
    escaping: Values = NOTHING
    for name, _, default, annotation in code.parameters:
        if default is not None:
            made.defaults[name] = evaluate(m, default)
        if annotation is not None:
            escaping = union(escaping, held_values(evaluate(m, annotation)))
    made.escaping = escaping
    m.at(node)
    return m.heap.named((Function, id(raw), frame.scope, m.heap.context), made)


def decorated(m: Machine, decorator: Node, values: Values) -> Values:
    """What a decorator makes of a function or class.

    One that is not read may give a wrapper, or register the function and give it back: the name may stand
    for either.
    """
    result: Values = NOTHING
    for value in evaluate(m, decorator):
        m.at(decorator)
        made = call_value(m, value, Arguments([values]), decorator)
        foreign = isinstance(value, (Foreign, ForeignObject, MethodOf))
        opaque = any(
            isinstance(part, ForeignObject) and part.source not in _KEEP_WRAPPER_ONLY for part in made
        )
        if foreign and opaque and m.deploying:
            package = source_of(value).partition(".")[0]
            m.registrations += [
                Registration(package, part, m.place(decorator))
                for part in values
                if isinstance(part, Function)
            ]
        result = union(result, union(values, made) if foreign and opaque else made)
    return result
