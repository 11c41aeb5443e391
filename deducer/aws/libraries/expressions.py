"""Expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import product
from typing import Any

from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.state import ELEMENT, RETURNED
from deducer.aws.libraries.truth import truth
from deducer.aws.libraries.values import OPAQUE, Box, Frame, Function, Known, MethodName, Value, Values, union
from deducer.aws.texts import UNKNOWN, Text

__all__ = ["EXPRESSIONS", "box_at", "text_value"]

_MOST_TEXTS = 12


def _constant(m: Machine, node: ast.Constant, frame: Frame) -> Values:
    if node.value is None or isinstance(node.value, (str, bytes, int, float, bool)):
        return (Known.of(node.value),)
    return (OPAQUE,)


def _name(m: Machine, node: ast.Name, frame: Frame) -> Values:
    return m.name(node.id, frame)


def _attribute(m: Machine, node: ast.Attribute, frame: Frame) -> Values:
    values = m.evaluate(node.value, frame)
    return union(*(m.attribute(value, node.attr, frame, node) for value in values))


def _call(m: Machine, node: ast.Call, frame: Frame) -> Values:
    callees = m.evaluate(node.func, frame)
    given = arguments(m, node, frame)
    return union(*(m.call(callee, given, frame, node) for callee in callees))


def arguments(m: Machine, node: ast.Call, frame: Frame) -> Given:
    """The arguments of a call; stars are spread as far as their contents are known."""
    given = Given()
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            _spread(m, m.evaluate(argument.value, frame), given)
        else:
            given.positional.append(m.evaluate(argument, frame))
    for keyword in node.keywords:
        values = m.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            given.named[keyword.arg] = union(given.named.get(keyword.arg, ()), values)
        else:
            _spread_names(m, values, given)
    return given


def _spread(m: Machine, values: Values, given: Given) -> None:
    boxes = [value for value in values if isinstance(value, Box)]
    given.rest = given.rest or len(boxes) < len(values)
    for box in boxes:
        for name in m.state.names(box):
            if name.isdigit():
                index = int(name)
                while len(given.positional) <= index:
                    given.positional.append(())
                given.positional[index] = union(given.positional[index], m.state.read(box, name) or ())
            elif name == ELEMENT:
                given.rest = True
                m.escape(m.state.read(box, name) or ())


def _spread_names(m: Machine, values: Values, given: Given) -> None:
    for value in values:
        if isinstance(value, Box):
            for name in m.state.names(value):
                contents = m.state.read(value, name) or ()
                if name == ELEMENT:
                    given.rest = True
                else:
                    given.named[name] = union(given.named.get(name, ()), contents)
        elif not (isinstance(value, Known) and value.value is None):
            given.rest = True


def _bool_op(m: Machine, node: ast.BoolOp, frame: Frame) -> Values:
    """`and` and `or`: operands that cannot be the result are left out."""
    stops = isinstance(node.op, ast.Or)
    found: Values = ()
    for index, operand in enumerate(node.values):
        values = m.evaluate(operand, frame)
        last = index == len(node.values) - 1
        found = union(found, values if last else (v for v in values if truth((v,)) in (stops, None)))
        if values and truth(values) is stops:
            break
    return found


def _if_expression(m: Machine, node: ast.IfExp, frame: Frame) -> Values:
    decided = truth(m.evaluate(node.test, frame))
    chosen = (
        [node.body] if decided is True else [node.orelse] if decided is False else [node.body, node.orelse]
    )
    return union(*(m.evaluate(part, frame) for part in chosen))


def _unary(m: Machine, node: ast.UnaryOp, frame: Frame) -> Values:
    decided = truth(m.evaluate(node.operand, frame))
    if isinstance(node.op, ast.Not) and decided is not None:
        return (Known.of(not decided),)
    return (OPAQUE,)


def _compare(m: Machine, node: ast.Compare, frame: Frame) -> Values:
    left = m.evaluate(node.left, frame)
    rights = [m.evaluate(right, frame) for right in node.comparators]
    if len(rights) == 1:
        decided = _compared(node.ops[0], left, rights[0])
        if decided is not None:
            return (Known.of(decided),)
    return (OPAQUE,)


def _compared(operator: ast.cmpop, left: Values, right: Values) -> bool | None:
    negated = isinstance(operator, (ast.IsNot, ast.NotEq))
    if not isinstance(operator, (ast.Is, ast.Eq, ast.IsNot, ast.NotEq)) or not left or not right:
        return None
    if all(isinstance(value, Known) for value in (*left, *right)):
        if len(left) == len(right) == 1:
            return (left == right) is not negated
        return negated if not set(left) & set(right) else None
    none = Known.of(None)
    others = left if right == (none,) else right if left == (none,) else None
    if others is not None and none not in others and not any(value is OPAQUE for value in others):
        return negated
    return None


def _binary(m: Machine, node: ast.BinOp, frame: Frame) -> Values:
    left, right = m.evaluate(node.left, frame), m.evaluate(node.right, frame)
    if isinstance(node.op, ast.Add):
        made = [_added(a, b) for a, b in product(left[:_MOST_TEXTS], right[:_MOST_TEXTS])]
        return union(tuple(value for value in made if value is not None)) or (OPAQUE,)
    if isinstance(node.op, ast.BitOr):
        return _merged(m, (*left, *right), frame, node)
    return (OPAQUE,)


def _added(left: Value, right: Value) -> Value | None:
    a, b = text_value(left), text_value(right)
    if a is None and b is None:
        return left if isinstance(left, Box) else None
    return as_value((a or Text((UNKNOWN,))) + (b or Text((UNKNOWN,))))


def _merged(m: Machine, values: Values, frame: Frame, node: ast.AST) -> Values:
    box = box_at(node, frame, "dict")
    for value in values:
        if isinstance(value, Box):
            for name in m.state.names(value):
                m.state.write(box, name, m.state.read(value, name) or ())
        else:
            m.state.write(box, ELEMENT, (OPAQUE,))
    return (box,)


def text_value(value: Value) -> Text | None:
    """A value as a text, where it is one."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Known) and isinstance(value.value, str):
        return Text((value.value,))
    return None


