"""`raise`, `try` and `with`.

A `try` body may be left anywhere: its handlers start from everything that each name has stood for since the
`try`. While modules load it is known whether the body can raise at all (`Machine.hazards`): handlers of a
body that cannot are not run, and where it certainly raised only they are.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.branches import alternatives
from deducer.interpreter.dispatch import call_value, evaluate, run_block, statement
from deducer.interpreter.mutations import bind_name
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN
from deducer.values.base import Values, union
from deducer.values.classes import Class, Instance
from deducer.values.containers import Sequence
from deducer.values.foreign import Foreign, ForeignObject

__all__: list[str] = []


@statement("raise")
def _raise(m: Machine, node: Node) -> bool:
    _, _, exception, cause = node
    m.hazards += 1
    m.raising = None
    if exception is not None:
        for value in evaluate(m, exception):
            raised: Values = (value,)
            if isinstance(value, Class):
                raised = call_value(m, value, Arguments(), exception)
            m.raised = union(m.raised, tuple(part for part in raised if isinstance(part, Instance)))
            m.raising = _exception_name(value)
    if cause is not None:
        evaluate(m, cause)
    return False


def _exception_name(value: Any) -> str | None:
    """The built-in exception that is certainly raised."""
    if isinstance(value, ForeignObject):
        return value.source.removeprefix("builtins.")
    return value.path.removeprefix("builtins.") if isinstance(value, Foreign) else None


@statement("try")
def _try(m: Machine, node: Node) -> bool:
    _, _, body, handlers, orelse, final = node
    frame = m.frame
    scope = frame.scope
    hazards = m.hazards
    state = dict(scope.variables)
    frame.catching.append(state)
    m.guards.append(handlers)
    try:
        falls = run_block(m, body)
    finally:
        frame.catching.pop()
        m.guards.pop()
    certain = m.raising if not falls and m.hazards > hazards else None
    m.raising = None
    may_raise = m.hazards > hazards or not m.deploying
    if falls and orelse:
        falls = run_block(m, orelse)
    if handlers and may_raise:
        falls = _handled(m, handlers, falls, state, certain)
    if final:
        falls = _finally(m, final, falls, state)
    return falls


def _handled(m: Machine, handlers: Any, falls: bool, state: dict[str, Values], certain: str | None) -> bool:
    scope = m.frame.scope
    if certain is not None and m.deploying:
        for handler in handlers:
            if _catches(m, handler[0], certain):
                scope.variables = state
                return _handle(m, handler)
    after = scope.variables

    def body_end() -> bool:
        scope.variables = after
        return falls

    def part(handler: Any) -> Callable[[], bool]:
        def run() -> bool:
            scope.variables = dict(state)
            return _handle(m, handler)

        return run

    return alternatives(m, [body_end, *(part(handler) for handler in handlers)])


def _handle(m: Machine, handler: Any) -> bool:
    kind, name, body, _ = handler
    classes = UNKNOWN if kind is None else evaluate(m, kind)
    if name is not None:
        bind_name(m, name, _caught(m, classes))
    return run_block(m, body)


def _caught(m: Machine, classes: Values) -> Values:
    """The app's own exception objects that a handler may get, and unknown ones."""
    wanted = [value for value in _flat(classes) if isinstance(value, Class)]
    other = len(wanted) < len(_flat(classes))
    own = tuple(
        value
        for value in m.raised
        if isinstance(value, Instance) and (other or any(cls in value.cls.mro for cls in wanted))
    )
    return union(own, UNKNOWN)


def _flat(classes: Values) -> Values:
    flat: Values = ()
    for value in classes:
        flat += _flat(value.contents()) if isinstance(value, Sequence) else (value,)
    return flat


def _catches(m: Machine, kind: Node | None, raised: str) -> bool:
    """Whether a handler certainly takes the built-in exception `raised`."""
    if kind is None:
        return True
    exception = getattr(builtins, raised, None)
    for value in _flat(evaluate(m, kind)):
        caught = (
            getattr(builtins, value.path.removeprefix("builtins."), None)
            if isinstance(value, Foreign)
            else None
        )
        if isinstance(exception, type) and isinstance(caught, type) and issubclass(exception, caught):
            return True
    return False


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
