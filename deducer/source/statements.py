"""What each kind of statement becomes in the lowered form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deducer.source.expressions import lower_arguments
from deducer.source.form import Body, Node
from deducer.source.functions import lower_function, skip_type_parameters
from deducer.source.lowering import Lowering, Rule

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["STATEMENTS"]

_PASS: Node = ("pass", 0)
_AUGMENTED = {
    "AddAssign": "+", "SubtractAssign": "-", "MultiplyAssign": "*", "DivideAssign": "/", "FloorDivideAssign": "//",
    "ModuloAssign": "%", "PowerAssign": "**", "MatrixMultiplyAssign": "@", "BitOrAssign": "|", "BitAndAssign": "&",
    "BitXorAssign": "^", "LeftShiftAssign": "<<", "RightShiftAssign": ">>",
}  # fmt: skip


def _expression(low: Lowering, node: cst.Expr) -> Node:
    value = low.expression(node.value)
    return ("expression", value[1], value)


def _assign(low: Lowering, node: cst.Assign) -> Node:
    targets = tuple(low.expression(target.target) for target in node.targets)
    return ("assign", targets[0][1], targets, low.expression(node.value))


def _annotated(low: Lowering, node: cst.AnnAssign) -> Node:
    target = low.expression(node.target)
    annotation = low.expression(node.annotation.annotation)
    value = None if node.value is None else low.expression(node.value)
    return ("annotated", target[1], target, value, annotation if low.classes else None)


def _augmented(low: Lowering, node: cst.AugAssign) -> Node:
    target = low.expression(node.target)
    operator = _AUGMENTED[type(node.operator).__name__]
    low.cursor.symbol(operator + "=")
    return ("augmented", target[1], target, operator, low.expression(node.value))


def _keyword(low: Lowering, keyword: str, *parts: cst.CSTNode | None) -> Node:
    at = low.cursor.leaf(keyword)
    return (keyword, at, *(None if part is None else low.expression(part) for part in parts))


def _return(low: Lowering, node: cst.Return) -> Node:
    return _keyword(low, "return", node.value)


def _raise(low: Lowering, node: cst.Raise) -> Node:
    return _keyword(low, "raise", node.exc, None if node.cause is None else node.cause.item)


def _assert(low: Lowering, node: cst.Assert) -> Node:
    return _keyword(low, "assert", node.test, node.msg)


def _break(low: Lowering, node: cst.Break) -> Node:
    return _keyword(low, "break")


def _continue(low: Lowering, node: cst.Continue) -> Node:
    return _keyword(low, "continue")


def _pass(low: Lowering, node: cst.Pass) -> Node:
    return _PASS


def _delete(low: Lowering, node: cst.Del) -> Node:
    at = low.cursor.leaf("del")
    target = low.expression(node.target)
    return ("delete", at, target[2] if target[0] in ("tuple", "list") else (target,))


def _global(low: Lowering, node: cst.Global) -> Node:
    low.functions[-1].globals += _names(low, node)
    return _PASS


def _nonlocal(low: Lowering, node: cst.Nonlocal) -> Node:
    low.functions[-1].nonlocals += _names(low, node)
    return _PASS


def _names(low: Lowering, node: Any) -> list[str]:
    names = [item.name.value for item in node.names]
    for name in names:
        low.cursor.leaf(name)
    return [low.mangled(name) for name in names]


def _dotted(low: Lowering, node: Any) -> tuple[str, int]:
    if type(node).__name__ == "Name":
        return node.value, low.cursor.leaf(node.value)
    prefix, at = _dotted(low, node.value)
    low.cursor.leaf(node.attr.value)
    return f"{prefix}.{node.attr.value}", at


def _aliases(low: Lowering, names: Any) -> tuple[tuple[str, str | None, int], ...]:
    aliases = []
    for alias in names:
        name, at = _dotted(low, alias.name)
        bound = None
        if alias.asname is not None:
            bound = alias.asname.name.value
            low.cursor.leaf(bound)
        aliases.append((name, bound, at))
    return tuple(aliases)


def _import(low: Lowering, node: cst.Import) -> Node:
    at = low.cursor.leaf("import")
    aliases = _aliases(low, node.names)
    low.imports += [(0, name, ()) for name, _, _ in aliases]
    return ("import", at, aliases)


def _from(low: Lowering, node: cst.ImportFrom) -> Node:
    at = low.cursor.leaf("from")
    module = None if node.module is None else _dotted(low, node.module)[0]
    low.cursor.leaf("import")
    star = type(node.names).__name__ == "ImportStar"
    aliases = (("*", None, low.cursor.symbol("*")),) if star else _aliases(low, node.names)
    level = len(node.relative)
    low.imports.append((level, module or "", tuple(name for name, _, _ in aliases)))
    return ("from", at, level, module, aliases)


def _if(low: Lowering, node: cst.If, keyword: str = "if") -> Node:
    at = low.cursor.leaf(keyword)
    test = low.expression(node.test)
    body = low.block(node.body)
    orelse: Body = ()
    if type(node.orelse).__name__ == "If":
        orelse = (_if(low, node.orelse, "elif"),)  # type: ignore[arg-type]  # an If, by the line above
    elif node.orelse is not None:
        orelse = low.block(node.orelse.body)
    return ("if", at, test, body, orelse)


def _orelse(low: Lowering, orelse: cst.Else | None) -> Body:
    return () if orelse is None else low.block(orelse.body)


def _while(low: Lowering, node: cst.While) -> Node:
    at = low.cursor.leaf("while")
    test = low.expression(node.test)
    return ("while", at, test, low.block(node.body), _orelse(low, node.orelse))


def _for(low: Lowering, node: cst.For) -> Node:
    at = low.cursor.leaf("for")
    target = low.expression(node.target)
    iterable = low.expression(node.iter)
    return ("for", at, target, iterable, low.block(node.body), _orelse(low, node.orelse))


def _with(low: Lowering, node: cst.With) -> Node:
    at = low.cursor.leaf("with")
    items = []
    for item in node.items:
        value = low.expression(item.item)
        items.append((value, None if item.asname is None else low.expression(item.asname.name)))
    return ("with", at, tuple(items), low.block(node.body), node.asynchronous is not None)


def _try(low: Lowering, node: cst.Try | cst.TryStar) -> Node:
    at = low.cursor.leaf("try")
    body = low.block(node.body)
    handlers = tuple(_handler(low, handler) for handler in node.handlers)
    orelse = _orelse(low, node.orelse)
    final = () if node.finalbody is None else low.block(node.finalbody.body)
    return ("try", at, body, handlers, orelse, final)


def _handler(low: Lowering, node: Any) -> tuple[Any, ...]:
    at = low.cursor.leaf("except")
    kind = None if node.type is None else low.expression(node.type)
    name = None
    if node.name is not None:
        name = node.name.name.value
        low.cursor.leaf(name)
    return (kind, name, low.block(node.body), at)


def _match(low: Lowering, node: cst.Match) -> Node:
    at = low.cursor.leaf("match")
    subject = low.expression(node.subject)
    cases = []
    for case in node.cases:
        low.cursor.leaf("case")
        pattern = low.pattern(case.pattern)
        guard = None if case.guard is None else low.expression(case.guard)
        cases.append((pattern, guard, low.block(case.body)))
    return ("match", at, subject, tuple(cases))


def _class(low: Lowering, node: cst.ClassDef) -> Node:
    decorators = tuple(low.expression(decorator.decorator) for decorator in node.decorators)
    low.closes_over()
    at = low.cursor.leaf("class")
    low.cursor.leaf(node.name.value)
    skip_type_parameters(low, node.type_parameters)
    bases, _ = lower_arguments(low, node.bases)
    _, keywords = lower_arguments(low, node.keywords)
    low.classes.append(node.name.value)
    body = low.block(node.body)
    low.classes.pop()
    return ("class", at, low.mangled(node.name.value), bases, keywords, body, decorators)


def _type_alias(low: Lowering, node: cst.TypeAlias) -> Node:
    low.cursor.leaf("type")
    at = low.cursor.leaf(node.name.value)
    skip_type_parameters(low, node.type_parameters)
    return ("assign", at, (("name", at, node.name.value),), low.expression(node.value))


STATEMENTS: dict[str, Rule] = {
    "Expr": _expression,
    "Assign": _assign,
    "AnnAssign": _annotated,
    "AugAssign": _augmented,
    "Return": _return,
    "Raise": _raise,
    "Assert": _assert,
    "Break": _break,
    "Continue": _continue,
    "Pass": _pass,
    "Del": _delete,
    "Global": _global,
    "Nonlocal": _nonlocal,
    "Import": _import,
    "ImportFrom": _from,
    "LazyImport": _import,
    "LazyImportFrom": _from,
    "If": _if,
    "While": _while,
    "For": _for,
    "With": _with,
    "Try": _try,
    "TryStar": _try,
    "Match": _match,
    "FunctionDef": lower_function,
    "ClassDef": _class,
    "TypeAlias": _type_alias,
}
