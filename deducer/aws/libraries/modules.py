"""Modules of installed distributions: found in the search path, parsed when asked for, with a table of their names.

`ast` parses them, not libcst: code of a library is not shown to anyone, and `ast` is ten times as fast.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deducer.aws.sdk import SDK_MODULES

__all__ = ["LoadedModule", "Modules"]

_MENTIONS = (b"boto3", b"botocore", b"aioboto")
_LARGEST = 4_000_000


@dataclass
class LoadedModule:
    """A parsed module. `names` maps each top-level name to the statements that bind it, in order.

    `typing_names` are those bound for type checkers only, which is where modules that load their names lazily say
    where these come from.
    """

    name: str
    path: Path
    tree: ast.Module
    names: dict[str, list[ast.stmt]] = field(default_factory=dict)
    typing_names: dict[str, list[ast.stmt]] = field(default_factory=dict)
    stars: list[ast.ImportFrom] = field(default_factory=list)

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


class Modules:
    """The modules that can be imported from a search path; `read` lists the files that were looked into."""

    def __init__(self, search_path: Sequence[Path]) -> None:
        self._search_path = [path for path in search_path if path.is_dir()]
        self._loaded: dict[str, LoadedModule | None] = {}
        self._mentions: dict[Path, bool] = {}
        self.read: dict[Path, None] = {}

    def exists(self, name: str) -> bool:
        """Whether there is such a module or package, also one without code."""
        return self.file(name) is not None or any(path.is_dir() for path in self._places(name))

    def file(self, name: str) -> Path | None:
        """The file of a module's code."""
        for place in self._places(name):
            for file in (place / "__init__.py", place.with_name(place.name + ".py")):
                if file.is_file():
                    return file
        return None

    def _places(self, name: str) -> Iterator[Path]:
        parts = name.split(".")
        for folder in self._search_path:
            yield folder.joinpath(*parts)

    def root(self, name: str) -> str:
        """The topmost package with code that a module is in: where its distribution begins."""
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            prefix = ".".join(parts[:count])
            if self.file(prefix) is not None:
                return prefix
        return name

    def speaks_aws(self, name: str) -> bool:
        """Whether a module's own text mentions the SDK."""
        file = self.file(name)
        if file is None or name.partition(".")[0] in SDK_MODULES:
            return False
        if file not in self._mentions:
            text = file.read_bytes()
            self._mentions[file] = any(word in text for word in _MENTIONS)
            self.read[file] = None
        return self._mentions[file]

    def load(self, name: str) -> LoadedModule | None:
        """The parsed module; `None` where there is none, or where it cannot be parsed."""
        if name not in self._loaded:
            self._loaded[name] = self._parse(name)
        return self._loaded[name]

    def _parse(self, name: str) -> LoadedModule | None:
        file = self.file(name)
        if file is None or file.stat().st_size > _LARGEST:
            return None
        self.read[file] = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a library's invalid escapes are not this app's business
                tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, RecursionError):
            return None
        module = LoadedModule(name, file, tree)
        _collect(module, tree.body, typing=False)
        return module


def _collect(module: LoadedModule, body: Sequence[ast.stmt], *, typing: bool) -> None:
    names = module.typing_names if typing else module.names
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and any(alias.name == "*" for alias in statement.names):
            module.stars.append(statement)
        for name in _bound(statement):
            names.setdefault(name, []).append(statement)
        for block, for_types in _blocks(statement):
            _collect(module, block, typing=typing or for_types)


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _blocks(statement: ast.stmt) -> Iterator[tuple[Sequence[ast.stmt], bool]]:
    """The blocks of a compound statement that run while the module loads, and whether only type checkers see them."""
    if isinstance(statement, ast.If):
        yield statement.body, is_typing(statement.test)
        yield statement.orelse, False
    elif isinstance(statement, ast.Try):
        for block in (statement.body, statement.orelse, statement.finalbody):
            yield block, False
        for handler in statement.handlers:
            yield handler.body, False
    elif isinstance(statement, (ast.With, ast.For, ast.While)):
        yield statement.body, False


def is_typing(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING`."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
