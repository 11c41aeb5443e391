"""Turn a libcst module into the lowered form (see `form`): one walk, in source order.

The tables in `expressions`, `statements` and `patterns` say what each kind of syntax node becomes;
`Lowering` carries what they share: the cursor, and what is known so far of the function around them.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from deducer.source.cursor import Cursor
from deducer.source.form import CLOSES_OVER, GENERATOR, Body, LoweredModule, Node

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["Lowering", "lower_module"]

Rule: TypeAlias = "Callable[[Lowering, Any], Node]"


@dataclass
class FunctionScope:
    """What the lowering learns about one function, or generator expression, while it walks the body."""

    flags: int = 0
    is_expression: bool = False
    globals: list[str] = field(default_factory=list)
    nonlocals: list[str] = field(default_factory=list)


class Lowering:
    """State of one walk. `calls` counts call expressions, so that a caller can tell whether a part had any."""

    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        self.functions: list[FunctionScope] = [FunctionScope()]
        self.imports: list[tuple[int, str, tuple[str, ...]]] = []
        self.calls = 0
        self.classes: list[str] = []

    def expression(self, node: cst.CSTNode) -> Node:
        """Lower one expression; parentheses leave no trace."""
        from deducer.source.expressions import EXPRESSIONS

        return EXPRESSIONS[type(node).__name__](self, node)

    def mangled(self, name: str) -> str:
        """A private name (`__x`) as it is known outside of the class that it stands in."""
        if not self.classes or not name.startswith("__") or name.endswith("__"):
            return name
        owner = self.classes[-1].lstrip("_")
        return f"_{owner}{name}" if owner else name

    def pattern(self, node: cst.CSTNode) -> Node:
        """Lower one pattern of a `case`."""
        from deducer.source.patterns import PATTERNS

        return PATTERNS[type(node).__name__](self, node)

    def block(self, body: Any) -> Body:
        """Lower the statements of a suite, or of a sequence of them, flattened; bare constants are left out."""
        from deducer.source.statements import STATEMENTS

        statements: list[Node] = []
        for line in getattr(body, "body", body):
            parts = line.body if type(line).__name__ == "SimpleStatementLine" else (line,)
            for part in parts:
                lowered = STATEMENTS[type(part).__name__](self, part)
                if lowered[0] != "pass" and not (lowered[0] == "expression" and lowered[2][0] == "const"):
                    statements.append(lowered)
        return tuple(statements)

    def closes_over(self) -> None:
        """Note that the function around the current node defines something that may keep its variables alive."""
        self.functions[-1].flags |= CLOSES_OVER

    def yields(self) -> None:
        """Note that the function around the current node is a generator."""
        self.functions[-1].flags |= GENERATOR


def lower_module(tree: cst.Module, text: str) -> LoweredModule:
    """The lowered form of a parsed module whose decoded source is `text`."""
    lowering = Lowering(text)
    body = lowering.block(tree.body)
    return LoweredModule(body, tuple(lowering.imports))


def pack_body(body: Node | Body) -> bytes:
    """A function's body as bytes, to be loaded when the function is first called."""
    return marshal.dumps(body)
