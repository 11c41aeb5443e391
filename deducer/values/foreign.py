"""Names and objects of code that is not read: the standard library, installed distributions, built-ins."""

from __future__ import annotations

from deducer.values.base import NOTHING, HeapObject, Value, Values, flatten, merge_into, union

__all__ = ["Foreign", "ForeignObject", "MethodOf"]


class Foreign(Value):
    """A dotted name: `functools.partial`, `builtins.len`, `langchain_aws.SagemakerEndpoint`."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def package(self) -> str:
        return self.path.partition(".")[0]


class MethodOf(Value):
    """An attribute, about to be called, of a value whose methods are modelled or not read."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        self.receiver = receiver
        self.name = name


class ForeignObject(HeapObject):
    """What foreign code returned: `source` says which (`fastapi.FastAPI`, `fastapi.FastAPI.get`).

    `held` is everything of the app that it may keep and call. `parent` is the object whose method made it: what is
    handed to the child (`@app.get("/")`) the parent keeps as well.
    """

    __slots__ = ("held", "keywords", "parent", "positional", "source")

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
    def package(self) -> str:
        return self.source.partition(".")[0]

    def clone(self) -> ForeignObject:
        copy = ForeignObject(self.source, list(self.positional), dict(self.keywords), self.held, self.parent)
        copy.multi = self.multi
        return copy

    def become(self, other: HeapObject) -> None:
        assert isinstance(other, ForeignObject)
        self.source, self.held, self.parent, self.multi = other.source, other.held, other.parent, other.multi
        self.positional, self.keywords = list(other.positional), dict(other.keywords)

    def absorb(self, other: HeapObject) -> bool:
        assert isinstance(other, ForeignObject)
        self.multi = self.multi or other.multi
        held = union(self.held, other.held)
        changed = held is not self.held or (self.parent is None and other.parent is not None)
        self.held, self.parent = held, self.parent or other.parent
        positional = [
            union(mine, theirs) for mine, theirs in zip(self.positional, other.positional, strict=False)
        ] + other.positional[len(self.positional) :] + self.positional[len(other.positional) :]
        changed = changed or len(positional) != len(self.positional) or any(
            a is not b for a, b in zip(positional, self.positional, strict=False)
        )
        self.positional = positional
        return merge_into(self.keywords, other.keywords) or changed

    def contents(self) -> Values:
        return union(self.held, union(flatten(self.positional), flatten(self.keywords.values())))
