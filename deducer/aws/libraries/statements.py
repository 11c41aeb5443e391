"""Statements: what they bind, and which of their blocks can run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from deducer.aws.libraries.expressions import store
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.modules import is_typing
from deducer.aws.libraries.names import imported, local_names
from deducer.aws.libraries.state import ELEMENT, RETURNED
from deducer.aws.libraries.truth import truth
from deducer.aws.libraries.values import OPAQUE, Box, Class, Frame, Function, Instance, Values, union

__all__ = ["assign", "execute"]


def execute(m: Machine, body: list[ast.stmt], frame: Frame) -> bool:
    """Run a block; whether its end can be reached."""
    for statement in body:
        runner = _STATEMENTS.get(type(statement))
        if runner is not None and runner(m, statement, frame) is False:
            return False
    return True


def assign(m: Machine, target: ast.expr, values: Values, frame: Frame) -> None:
    """Bind a target to something more that it can be."""
    if isinstance(target, ast.Name):
        m.state.write(_owner(target.id, frame), target.id, values)
    elif isinstance(target, ast.Attribute):
        for owner in m.evaluate(target.value, frame):
            if isinstance(owner, (Instance, Class)):
                m.state.write(owner, target.attr, values)
    elif isinstance(target, ast.Subscript):
        keys = m.evaluate(target.slice, frame)
        for container in m.evaluate(target.value, frame):
            if isinstance(container, Box):
                store(m, container, keys, values)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(m, target, values, frame)
    elif isinstance(target, ast.Starred):
        assign(m, target.value, (OPAQUE,), frame)


def _owner(name: str, frame: Frame) -> Frame:
    """The frame that a name is a variable of."""
    current: Frame | None = frame
    while current is not None and current.function is not None:
        if name in local_names(current.function.tree):
            return current
        current = current.function.closure
    return Frame(None, (), frame.module)


def _unpack(m: Machine, target: ast.Tuple | ast.List, values: Values, frame: Frame) -> None:
    for index, element in enumerate(target.elts):
        parts: Values = ()
        for value in values:
            if isinstance(value, Box):
                exact = m.state.read(value, str(index))
                rest = m.state.read(value, ELEMENT)
                parts = union(parts, exact or (), rest or (), (OPAQUE,) if exact is rest is None else ())
            else:
                parts = union(parts, (OPAQUE,))
        assign(m, element, parts, frame)


def _function(m: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    made = Function(frame.module, node, frame if frame.function else None)
    m.state.write(_owner(node.name, frame), node.name, (made,))


def _class(m: Machine, node: ast.ClassDef, frame: Frame) -> None:
    made = Class(frame.module, node, frame if frame.function else None)
    m.state.write(_owner(node.name, frame), node.name, (made,))


def _return(m: Machine, node: ast.Return, frame: Frame) -> bool:
    if node.value is not None:
        m.state.write(frame, RETURNED, m.evaluate(node.value, frame))
    return False


def _raise(m: Machine, node: ast.Raise, frame: Frame) -> bool:
    if node.exc is not None:
        m.evaluate(node.exc, frame)
    return False


def _ends(m: Machine, node: ast.stmt, frame: Frame) -> bool:
    return False


def _assign(m: Machine, node: ast.Assign, frame: Frame) -> None:
    values = m.evaluate(node.value, frame)
    for target in node.targets:
        assign(m, target, values, frame)


def _annotated(m: Machine, node: ast.AnnAssign, frame: Frame) -> None:
    if node.value is not None:
        assign(m, node.target, m.evaluate(node.value, frame), frame)


def _augmented(m: Machine, node: ast.AugAssign, frame: Frame) -> None:
    m.evaluate(node.value, frame)
    assign(m, node.target, (OPAQUE,), frame)


def _expression(m: Machine, node: ast.Expr, frame: Frame) -> None:
    m.evaluate(node.value, frame)


def _if(m: Machine, node: ast.If, frame: Frame) -> bool:
    decided = False if is_typing(node.test) else truth(m.evaluate(node.test, frame))
    ends = []
    if decided is not False:
        ends.append(execute(m, node.body, frame))
    if decided is not True:
        ends.append(execute(m, node.orelse, frame))
    return any(ends)


def _for(m: Machine, node: ast.For | ast.AsyncFor, frame: Frame) -> None:
    assign(m, node.target, m.elements(m.evaluate(node.iter, frame), frame, node), frame)
    execute(m, node.body, frame)
    execute(m, node.orelse, frame)


def _while(m: Machine, node: ast.While, frame: Frame) -> None:
    if truth(m.evaluate(node.test, frame)) is not False:
        execute(m, node.body, frame)
    execute(m, node.orelse, frame)


def _with(m: Machine, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    for entered in node.items:
        values = m.evaluate(entered.context_expr, frame)
        if entered.optional_vars is not None:
            assign(m, entered.optional_vars, _entered(m, values, frame, node), frame)
    return execute(m, node.body, frame)


def _entered(m: Machine, values: Values, frame: Frame, node: ast.AST) -> Values:
    """What `as` binds: a context manager that is a generator gives what it yields."""
    found: Values = ()
    for value in values:
        if isinstance(value, Instance):
            for name in ("__enter__", "__aenter__"):
                if m.member(value.cls, name) is not None:
                    for method in m.attribute(value, name, frame, node):
                        found = union(found, m.call(method, Given(), frame, node))
            found = found or (value,)
        elif isinstance(value, Box):
            found = union(found, m.state.read(value, ELEMENT) or (value,))
        else:
            found = union(found, (value,))
    return found


def _try(m: Machine, node: Any, frame: Frame) -> bool:
    through = execute(m, node.body, frame)
    if through:
        through = execute(m, node.orelse, frame)
    for handler in node.handlers:
        if handler.name:
            m.state.write(_owner(handler.name, frame), handler.name, (OPAQUE,))
        through = execute(m, handler.body, frame) or through
    return execute(m, node.finalbody, frame) and through


def _match(m: Machine, node: ast.Match, frame: Frame) -> None:
    m.evaluate(node.subject, frame)
    for case in node.cases:
        for part in ast.walk(case.pattern):
            name = getattr(part, "name", None) or getattr(part, "rest", None)
            if isinstance(name, str):
                m.state.write(_owner(name, frame), name, (OPAQUE,))
        if case.guard is not None:
            m.evaluate(case.guard, frame)
        execute(m, case.body, frame)


def _import(m: Machine, node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    loaded = m.state.modules.load(frame.module)
    if loaded is None:
        return
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        m.state.write(_owner(name, frame), name, imported(m, loaded, node, name) or (OPAQUE,))


def _assert(m: Machine, node: ast.Assert, frame: Frame) -> None:
    m.evaluate(node.test, frame)


def _delete(m: Machine, node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        if isinstance(target, ast.Attribute):
            m.evaluate(target.value, frame)


_STATEMENTS: dict[type[ast.stmt], Callable[[Machine, Any, Frame], bool | None]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: _ends,
    ast.ClassDef: _class,
    ast.Continue: _ends,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.If: _if,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Match: _match,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.While: _while,
    ast.With: _with,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _try
