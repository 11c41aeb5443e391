"""`raise`, `try` and `with`.

A `try` body may be left anywhere: its handlers start from everything that each name has stood for since the
`try`. While modules load it is known whether the body can raise at all (`Machine.hazards`): handlers of a
body that cannot are not run, and where it certainly raised only they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.branches import alternatives
from deducer.interpreter.dispatch import call_value, evaluate, run_block, statement
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.raising import catches, classes_of, raises
from deducer.source.form import Node
from deducer.state.machine import Guard, Machine, Raised
from deducer.values.atoms import UNKNOWN
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.classes import Class, Instance
from deducer.values.foreign import ForeignObject

__all__: list[str] = []


@statement("raise")
def _raise(m: Machine, node: Node) -> bool:
    _, _, exception, cause = node
    m.hazards += 1
    values = NOTHING if exception is None else evaluate(m, exception)
    if cause is not None:
        evaluate(m, cause)
    for value in values:
        made = call_value(m, value, Arguments(), exception) if isinstance(value, Class) else (value,)
        own = tuple(part for part in made if isinstance(part, (Instance, ForeignObject)))
        m.raised = union(m.raised, own)
        if len(values) == 1:
            raises(m, _kind(m, value, own), own)
    return False


def _kind(m: Machine, value: Value, own: Values) -> Value:
    """The class of the exception that is raised."""
    for made in own:
        if isinstance(made, Instance):
            return made.cls
    return m.foreign(value.source) if isinstance(value, ForeignObject) else value


@statement("try")
def _try(m: Machine, node: Node) -> bool:
    _, _, body, handlers, orelse, final = node
    frame = m.frame
    scope = frame.scope
    hazards = m.hazards
    state = dict(scope.variables)
    certain: Raised | None = None
    frame.catching.append(state)
    m.guards.append(Guard(handlers, frame, m.module, m.heap.path))
    try:
        falls = run_block(m, body)
    except Raised as raised:
        falls, certain = False, raised
    finally:
        frame.catching.pop()
        m.guards.pop()
    may_raise = m.hazards > hazards or not m.deploying
    if falls and orelse:
        falls = run_block(m, orelse)
    if certain is not None:
        scope.variables = state
        handler = next((part for part in handlers if catches(m, part[0], certain.kind)), None)
        if handler is not None:
            falls, certain = _handle(m, handler, certain.values), None
    elif handlers and may_raise:
        falls = _handled(m, handlers, falls, state)
    if final:
        falls = _finally(m, final, falls, state)
    if certain is not None:
        raise certain
    return falls


def _handled(m: Machine, handlers: Any, falls: bool, state: dict[str, Values]) -> bool:
    """The body's end, or any of the handlers."""
    scope = m.frame.scope
    after = scope.variables

    def body_end() -> bool:
        scope.variables = after
        return falls

    def part(handler: Any) -> Callable[[], bool]:
        def run() -> bool:
            scope.variables = dict(state)
            return _handle(m, handler, None)

        return run

    return alternatives(m, [body_end, *(part(handler) for handler in handlers)])


def _handle(m: Machine, handler: Any, values: Values | None) -> bool:
    kind, name, body, at = handler
    classes = UNKNOWN if kind is None else evaluate(m, kind)
    if name is not None:
        bind_name(
            m, name, _caught(m, classes, kind or ("except", at)) if values is None else values or UNKNOWN
        )
    return run_block(m, body)


def _caught(m: Machine, classes: Values, node: Node) -> Values:
    """The exception objects that a handler may get: those that are raised somewhere, and any other."""
    wanted = [value for value in classes_of(classes) if isinstance(value, Class)]
    other = len(wanted) < len(classes_of(classes))
    found: Values = UNKNOWN
    for value in m.raised:
        if other or (isinstance(value, Instance) and any(cls in value.cls.mro for cls in wanted)):
            found = union(found, (value,))
    for cls in wanted:
        m.at(node)
        found = union(found, (m.heap.new(Instance(cls, m.place(node))),))
    return found


def _finally(m: Machine, final: Any, falls: bool, state: dict[str, Values]) -> bool:
    """The last block runs however the others were left."""
    scope = m.frame.scope
    after = scope.variables
    if not falls:
        scope.variables = state
    ends = run_block(m, final)
    if not falls:
        scope.variables = after
    return falls and ends
