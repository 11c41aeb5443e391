"""Function and lambda definitions: their parameters, and bodies packed away until they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deducer.source.form import (
    ASYNCHRONOUS,
    KEYWORD_ONLY,
    LAMBDA,
    POSITIONAL,
    POSITIONAL_ONLY,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Node,
)
from deducer.source.lowering import FunctionScope, Lowering, pack_body

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["lower_function", "lower_lambda"]


def lower_function(low: Lowering, node: cst.FunctionDef) -> Node:
    """A `def` or `async def` with its decorators."""
    decorators = tuple(low.expression(decorator.decorator) for decorator in node.decorators)
    asynchronous = node.asynchronous is not None
    at = low.cursor.leaf("async") if asynchronous else low.cursor.leaf("def")
    name = node.name.value
    low.cursor.leaf(name)
    skip_type_parameters(low, node.type_parameters)
    low.cursor.symbol("(")
    parameters = _parameters(low, node.params)
    if node.returns is not None:
        low.expression(node.returns.annotation)
    scope = _enter(low, ASYNCHRONOUS if asynchronous else 0)
    body = low.block(node.body)
    low.functions.pop()
    outer = (tuple(scope.globals), tuple(scope.nonlocals))
    code = (low.mangled(name), at, scope.flags, parameters, pack_body(body), *outer)
    return ("function", at, code, decorators)


def lower_lambda(low: Lowering, node: cst.Lambda) -> Node:
    """A lambda; its body is one expression."""
    at = low.cursor.leaf("lambda")
    parameters = _parameters(low, node.params)
    scope = _enter(low, LAMBDA)
    low.cursor.symbol(":")
    body = low.expression(node.body)
    low.functions.pop()
    return ("lambda", at, ("<lambda>", at, scope.flags, parameters, pack_body(body), (), ()))


def skip_type_parameters(low: Lowering, parameters: cst.TypeParameters | None) -> None:
    """Walk over `[T: bound = default]`; it declares nothing that runs."""
    for parameter in parameters.params if parameters is not None else ():
        low.cursor.leaf(parameter.param.name.value)
        bound = getattr(parameter.param, "bound", None)
        if bound is not None:
            low.expression(bound)
        if getattr(parameter, "default", None) is not None:
            low.expression(parameter.default)  # type: ignore[arg-type]  # not None, by the line above


def _enter(low: Lowering, flags: int) -> FunctionScope:
    low.closes_over()
    scope = FunctionScope(flags)
    low.functions.append(scope)
    return scope


def _parameters(low: Lowering, parameters: cst.Parameters) -> tuple[Any, ...]:
    lowered = [_parameter(low, part, POSITIONAL_ONLY) for part in parameters.posonly_params]
    lowered += [_parameter(low, part, POSITIONAL) for part in parameters.params]
    if type(parameters.star_arg).__name__ == "Param":
        lowered.append(_parameter(low, parameters.star_arg, VAR_POSITIONAL))
    lowered += [_parameter(low, part, KEYWORD_ONLY) for part in parameters.kwonly_params]
    if parameters.star_kwarg is not None:
        lowered.append(_parameter(low, parameters.star_kwarg, VAR_KEYWORD))
    return tuple(lowered)


def _parameter(low: Lowering, parameter: Any, kind: int) -> tuple[Any, ...]:
    low.cursor.leaf(parameter.name.value)
    annotation = None
    if parameter.annotation is not None:
        calls = low.calls
        annotation = low.expression(parameter.annotation.annotation)
        if low.calls == calls:
            annotation = None
    default = None if parameter.default is None else low.expression(parameter.default)
    return (low.mangled(parameter.name.value), kind, default, annotation)
