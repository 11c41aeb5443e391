"""What each kind of expression becomes in the lowered form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deducer.source.form import CLOSES_OVER, GENERATOR, POSITIONAL, Node
from deducer.source.functions import lower_lambda
from deducer.source.literals import number_value, string_value, text_value
from deducer.source.lowering import FunctionScope, Lowering, Rule, pack_body

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["EXPRESSIONS"]

_NAMED_CONSTANTS = {"True": True, "False": False, "None": None}

_BINARY = {
    "Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "FloorDivide": "//", "Modulo": "%", "Power": "**",
    "MatrixMultiply": "@", "BitOr": "|", "BitAnd": "&", "BitXor": "^", "LeftShift": "<<", "RightShift": ">>",
}  # fmt: skip
_COMPARISONS = {
    "Equal": "==", "NotEqual": "!=", "LessThan": "<", "LessThanEqual": "<=", "GreaterThan": ">",
    "GreaterThanEqual": ">=", "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not",
}  # fmt: skip
_UNARY = {"Minus": "-", "Plus": "+", "BitInvert": "~"}


def _name(low: Lowering, node: cst.Name) -> Node:
    at = low.cursor.leaf(node.value)
    if node.value in _NAMED_CONSTANTS:
        return ("const", at, _NAMED_CONSTANTS[node.value])
    return ("name", at, low.mangled(node.value))


def _number(low: Lowering, node: cst.Integer | cst.Float | cst.Imaginary) -> Node:
    return ("const", low.cursor.leaf(node.value), number_value(node.value))


def _ellipsis(low: Lowering, node: cst.Ellipsis) -> Node:
    return ("const", low.cursor.symbol("..."), ...)


def _string(low: Lowering, node: cst.SimpleString) -> Node:
    return ("const", low.cursor.leaf(node.value), string_value(node.value))


def _concatenated(low: Lowering, node: cst.ConcatenatedString) -> Node:
    left, right = low.expression(node.left), low.expression(node.right)
    if left[0] == "const" and right[0] == "const":
        return ("const", left[1], left[2] + right[2])
    parts = [*_parts_of(left), *_parts_of(right)]
    return ("fstring", left[1], tuple(parts))


def _parts_of(node: Node) -> tuple[Any, ...]:
    return (node[2],) if node[0] == "const" else node[2]


def _formatted(low: Lowering, node: cst.FormattedString) -> Node:
    at = low.cursor.leaf(node.start)
    parts = _formatted_parts(low, node.parts, node.start)
    low.cursor.advance(len(node.end))
    return ("fstring", at, parts)


def _formatted_parts(low: Lowering, parts: Any, start: str) -> tuple[Any, ...]:
    lowered: list[Any] = []
    for part in parts:
        if type(part).__name__ in ("FormattedStringText", "TemplatedStringText"):
            low.cursor.advance(len(part.value))
            lowered.append(text_value(part.value, start))
            continue
        value = low.expression(part.expression)
        conversion = "=" if part.equal is not None else part.conversion
        if part.conversion is not None:
            low.cursor.leaf(part.conversion)
        specification = None
        if part.format_spec is not None:
            low.cursor.symbol(":")
            specification = _formatted_parts(low, part.format_spec, start)
        low.cursor.symbol("}")
        lowered.append((value, conversion, specification))
    return tuple(lowered)


def _attribute(low: Lowering, node: cst.Attribute) -> Node:
    value = low.expression(node.value)
    low.cursor.leaf(node.attr.value)
    return ("attribute", value[1], value, low.mangled(node.attr.value))


def _subscript(low: Lowering, node: cst.Subscript) -> Node:
    value = low.expression(node.value)
    low.cursor.symbol("[")
    items = [_slice(low, element.slice) for element in node.slice]
    low.cursor.symbol("]")
    plain = len(items) == 1 and items[0][0] != "star" and type(node.slice[0].comma).__name__ != "Comma"
    index = items[0] if plain else ("tuple", value[1], tuple(items))
    return ("subscript", value[1], value, index)


def _slice(low: Lowering, node: cst.BaseSlice) -> Node:
    if type(node).__name__ == "Index":
        value = low.expression(node.value)  # type: ignore[attr-defined]  # an Index, by the line above
        return ("star", value[1], value) if getattr(node, "star", None) else value
    bounds = [low.expression(part) if part else None for part in (node.lower, node.upper, node.step)]  # type: ignore[attr-defined]  # a Slice
    return ("slice", low.cursor.offset, *bounds)


def _call(low: Lowering, node: cst.Call) -> Node:
    callee = low.expression(node.func)
    low.cursor.symbol("(")
    positional, keywords = lower_arguments(low, node.args)
    low.cursor.symbol(")")
    low.calls += 1
    return ("call", callee[1], callee, positional, keywords)


def lower_arguments(
    low: Lowering, arguments: Any
) -> tuple[tuple[Node, ...], tuple[tuple[str | None, Node], ...]]:
    """Positional and keyword arguments of a call or a class statement."""
    positional: list[Node] = []
    keywords: list[tuple[str | None, Node]] = []
    for argument in arguments:
        if argument.keyword is not None:
            low.cursor.leaf(argument.keyword.value)
            keywords.append((low.mangled(argument.keyword.value), low.expression(argument.value)))
        elif argument.star == "**":
            keywords.append((None, low.expression(argument.value)))
        else:
            value = low.expression(argument.value)
            positional.append(("star", value[1], value) if argument.star else value)
    return tuple(positional), tuple(keywords)


def _tuple(low: Lowering, node: cst.Tuple) -> Node:
    items = tuple(low.expression(element) for element in node.elements)
    return ("tuple", items[0][1] if items else low.cursor.offset, items)


def _bracketed(kind: str, opening: str, closing: str) -> Rule:
    def rule(low: Lowering, node: Any) -> Node:
        at = low.cursor.symbol(opening)
        items = tuple(low.expression(element) for element in node.elements)
        low.cursor.symbol(closing)
        return (kind, at, items)

    return rule


def _element(low: Lowering, node: cst.Element) -> Node:
    return low.expression(node.value)


def _starred(low: Lowering, node: cst.StarredElement) -> Node:
    value = low.expression(node.value)
    return ("star", value[1], value)


def _dict(low: Lowering, node: cst.Dict) -> Node:
    at = low.cursor.symbol("{")
    pairs = []
    element: Any
    for element in node.elements:
        key = low.expression(element.key) if type(element).__name__ == "DictElement" else None
        pairs.append((key, low.expression(element.value)))
    low.cursor.symbol("}")
    return ("dict", at, tuple(pairs))


def _binary(low: Lowering, node: cst.BinaryOperation) -> Node:
    left = low.expression(node.left)
    operator = _BINARY[type(node.operator).__name__]
    low.cursor.symbol(operator)
    return ("binary", left[1], operator, left, low.expression(node.right))


def _unary(low: Lowering, node: cst.UnaryOperation) -> Node:
    kind = type(node.operator).__name__
    if kind == "Not":
        return ("not", low.cursor.leaf("not"), low.expression(node.expression))
    at = low.cursor.symbol(_UNARY[kind])
    operand = low.expression(node.expression)
    if kind == "Minus" and operand[0] == "const" and isinstance(operand[2], (int, float)):
        return ("const", at, -operand[2])
    return ("unary", at, _UNARY[kind], operand)


def _boolean(low: Lowering, node: cst.BooleanOperation) -> Node:
    left = low.expression(node.left)
    return (
        "and" if type(node.operator).__name__ == "And" else "or",
        left[1],
        left,
        low.expression(node.right),
    )


def _comparison(low: Lowering, node: cst.Comparison) -> Node:
    left = low.expression(node.left)
    pairs = []
    for target in node.comparisons:
        operator = _COMPARISONS[type(target.operator).__name__]
        if not operator[0].isalpha():
            low.cursor.symbol(getattr(target.operator, "value", operator))
        pairs.append((operator, low.expression(target.comparator)))
    return ("compare", left[1], left, tuple(pairs))


def _conditional(low: Lowering, node: cst.IfExp) -> Node:
    body = low.expression(node.body)
    test = low.expression(node.test)
    return ("conditional", body[1], test, body, low.expression(node.orelse))


def _comprehension(kind: str, opening: str, closing: str) -> Rule:
    def rule(low: Lowering, node: Any) -> Node:
        low.closes_over()
        at = low.cursor.symbol(opening) if opening else -1
        key = low.expression(node.key) if kind == "dict" and hasattr(node, "key") else None
        element = low.expression(node.value if kind == "dict" else node.elt)
        clauses = _clauses(low, node.for_in)
        if closing:
            low.cursor.symbol(closing)
        return ("comprehension", element[1] if at < 0 else at, kind, element, key, clauses)

    return rule


def _generator(low: Lowering, node: cst.GeneratorExp) -> Node:
    """`(x for y in z if c)`: a call of the generator function that Python makes of it, on `z`."""
    low.closes_over()
    scope = FunctionScope(GENERATOR, is_expression=True)
    low.functions.append(scope)
    element = low.expression(node.elt)
    clauses = _clauses(low, node.for_in)
    low.functions.pop()
    at = element[1]
    body: Node = ("expression", at, ("yield", at, element))
    for index, (target, iterable, conditions) in reversed(list(enumerate(clauses))):
        for test in reversed(conditions):
            body = ("if", test[1], test, (body,), ())
        source = ("name", iterable[1], ".0") if index == 0 else iterable
        body = ("for", target[1], target, source, (body,), ())
    parameters = ((".0", POSITIONAL, None, None),)
    code = (
        "<genexpr>",
        at,
        GENERATOR | CLOSES_OVER,
        parameters,
        pack_body((body,)),
        (),
        tuple(scope.nonlocals),
    )
    return ("call", at, ("lambda", at, code), (clauses[0][1],), ())


def _clauses(low: Lowering, clause: cst.CompFor | None) -> tuple[Any, ...]:
    clauses = []
    while clause is not None:
        target = low.expression(clause.target)
        iterable = low.expression(clause.iter)
        clauses.append((target, iterable, tuple(low.expression(part.test) for part in clause.ifs)))
        clause = clause.inner_for_in
    return tuple(clauses)


def _walrus(low: Lowering, node: cst.NamedExpr) -> Node:
    name = low.expression(node.target)
    if low.functions[-1].is_expression:  # the name belongs to the function around
        low.functions[-1].nonlocals.append(name[2])
    return ("walrus", name[1], name[2], low.expression(node.value))


def _await(low: Lowering, node: cst.Await) -> Node:
    return ("await", low.cursor.leaf("await"), low.expression(node.expression))


def _yield(low: Lowering, node: cst.Yield) -> Node:
    low.yields()
    at = low.cursor.leaf("yield")
    if node.value is None:
        return ("yield", at, None)
    if type(node.value).__name__ == "From":
        return ("yield from", at, low.expression(node.value.item))  # type: ignore[union-attr]  # a From
    return ("yield", at, low.expression(node.value))


EXPRESSIONS: dict[str, Rule] = {
    "Name": _name,
    "Integer": _number,
    "Float": _number,
    "Imaginary": _number,
    "Ellipsis": _ellipsis,
    "SimpleString": _string,
    "ConcatenatedString": _concatenated,
    "FormattedString": _formatted,
    "TemplatedString": _formatted,
    "Attribute": _attribute,
    "Subscript": _subscript,
    "Call": _call,
    "Tuple": _tuple,
    "List": _bracketed("list", "[", "]"),
    "Set": _bracketed("set", "{", "}"),
    "Element": _element,
    "StarredElement": _starred,
    "Dict": _dict,
    "BinaryOperation": _binary,
    "UnaryOperation": _unary,
    "BooleanOperation": _boolean,
    "Comparison": _comparison,
    "IfExp": _conditional,
    "Lambda": lower_lambda,
    "ListComp": _comprehension("list", "[", "]"),
    "SetComp": _comprehension("set", "{", "}"),
    "DictComp": _comprehension("dict", "{", "}"),
    "StarredDictComp": _comprehension("dict", "{", "}"),
    "GeneratorExp": _generator,
    "NamedExpr": _walrus,
    "Await": _await,
    "Yield": _yield,
}
