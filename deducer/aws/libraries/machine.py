"""What the parts of the evaluation need of each other, so that none of them imports all the others."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from deducer.aws.libraries.state import State
from deducer.aws.libraries.values import (
    BoundFunction,
    Class,
    Frame,
    Function,
    Instance,
    Value,
    Values,
)

__all__ = ["Given", "Machine"]


@dataclass
class Given:
    """Arguments of a call; `rest` says that there may be more, of which nothing is known."""

    positional: list[Values] = field(default_factory=list)
    named: dict[str, Values] = field(default_factory=dict)
    rest: bool = False

    def all(self) -> Values:
        """Every value that is handed over."""
        return tuple(value for values in (*self.positional, *self.named.values()) for value in values)


class Machine(ABC):
    """The evaluation as its parts see it."""

    state: State

    @abstractmethod
    def evaluate(self, node: ast.expr, frame: Frame) -> Values:
        """What an expression can be."""

    @abstractmethod
    def execute(self, body: list[ast.stmt], frame: Frame) -> bool:
        """Run a block; whether its end can be reached."""

    @abstractmethod
    def call(self, callee: Value, given: Given, frame: Frame, node: ast.AST) -> Values:
        """Call one value."""

    @abstractmethod
    def attribute(self, value: Value, name: str, frame: Frame, node: ast.AST) -> Values:
        """Read an attribute of one value."""

    @abstractmethod
    def elements(self, values: Values, frame: Frame, node: ast.AST) -> Values:
        """What iterating gives."""

    @abstractmethod
    def name(self, name: str, frame: Frame) -> Values:
        """What a name can be."""

    @abstractmethod
    def module_name(self, module: str, name: str) -> Values:
        """What a name in a module can be."""

    @abstractmethod
    def mro(self, cls: Class) -> tuple[tuple[Class, ...], bool]:
        """The class and its bases that are read, and whether there are others."""

    @abstractmethod
    def member(self, cls: Class, name: str) -> Values | None:
        """What a name in a class's body can be."""

    @abstractmethod
    def run(self, function: Function, receiver: Instance | Class | None, given: Given) -> Values:
        """Run a function's body in the context of these arguments."""

    @abstractmethod
    def instantiate(self, cls: Class, given: Given, site: object) -> Instance:
        """Make an instance."""

    @abstractmethod
    def escape(self, values: Values) -> None:
        """Values that code that is not read may use at any time."""

    @abstractmethod
    def assign(self, target: ast.expr, values: Values, frame: Frame) -> None:
        """Bind a target."""

    def place(self, frame: Frame, node: ast.AST) -> str:
        """A position, for doubts."""
        return f"{frame.module}:{getattr(node, 'lineno', 0)}"

    def bound(self, receiver: Instance | Class, function: Function) -> BoundFunction:
        """A method."""
        return BoundFunction(receiver, function)
