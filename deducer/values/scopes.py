"""Namespaces: of a module, a class body, a function's activation, a comprehension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deducer.values.base import NOTHING, HeapObject, Values, flatten, merge_into, union

if TYPE_CHECKING:
    from deducer.values.modules import Module

__all__ = ["Scope"]


class Scope(HeapObject):
    """Names and what they may stand for.

    `kind` is "module", "class" or "function". `rest` are values bound to names that could not be told
    (`globals()[key] = …`): every name may stand for them. `earlier` are values of former activations that the same
    abstract scope stood for; only code that runs in closures sees them. `outside` are modules that are not the app's
    from which everything was imported.
    """

    __slots__ = ("earlier", "kind", "module", "outside", "parent", "rest", "variables")

    def __init__(self, kind: str, parent: Scope | None, module: Module) -> None:
        self.kind = kind
        self.parent = parent
        self.module = module
        self.variables: dict[str, Values] = {}
        self.rest: Values = NOTHING
        self.outside: tuple[str, ...] = ()
        self.earlier: dict[str, Values] | None = None

    def clone(self) -> Scope:
        copy = Scope(self.kind, self.parent, self.module)
        copy.variables = dict(self.variables)
        copy.rest = self.rest
        copy.earlier = None if self.earlier is None else dict(self.earlier)
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, Scope)
        self.variables = dict(other.variables)
        self.rest = other.rest
        self.earlier = None if other.earlier is None else dict(other.earlier)
        self.multi = other.multi

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, Scope)
        changed = merge_into(self.variables, other.variables)
        rest = union(self.rest, other.rest)
        changed = changed or rest is not self.rest
        self.rest = rest
        if other.earlier:
            self.earlier = self.earlier or {}
            changed = merge_into(self.earlier, other.earlier) or changed
        self.multi = self.multi or other.multi
        return changed

    def contents(self) -> Values:
        return union(flatten(self.variables.values()), self.rest)

    def restart(self) -> None:
        """Begin another activation of the same abstract scope: what was bound stays visible to old closures."""
        if self.variables:
            self.earlier = self.earlier or {}
            merge_into(self.earlier, self.variables)
        self.variables = {}
