"""What a name stands for: local, enclosing, module, built-in."""

from __future__ import annotations

import builtins

from deducer.state.machine import Machine
from deducer.values.base import Values, union
from deducer.values.scopes import Scope

__all__ = ["look_up"]

_BUILTINS = frozenset(dir(builtins))


def look_up(m: Machine, name: str) -> Values | None:
    """The values of a name in the current scope, or None where nothing has that name."""
    own = m.frame.scope
    if own.kind != "module":
        values = own.variables.get(name)
        if values is not None:
            return values
        scope = own.parent
    else:
        scope = own
    while scope is not None:
        if scope.kind != "class":
            values = _shared(m, scope, name)
            if values is not None:
                return values
        scope = scope.parent
    if name in _BUILTINS:
        return (m.foreign(f"builtins.{name}"),)
    outside = m.module.scope.outside
    return tuple(m.foreign(f"{module}.{name}") for module in outside) or None


def _shared(m: Machine, scope: Scope, name: str) -> Values | None:
    """A variable of a namespace that others may change."""
    values = scope.variables.get(name)
    m.frame.reads[scope] = None
    if scope.earlier:
        earlier = scope.earlier.get(name)
        if earlier is not None:
            values = earlier if values is None else union(values, earlier)
    if scope.rest:
        values = scope.rest if values is None else union(values, scope.rest)
    return values
