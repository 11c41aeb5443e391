"""What to send to a function: example arguments read from its handler's source, never from running it.

The deducer says where a handler is; its parameters and annotations are read there with `ast`. Only what a
call must give is put into the example, so the example is always accepted: the values are placeholders that
say which argument goes where.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deducer.architecture import Position

__all__ = ["Parameter", "Signature", "read_signature"]

_Handler = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Parameter:
    """One argument that a call must give; `annotation` is its source text, `""` where it has none."""

    name: str
    annotation: str = ""
    keyword_only: bool = False

    @property
    def example(self) -> Any:
        """A JSON value that fits the annotation; the parameter's own name where a text will do."""
        return _example_value(self.annotation, self.name)


@dataclass(frozen=True)
class Signature:
    """What a handler's caller must give; `streams` says that it is a generator."""

    required: tuple[Parameter, ...]
    streams: bool = False

    def payload(self) -> list[Any] | dict[str, Any]:
        """An example body: an array, or an object where an argument can be given by keyword only."""
        if any(p.keyword_only for p in self.required):
            return {p.name: p.example for p in self.required}
        return [p.example for p in self.required]


def read_signature(root: Path, handler: Position, declared_at: Position | None = None) -> Signature | None:
    """The signature of the handler at `handler`; None where the source does not show one there.

    `declared_at` is where the app hands the handler to `Function(...)`: what a `functools.partial` written
    there already binds is left out.
    """
    tree = _parse(root / handler.file)
    found = _find(tree, handler) if tree is not None else None
    if found is None:
        return None
    node, parent = found
    signature = Signature(tuple(_required(node, parent)), _is_generator(node))
    if declared_at is None:
        return signature
    declaring = tree if declared_at.file == handler.file else _parse(root / declared_at.file)
    return (
        _without_bound(signature, _partial_at(declaring, declared_at)) if declaring is not None else signature
    )


def _parse(path: Path) -> ast.Module | None:
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def _with_parents(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            yield child, parent


def _find(tree: ast.Module, at: Position) -> tuple[_Handler, ast.AST] | None:
    """The function or lambda that starts at `at`, or, failing that, on its line."""
    on_line = None
    for node, parent in _with_parents(tree):
        if not isinstance(node, _Handler):
            continue
        decorators = getattr(node, "decorator_list", [])
        lines = {node.lineno, *(d.lineno for d in decorators)}
        if at.line in lines:
            if node.lineno == at.line and node.col_offset == at.column - 1:
                return node, parent
            on_line = on_line or (node, parent)
    return on_line


def _required(node: _Handler, parent: ast.AST) -> Iterator[Parameter]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if isinstance(parent, ast.ClassDef) and not _is_static(node):
        positional = positional[1:]  # a handler in a class is a bound method, or a class method
    defaults = min(len(arguments.defaults), len(positional))
    for argument in positional[: len(positional) - defaults]:
        yield Parameter(argument.arg, _text(argument.annotation))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is None:
            yield Parameter(argument.arg, _text(argument.annotation), keyword_only=True)


def _is_static(node: _Handler) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in decorators)


def _is_generator(node: _Handler) -> bool:
    """Whether the body yields, its nested functions left out."""
    body = node.body if isinstance(node.body, list) else [node.body]
    pending: list[ast.AST] = list(body)
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(current, _Handler | ast.ClassDef):
            pending += ast.iter_child_nodes(current)
    return False


def _text(annotation: ast.expr | None) -> str:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value
    return ast.unparse(annotation) if annotation is not None else ""


def _partial_at(tree: ast.AST, at: Position) -> ast.Call | None:
    """The `partial(…)` that is an argument of the call at `at`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (node.lineno, node.col_offset + 1) == (at.line, at.column):
            for argument in (*node.args, *(k.value for k in node.keywords)):
                if isinstance(argument, ast.Call) and ast.unparse(argument.func).split(".")[-1] == "partial":
                    return argument
    return None


def _without_bound(signature: Signature, partial: ast.Call | None) -> Signature:
    if partial is None:
        return signature
    bound = {k.arg for k in partial.keywords}
    left: list[Parameter] = []
    by_keyword = False
    for parameter in signature.required[len(partial.args) - 1 :]:  # the first argument is the callable itself
        if parameter.name in bound:
            by_keyword = True  # what follows can no longer be given by position
        else:
            left.append(replace(parameter, keyword_only=parameter.keyword_only or by_keyword))
    return Signature(tuple(left), signature.streams)


_BY_NAME: dict[str, Any] = {
    "int": 1,
    "float": 1.0,
    "bool": True,
    "None": None,
    "list": [],
    "List": [],
    "Sequence": [],
    "Iterable": [],
    "tuple": [],
    "dict": {},
    "Dict": {},
    "Mapping": {},
}


def _example_value(annotation: str, name: str) -> Any:
    try:
        node = ast.parse(annotation, mode="eval").body if annotation else None
    except SyntaxError:
        node = None
    return _example_of(node, name)


def _example_of(node: ast.expr | None, name: str) -> Any:
    if isinstance(node, ast.BinOp):  # int | None
        return _example_of(node.left, name)
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value).split(".")[-1]
        inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        if outer in ("Optional", "Union", "Annotated"):
            return _example_of(inner, name)
        if outer == "Literal" and isinstance(inner, ast.Constant):
            return inner.value
        return _BY_NAME.get(outer, name)
    return _BY_NAME.get(ast.unparse(node).split(".")[-1], name) if node is not None else name