def as_value(text: Text) -> Value:
    """A text as a value: known ones are constants."""
    return Known.of(text.known) if text.is_known else text


def _joined(m: Machine, node: ast.JoinedStr, frame: Frame) -> Values:
    options: list[Text] = [Text(())]
    for part in node.values:
        values = m.evaluate(part.value if isinstance(part, ast.FormattedValue) else part, frame)
        texts = [text_value(value) or Text((UNKNOWN,)) for value in values] or [Text((UNKNOWN,))]
        options = [before + text for before, text in product(options, dict.fromkeys(texts))]
        if len(options) > _MOST_TEXTS:
            return (Text((UNKNOWN,)),)
    return tuple(as_value(text) for text in dict.fromkeys(options))


def box_at(node: ast.AST, frame: Frame, kind: str) -> Box:
    """The container that is made at a node, in a frame."""
    return Box((id(node), frame.function, frame.context), kind)


def _sequence(m: Machine, node: Any, frame: Frame) -> Values:
    box = box_at(node, frame, "list")
    m.state.slots.setdefault(box, {})
    for index, element in enumerate(node.elts):
        if isinstance(element, ast.Starred):
            m.state.write(box, ELEMENT, m.elements(m.evaluate(element.value, frame), frame, node))
        else:
            m.state.write(box, str(index), m.evaluate(element, frame))
    return (box,)


def _dict(m: Machine, node: ast.Dict, frame: Frame) -> Values:
    box = box_at(node, frame, "dict")
    m.state.slots.setdefault(box, {})
    for key, value in zip(node.keys, node.values, strict=True):
        values = m.evaluate(value, frame)
        if key is None:
            _copy(m, values, box)
        else:
            store(m, box, m.evaluate(key, frame), values)
    return (box,)


def _copy(m: Machine, values: Values, box: Box) -> None:
    for value in values:
        if isinstance(value, Box):
            for name in m.state.names(value):
                m.state.write(box, name, m.state.read(value, name) or ())
        elif not (isinstance(value, Known) and value.value is None):
            m.state.write(box, ELEMENT, (OPAQUE,))


