"""Namespaces: of a module, a class body, a function's activation, a comprehension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deducer.values.base import NOTHING, HeapObject, Values, merge_into

if TYPE_CHECKING:
    from deducer.values.modules import Module

__all__ = ["Scope"]


class Scope(HeapObject):
    """Names and what they may stand for.

    `kind` is "module", "class" or "function". `rest` are values bound to names that could not be told
    (`globals()[key] = …`): every name may stand for them. `earlier` are values of former activations that
    the same abstract scope stood for; only code that runs in closures sees them. `outside` are modules that
    are not the app's from which everything was imported.
    """

    __slots__ = ("earlier", "kind", "module", "outside", "parent", "rest", "variables")
    fixed_parts = ("kind", "module", "outside", "parent")
    set_parts = ("rest",)
    table_parts = ("earlier", "variables")

    def __init__(self, kind: str, parent: Scope | None, module: Module) -> None:
        self.kind = kind
        self.parent = parent
        self.module = module
        self.variables: dict[str, Values] = {}
        self.rest: Values = NOTHING
        self.outside: tuple[str, ...] = ()
        self.earlier: dict[str, Values] = {}

    def restart(self) -> None:
        """Begin another activation of the same abstract scope; old closures still see what was bound."""
        merge_into(self.earlier, self.variables)
        self.variables = {}
