"""Modules of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deducer.values.base import Value

if TYPE_CHECKING:
    from deducer.source.files import SourceFile
    from deducer.state.effects import Facts
    from deducer.values.scopes import Scope

__all__ = ["Module"]


class Module(Value):
    """A first-party module or package; `file` is None for a package without `__init__.py`.

    `state` is "new", "loading" or "loaded". `facts` are what its top level does when it is imported.
    """

    __slots__ = ("facts", "file", "is_package", "name", "scope", "state")

    def __init__(self, name: str, file: SourceFile | None, is_package: bool) -> None:
        self.name = name
        self.file = file
        self.is_package = is_package
        self.state = "new"
        self.scope: Scope
        self.facts: Facts

    @property
    def package(self) -> str:
        """What relative imports in this module are relative to."""
        return self.name if self.is_package else self.name.rpartition(".")[0]
