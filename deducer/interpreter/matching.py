"""`match`: every case that may match is run, with what its pattern binds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deducer.interpreter.assignment import row_of
from deducer.interpreter.branches import alternatives
from deducer.interpreter.classification import is_instance
from deducer.interpreter.comparisons import compare
from deducer.interpreter.dispatch import attribute_of, evaluate, item_of, run_block, statement
from deducer.interpreter.iteration import exact_items
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.static import NO_KEY, NotStatic, key_of, plain
from deducer.interpreter.truth import condition
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Const
from deducer.values.base import NOTHING, Values, union
from deducer.values.classes import Class
from deducer.values.containers import Mapping, Sequence
from deducer.values.resources import Resource

__all__: list[str] = []


@statement("match")
def _match(m: Machine, node: Node) -> bool:
    _, _, subject, cases = node
    values = evaluate(m, subject)
    parts: list[Callable[[], bool]] = []
    for pattern, guard, body in cases:
        verdict = _verdict(m, pattern, values)
        if verdict is False:
            continue
        if verdict is True and guard is None:
            if not parts:
                _bind(m, pattern, values)
                return run_block(m, body)
            parts.append(_case(m, pattern, guard, body, values))
            break
        parts.append(_case(m, pattern, guard, body, values))
    else:
        parts.append(lambda: True)
    return alternatives(m, parts)


def _case(m: Machine, pattern: Node, guard: Node | None, body: Any, values: Values) -> Callable[[], bool]:
    def run() -> bool:
        _bind(m, pattern, values)
        if guard is not None and condition(m, guard) is False:
            return False
        return run_block(m, body)

    return run


def _verdict(m: Machine, pattern: Node, values: Values) -> bool | None:
    """Whether a pattern certainly matches, certainly does not, or may."""
    tag = pattern[0]
    if tag == "capture":
        return True if pattern[3] is None else _verdict(m, pattern[3], values)
    if tag == "either":
        verdicts = [_verdict(m, part, values) for part in pattern[2]]
        return True if True in verdicts else (None if None in verdicts else False)
    if tag == "value":
        return compare(m, values, "==", evaluate(m, pattern[2]), pattern)
    if tag == "class":
        classes = evaluate(m, pattern[2])
        kinds = {is_instance(m, value, classes) for value in values}
        verdict = kinds.pop() if len(kinds) == 1 else None
        return None if verdict is True and (pattern[3] or pattern[4]) else verdict
    if tag == "sequence":
        return _sequence_verdict(m, pattern, values)
    if tag == "mapping":
        return _mapping_verdict(m, pattern, values)
    return None


def _mapping_verdict(m: Machine, pattern: Node, values: Values) -> bool | None:
    if values and all(isinstance(value, (Const, Sequence, Resource)) for value in values):
        return False
    if len(values) != 1 or not isinstance(values[0], Mapping):
        return None
    target = values[0]
    verdicts: list[bool | None] = []
    for key_node, part in pattern[2]:
        key = key_of(evaluate(m, key_node))
        if key is NO_KEY or key in target.optional or (key not in target.items and target.rest):
            verdicts.append(None)
        else:
            verdicts.append(key in target.items and _verdict(m, part, target.items[key]))
    return False if False in verdicts else (None if None in verdicts else True)


def _sequence_verdict(m: Machine, pattern: Node, values: Values) -> bool | None:
    if values and all(isinstance(value, (Const, Mapping, Resource)) for value in values):
        return False
    known = all(isinstance(value, Sequence) for value in values)
    items = exact_items(m, values, pattern) if known else None
    if items is None:
        return None
    parts = pattern[2]
    if any(part[0] == "rest" for part in parts):
        if len(items) < len(parts) - 1:
            return False
        catch_all = all(part[0] == "rest" or (part[0] == "capture" and part[3] is None) for part in parts)
        return True if catch_all else None
    if len(items) != len(parts):
        return False
    verdicts = [_verdict(m, part, item) for part, item in zip(parts, items, strict=True)]
    return False if False in verdicts else (None if None in verdicts else True)


def _bind(m: Machine, pattern: Node, values: Values) -> None:
    """Bind the names of a pattern to what they may stand for if it matches."""
    tag = pattern[0]
    if tag == "capture":
        if pattern[3] is not None:
            _bind(m, pattern[3], values)
        if pattern[2] is not None:
            bind_name(m, pattern[2], values)
    elif tag == "either":
        for part in pattern[2]:
            _bind(m, part, values)
    elif tag == "sequence":
        _bind_sequence(m, pattern, values)
    elif tag == "mapping":
        _bind_mapping(m, pattern, values)
    elif tag == "class":
        _bind_class(m, pattern, values)


def _bind_sequence(m: Machine, pattern: Node, values: Values) -> None:
    parts = pattern[2]
    star = next((index for index, part in enumerate(parts) if part[0] == "rest"), None)
    for part, row in zip(parts, row_of(m, values, len(parts), star, pattern), strict=True):
        if part[0] != "rest":
            _bind(m, part, row)
        elif part[2] is not None:
            bind_name(m, part[2], row)


def _bind_mapping(m: Machine, pattern: Node, values: Values) -> None:
    _, _, pairs, rest = pattern
    for key, part in pairs:
        _bind(m, part, item_of(m, values, evaluate(m, key), pattern))
    if rest is not None:
        contents: Values = NOTHING
        for value in values:
            contents = union(contents, value.values() if isinstance(value, Mapping) else UNKNOWN)
        m.at(pattern)
        bind_name(m, rest, (m.heap.new(Mapping({}, contents, UNKNOWN)),))


def _bind_class(m: Machine, pattern: Node, values: Values) -> None:
    _, _, cls, positional, keywords = pattern
    classes = evaluate(m, cls)
    matching = tuple(value for value in values if is_instance(m, value, classes) is not False)
    for index, part in enumerate(positional):
        found: Values = NOTHING
        for kind in classes:
            names = _match_args(kind)
            name = names[index] if index < len(names) else None
            found = union(found, matching if name is None else attribute_of(m, matching, name, pattern))
        _bind(m, part, found)
    for name, part in keywords:
        _bind(m, part, attribute_of(m, matching, name, pattern))


def _match_args(kind: object) -> list[str]:
    """The attributes that positional patterns stand for."""
    if not isinstance(kind, Class):
        return []
    found = kind.lookup("__match_args__")
    if found is None:
        return [name for name, taken in kind.fields.items() if taken]
    try:
        return [str(name) for name in plain(found)]
    except NotStatic:
        return []