def store(m: Machine, box: Box, keys: Values, values: Values) -> None:
    """Put something into a container under keys of which some may not be known."""
    for key in keys:
        if isinstance(key, Known) and isinstance(key.value, (str, int)):
            m.state.write(box, str(key.value), values)
        elif isinstance(key, Text):
            name = f"\0{key!r}"
            m.state.text_keys[name] = key
            m.state.write(box, name, values)
        else:
            m.state.write(box, ELEMENT, values)


def _subscript(m: Machine, node: ast.Subscript, frame: Frame) -> Values:
    keys = m.evaluate(node.slice, frame)
    found: Values = ()
    for value in m.evaluate(node.value, frame):
        found = union(found, item(m, value, keys))
    return found


def item(m: Machine, value: Value, keys: Values) -> Values:
    """What a subscript gives."""
    if not isinstance(value, Box):
        return (value,) if isinstance(value, MethodName) else (OPAQUE,)
    known = [str(key.value) for key in keys if isinstance(key, Known) and isinstance(key.value, (str, int))]
    names = known if known and len(known) == len(keys) else m.state.names(value)
    found = union(*(m.state.read(value, name) or () for name in (*names, ELEMENT)))
    return found or (OPAQUE,)


def _lambda(m: Machine, node: ast.Lambda, frame: Frame) -> Values:
    return (Function(frame.module, node, frame if frame.function else None),)


def _comprehension(m: Machine, node: Any, frame: Frame) -> Values:
    """Variables of a comprehension are those of its function here: a name that is used twice holds both."""
    box = box_at(node, frame, "dict" if isinstance(node, ast.DictComp) else "list")
    m.state.slots.setdefault(box, {})
    if isinstance(node, ast.DictComp) and _item_wise(m, node, frame, box):
        return (box,)
    for generator in node.generators:
        m.assign(generator.target, m.elements(m.evaluate(generator.iter, frame), frame, node), frame)
        for condition in generator.ifs:
            m.evaluate(condition, frame)
    if isinstance(node, ast.DictComp):
        store(m, box, m.evaluate(node.key, frame), m.evaluate(node.value, frame))
    else:
        m.state.write(box, ELEMENT, m.evaluate(node.elt, frame))
    return (box,)


def _item_wise(m: Machine, node: ast.DictComp, frame: Frame, box: Box) -> bool:
    """`{k: v for k, v in options.items() if v}` keeps each value under its key."""
    generator = node.generators[0]
    target, source = generator.target, generator.iter
    if not (
        len(node.generators) == 1
        and isinstance(target, ast.Tuple)
        and [getattr(e, "id", None) for e in target.elts]
        == [getattr(node.key, "id", 0), getattr(node.value, "id", 0)]
        and isinstance(source, ast.Call)
        and isinstance(source.func, ast.Attribute)
        and source.func.attr == "items"
    ):
        return False
    for condition in generator.ifs:
        m.assign(target, (OPAQUE,), frame)
        m.evaluate(condition, frame)
    _copy(m, m.evaluate(source.func.value, frame), box)
    return True


def _await(m: Machine, node: ast.Await, frame: Frame) -> Values:
    return m.evaluate(node.value, frame)


def _yield(m: Machine, node: Any, frame: Frame) -> Values:
    if node.value is not None:
        values = m.evaluate(node.value, frame)
        box = Box(("yielded", frame.function, frame.context), "list")
        given = m.elements(values, frame, node) if isinstance(node, ast.YieldFrom) else values
        m.state.write(box, ELEMENT, given)
        m.state.write(frame, RETURNED, (box,))
    return (OPAQUE,)


def _named(m: Machine, node: ast.NamedExpr, frame: Frame) -> Values:
    values = m.evaluate(node.value, frame)
    m.assign(node.target, values, frame)
    return values


def _starred(m: Machine, node: ast.Starred, frame: Frame) -> Values:
    return m.evaluate(node.value, frame)


EXPRESSIONS: dict[type[ast.AST], Callable[[Machine, Any, Frame], Values]] = {
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.BinOp: _binary,
    ast.BoolOp: _bool_op,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _if_expression,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _named,
    ast.Set: _sequence,
    ast.SetComp: _comprehension,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
