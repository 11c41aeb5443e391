"""One activation on the call stack: a function's, a module's or a class body's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deducer.state.effects import Facts
from deducer.values.base import NOTHING, HeapObject, Values, union

if TYPE_CHECKING:
    from deducer.source.files import Place
    from deducer.values.callables import Function
    from deducer.values.classes import Class
    from deducer.values.scopes import Scope

__all__ = ["Frame", "Loop"]

Variables = dict[str, Values]


class Loop:
    """The states at the `break`s and `continue`s of a loop that is being run."""

    __slots__ = ("breaks", "continues")

    def __init__(self) -> None:
        self.breaks: list[Variables] = []
        self.continues: list[Variables] = []


class Frame:
    """Where the interpreter is, and what this activation has done so far.

    `reads` are the objects whose contents mattered to it; `catching` are the states in which a `try` body
    that is being run may be left; `yielded` is everything that a generator gives, `sequence` the same in
    order while that is known; `start` and `path` are the heap's path at the beginning and at the current
    statement.
    """

    __slots__ = (
        "caller", "catching", "facts", "function", "label", "loops", "owner", "path", "place", "reads",
        "receiver", "returned", "scope", "sequence", "start", "yielded",
    )  # fmt: skip

    def __init__(
        self,
        scope: Scope,
        caller: Frame | None,
        place: Place | None,
        label: str,
        function: Function | None = None,
    ) -> None:
        self.scope = scope
        self.caller = caller
        self.place = place
        self.label = label
        self.function = function
        self.facts: Facts = {}
        self.reads: dict[HeapObject, None] = {}
        self.returned: Values = NOTHING
        self.yielded: Values = NOTHING
        self.sequence: list[Values] | None = []
        self.owner: Class | None = None
        self.receiver: Values = NOTHING
        self.loops: list[Loop] = []
        self.catching: list[Variables] = []
        self.start: tuple[int, ...] = ()
        self.path: tuple[int, ...] = ()

    def chain(self) -> tuple[str, ...]:
        """The calls that led here, outermost first, each `file:line:column name`."""
        hops: list[str] = []
        frame: Frame | None = self
        while frame is not None:
            if frame.place is not None:
                hops.append(f"{frame.place} {frame.label}")
            frame = frame.caller
        return tuple(reversed(hops))

    def bind(self, name: str, values: Values) -> None:
        """Bind a local name; a `try` around remembers every value that the name has had."""
        self.scope.variables[name] = values
        for state in self.catching:
            known = state.get(name)
            state[name] = values if known is None else union(known, values)
