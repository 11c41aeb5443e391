"""Exceptions: who catches what, and leaving a block at once where a raise is certain.

Only while modules load is a raise ever certain; it then unwinds to the `try` that catches it, as it would when the
app runs. While a handler is analysed every `try` body may or may not raise.
"""

from __future__ import annotations

import builtins
from typing import Any

from deducer.interpreter.dispatch import evaluate
from deducer.state.machine import Guard, Machine, Raised
from deducer.values.base import NOTHING, Value, Values
from deducer.values.classes import Class
from deducer.values.containers import Sequence
from deducer.values.foreign import Foreign

__all__ = ["catches", "classes_of", "is_guarded", "raises", "raises_builtin"]


def raises_builtin(m: Machine, name: str) -> None:
    """What runs now certainly raises this built-in exception, unless a branch may have been skipped."""
    raises(m, m.foreign(f"builtins.{name}"), NOTHING)


def raises(m: Machine, kind: Value, values: Values) -> None:
    """What runs now certainly raises; unwinds where it is certain who catches that.

    Raises:
        Raised: to the `try` that catches it.
    """
    m.hazards += 1
    if not m.deploying:
        return
    for guard in reversed(m.guards):
        if guard.path != m.heap.path:
            return
        verdict = _caught_by(m, guard, kind)
        if verdict is None:
            return
        if verdict:
            raise Raised(kind, values)


def is_guarded(m: Machine, name: str) -> bool:
    """Whether a `try` around, here or in a caller, handles this built-in exception."""
    kind = m.foreign(f"builtins.{name}")
    return any(_caught_by(m, guard, kind) is not False for guard in m.guards)


def _caught_by(m: Machine, guard: Guard, kind: Value) -> bool | None:
    verdicts = []
    with m.inside(guard.frame, guard.module):
        for handler in guard.handlers:
            verdict = catches(m, handler[0], kind)
            if verdict is True:
                return None if None in verdicts else True
            verdicts.append(verdict)
    return None if None in verdicts else False


def catches(m: Machine, kind: Any, raised: Value) -> bool | None:
    """Whether `except kind` takes an exception of class `raised`; None when it cannot be told."""
    if kind is None:
        return True
    verdicts = [_derives(raised, value) for value in classes_of(evaluate(m, kind))]
    return True if True in verdicts else (None if None in verdicts else False)


def classes_of(values: Values) -> Values:
    """The classes that an `except` names, tuples taken apart."""
    flat: Values = ()
    for value in values:
        flat += classes_of(value.contents()) if isinstance(value, Sequence) else (value,)
    return flat


def _derives(raised: Value, caught: Value) -> bool | None:
    if isinstance(raised, Class):
        if isinstance(caught, Class):
            return caught in raised.mro or (None if raised.foreign_bases else False)
        names = [name for cls in raised.mro for name in cls.error_bases]
        verdicts = [_builtin_derives(name, caught) for name in names]
        return True if True in verdicts else (False if names and None not in verdicts else None)
    return _builtin_derives(raised.path, caught) if isinstance(raised, Foreign) else None


def _builtin_derives(path: str, caught: Value) -> bool | None:
    if isinstance(caught, Class):
        return False
    if not isinstance(caught, Foreign):
        return None
    first = getattr(builtins, path.removeprefix("builtins."), None)
    second = getattr(builtins, caught.path.removeprefix("builtins."), None)
    if isinstance(first, type) and isinstance(second, type):
        return issubclass(first, second)
    return True if path == caught.path else None
