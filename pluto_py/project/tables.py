"""Reading a TOML table key by key: every key is known and of its type, and every problem is kept.

A problem never stops the reading, so that a user mends a file once and not once per mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.project.suggestion import closest
from pluto_py.project.toml_positions import Path, locate

__all__ = ["Check", "ConfigurationError", "Problem", "Table"]

Check = Callable[[Any], str | None]
"""Gets a value of the right type; returns what is wrong with it, as the end of "`key` …", or None."""

_TYPE_NAMES = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    list: "an array",
    dict: "a table",
}


@dataclass(frozen=True)
class Problem:
    """One mistake at the key `path`."""

    path: Path
    message: str
    hint: str | None = None


class ConfigurationError(PlutoError):
    """A configuration file says something that Pluto cannot follow.

    Attributes:
        problems: one error per mistake, each with its own place and hint, in the order of the file.
    """

    def __init__(self, file: str, text: str, problems: Iterable[Problem]):
        placed = sorted(((locate(text, p.path) or (1, 1)), p.message, p.hint) for p in problems)
        self.problems = tuple(
            PlutoError(message, where=f"{file}:{line}:{column}", hint=hint)
            for (line, column), message, hint in placed
        )
        if len(self.problems) == 1:
            only = self.problems[0]
            super().__init__(only.what, where=only.where, hint=only.hint)
        else:
            super().__init__(
                f"{file} has {len(self.problems)} problems.",
                where=file,
                why="\n".join(str(problem) for problem in self.problems),
            )


class Table:
    """One table of a document, read through typed getters that collect what is wrong."""

    def __init__(self, values: Mapping[str, Any], path: Path, problems: list[Problem]):
        self._values = values
        self._problems = problems
        self.path = path

    @property
    def title(self) -> str:
        """The table as a header writes it: `[tool.pluto.stacks.dev]`."""
        return f"[{'.'.join(self.path)}]"

    def names(self) -> tuple[str, ...]:
        """The keys, in the file's order."""
        return tuple(self._values)

    def value(self, key: str, kind: type, check: Check | None = None) -> Any:
        """The key's value, or None where it is missing or wrong; what is wrong is noted."""
        if key not in self._values:
            return None
        value = self._values[key]
        if type(value) is not kind:
            self.report(key, f"must be {_TYPE_NAMES[kind]}, not {_shown(value)}.")
            return None
        problem = check(value) if check else None
        if problem:
            self.report(key, problem)
            return None
        return value

    def required(self, key: str, kind: type, check: Check | None = None, *, hint: str) -> Any:
        """As `value`; that the key is missing is a problem, and `hint` says what to write."""
        if key not in self._values:
            self._problems.append(Problem(self.path, f"{self.title} has no `{key}`.", hint))
            return None
        return self.value(key, kind, check)

    def texts(self, key: str, check: Check | None = None) -> tuple[str, ...]:
        """An array of strings, each one checked."""
        items = self.value(key, list) or []
        wrong = [item for item in items if not isinstance(item, str)]
        if wrong:
            self.report(key, f"must hold strings only, not {_shown(wrong[0])}.")
            return ()
        for item in items:
            problem = check(item) if check else None
            if problem:
                self.report(key, f"entry '{item}' {problem}")
        return tuple(items)

    def table(self, key: str) -> Table:
        """A table below this one; empty where it is missing or wrong."""
        return Table(self.value(key, dict) or {}, (*self.path, key), self._problems)

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not in `known`."""
        names = list(known)
        for key in self._values:
            if key not in names:
                meant = closest(key, names)
                hint = f"Did you mean `{meant}`?" if meant else f"Known keys: {', '.join(sorted(names))}."
                self._problems.append(
                    Problem((*self.path, key), f"{self.title} has an unknown key `{key}`.", hint)
                )

    def report(self, key: str, problem: str, hint: str | None = None) -> None:
        """Note that the value of `key` is wrong; `problem` is the end of "`key` …"."""
        self._problems.append(Problem((*self.path, key), f"{self.title} `{key}` {problem}", hint))


def _shown(value: object) -> str:
    for kind, name in _TYPE_NAMES.items():
        if type(value) is kind:
            return f"{name} ({value!r})" if kind in (str, int) else name
    return f"a {type(value).__name__}"
