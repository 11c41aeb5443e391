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
    scope: Scope | None = m.frame.scope
    own = scope
    while scope is not None:
        if scope.kind != "class" or scope is own:
            values = _in_scope(m, scope, name, scope is own)
            if values is not None:
                return values
        scope = scope.parent
    if name in _BUILTINS:
        return (m.foreign(f"builtins.{name}"),)
    outside = m.module.scope.outside
    return tuple(m.foreign(f"{module}.{name}") for module in outside) or None


def _in_scope(m: Machine, scope: Scope, name: str, own: bool) -> Values | None:
    values = scope.variables.get(name)
    if own and scope.kind != "module":
        return values
    m.frame.reads[scope] = None
    if scope.earlier:
        earlier = scope.earlier.get(name)
        if earlier is not None:
            values = earlier if values is None else union(values, earlier)
    if scope.rest:
        values = scope.rest if values is None else union(values, scope.rest)
    return values
