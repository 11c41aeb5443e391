"""The arguments of a call, evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from deducer.values.base import NOTHING, Values, flatten, union

__all__ = ["Arguments"]


@dataclass
class Arguments:
    """`star` are further positional arguments of unknown number, `double_star` keyword arguments of unknown name."""

    positional: list[Values] = field(default_factory=list)
    keywords: dict[str, Values] = field(default_factory=dict)
    star: Values = NOTHING
    double_star: Values = NOTHING

    @property
    def is_exact(self) -> bool:
        """Whether it is known which parameters are given."""
        return not self.star and not self.double_star

    def all(self) -> Values:
        """Every value that is handed over."""
        result = union(flatten(self.positional), flatten(self.keywords.values()))
        return union(union(result, self.star), self.double_star)

    def get(self, index: int, name: str = "") -> Values:
        """The argument at this position or of this name; NOTHING when it is not given."""
        if index < len(self.positional):
            return self.positional[index]
        if name and name in self.keywords:
            return self.keywords[name]
        return union(self.star, self.double_star)

    def with_first(self, values: Values) -> Arguments:
        """The same arguments behind one more."""
        return Arguments([values, *self.positional], self.keywords, self.star, self.double_star)

    def after(self, count: int) -> Arguments:
        """The same arguments without the first `count`."""
        return Arguments(self.positional[count:], self.keywords, self.star, self.double_star)

    def key(self) -> tuple[object, ...]:
        """Something to look these arguments up by."""
        return (tuple(self.positional), tuple(sorted(self.keywords.items())), self.star, self.double_star)
