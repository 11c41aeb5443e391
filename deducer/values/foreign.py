"""Names and objects of code that is not read: the standard library, installed distributions, built-ins."""

from __future__ import annotations

from deducer.values.base import NOTHING, HeapObject, Value, Values, flatten, union

__all__ = ["Foreign", "ForeignObject", "MethodOf"]


class Foreign(Value):
    """A dotted name: `functools.partial`, `builtins.len`, `langchain_aws.SagemakerEndpoint`."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class MethodOf(Value):
    """An attribute, about to be called, of a value whose methods are modelled or not read."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        self.receiver = receiver
        self.name = name


class ForeignObject(HeapObject):
    """What foreign code returned: `source` says which (`fastapi.FastAPI`, `fastapi.FastAPI.get`).

    `held` is everything of the app that it may keep and call. `parent` is the object whose method made it:
    what is handed to the child (`@app.get("/")`) the parent keeps as well.
    """

    __slots__ = ("held", "keywords", "parent", "positional", "source")
    fixed_parts = ("parent", "positional", "source")
    set_parts = ("held",)
    table_parts = ("keywords",)

    def __init__(
        self,
        source: str,
        positional: list[Values],
        keywords: dict[str, Values],
        held: Values = NOTHING,
        parent: ForeignObject | None = None,
    ) -> None:
        self.source = source
        self.positional = positional
        self.keywords = keywords
        self.held = held
        self.parent = parent

    @property
    def sort(self) -> tuple[str, int]:
        """Results of different functions stay apart."""
        return self.source, len(self.positional)

    def absorb(self, other: HeapObject) -> bool:
        """Positional arguments are joined one by one."""
        assert isinstance(other, ForeignObject)  # noqa: S101  # objects are joined by class
        joined = [union(mine, their) for mine, their in zip(self.positional, other.positional, strict=True)]
        changed = any(a is not b for a, b in zip(joined, self.positional, strict=True))
        self.positional = joined
        if self.parent is None and other.parent is not None:
            self.parent, changed = other.parent, True
        return super().absorb(other) or changed

    def contents(self) -> Values:
        """What it holds and what it was made from."""
        return union(super().contents(), flatten(self.positional))
