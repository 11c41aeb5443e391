"""Calls: of what is read, of the SDK, of builtins that matter, and of code that is not read."""

from __future__ import annotations

import ast
import sys

from deducer.aws import objects, sdk
from deducer.aws.arns import Place
from deducer.aws.libraries.expressions import as_value, box_at, item, store, text_value
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.sdk_use import SDK_OBJECTS, call_sdk
from deducer.aws.libraries.state import ELEMENT
from deducer.aws.libraries.values import (
    OPAQUE,
    BoundFunction,
    Box,
    Class,
    External,
    Frame,
    Function,
    Instance,
    Known,
    MethodName,
    Partial,
    Super,
    Value,
    Values,
    union,
)
from deducer.aws.texts import UNKNOWN, Hole, Text

__all__ = ["call", "elements"]

_HANDED_OVER = (objects.Client, objects.ResourceObject, objects.Collection, objects.BatchWriter)
_SAME = frozenset(
    {
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.reversed", "builtins.iter",
        "builtins.aiter", "copy.copy", "copy.deepcopy", "contextlib.closing", "contextlib.aclosing",
        "itertools.islice", "builtins.frozenset",
    }
)  # fmt: skip
# Functions that call what they are given, with exactly the arguments after it.
_PASSED_ON = frozenset({"asyncio.to_thread", "anyio.to_thread.run_sync", "functools.partial"})
_PASSING_METHODS = frozenset(
    {"submit", "run_in_executor", "call_soon", "apply_async", "run_sync", "to_thread"}
)
_CALLABLE = (Function, BoundFunction, Partial, objects.Method)


def call(m: Machine, callee: Value, given: Given, frame: Frame, node: ast.AST) -> Values:
    """Call one value."""
    if isinstance(callee, SDK_OBJECTS):
        return call_sdk(m, callee, given, frame, node)
    if isinstance(callee, Function):
        return m.run(callee, None, given)
    if isinstance(callee, BoundFunction):
        return m.run(callee.function, callee.receiver, given)
    if isinstance(callee, Class):
        return (m.instantiate(callee, given, id(node)),)
    if isinstance(callee, Partial):
        named = {**dict(callee.named), **given.named}
        return call(
            m, callee.callee, Given([*callee.positional, *given.positional], named, given.rest), frame, node
        )
    if isinstance(callee, Instance):
        made = [
            call(m, method, given, frame, node) for method in m.attribute(callee, "__call__", frame, node)
        ]
        return union(*made)
    if isinstance(callee, MethodName):
        return _method(m, callee, given, frame, node)
    if isinstance(callee, External):
        return _external(m, callee.path, given, frame, node)
    m.escape(given.all())
    _handed_over(m, "a function that is not known", given, frame, node)
    return _passing(m, given, frame, node)


def _external(m: Machine, path: str, given: Given, frame: Frame, node: ast.AST) -> Values:
    builtin = path.removeprefix("builtins.")
    if path in _SAME:
        return given.positional[0] if given.positional else (box_at(node, frame, "list"),)
    if path in {"typing.cast", "typing_extensions.cast"} and len(given.positional) > 1:
        return given.positional[1]
    if builtin in _BUILTINS and path != builtin:
        return _BUILTINS[builtin](m, given, frame, node)
    if path in {"functools.partial", "functools.partialmethod"} and given.positional:
        rest = tuple(given.positional[1:])
        return tuple(Partial(callee, rest, tuple(given.named.items())) for callee in given.positional[0])
    if path.rpartition(".")[2] in {"Field", "field", "PrivateAttr"}:
        return _declared(m, given, frame, node)
    if path.rpartition(".")[2] in {"import_module", "__import__"}:
        return _imported(m, given)
    _handed_over(m, path, given, frame, node)
    result = _passing(m, given, frame, node, exact=path in _PASSED_ON)
    m.escape(given.all())
    return result


def _declared(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    """The default of a field of a data class or a pydantic model."""
    factories = given.named.get("default_factory", ())
    made = union(*(m.call(factory, Given(), frame, node) for factory in factories))
    default = given.named.get("default") or (given.positional[0] if given.positional else ())
    return union(default, made) or (OPAQUE,)


def _imported(m: Machine, given: Given) -> Values:
    from deducer.aws.libraries.names import dotted

    names = given.positional[0] if given.positional else ()
    found: Values = ()
    for name in names:
        if isinstance(name, Known) and isinstance(name.value, str):
            found = union(found, dotted(m, name.value))
    return found or (OPAQUE,)


def _handed_over(m: Machine, path: str, given: Given, frame: Frame, node: ast.AST) -> None:
    """A client that goes to code that is not read can be used there."""
    top = path.partition(".")[0]
    if top in sys.stdlib_module_names or top == "builtins" or top in sdk.SDK_MODULES:
        return
    for value in given.all():
        if isinstance(value, _HANDED_OVER):
            m.state.doubt(f"a client is handed to {path} at {m.place(frame, node)}")


def _passing(m: Machine, given: Given, frame: Frame, node: ast.AST, *, exact: bool = False) -> Values:
    """Code that is not read may call what it is given, with arguments that it is given after it."""
    found: Values = ()
    for index, values in enumerate(given.positional):
        for value in values:
            if isinstance(value, _CALLABLE):
                after = Given(given.positional[index + 1 :], given.named, rest=not exact)
                found = union(found, m.call(value, after, frame, node))
    for values in given.named.values():
        for value in values:
            if isinstance(value, _CALLABLE):
                target = given.named.get("args", ()), given.named.get("kwargs", ())
                found = union(found, m.call(value, _thread_arguments(m, *target), frame, node))
    return union(found, (OPAQUE,))


def _thread_arguments(m: Machine, positional: Values, named: Values) -> Given:
    """What `Thread(target=f, args=…, kwargs=…)` calls its target with; anything, where neither is there."""
    if not positional and not named:
        return Given(rest=True)
    made = Given()
    for box in positional:
        if isinstance(box, Box):
            made.positional = [m.state.read(box, name) or () for name in m.state.names(box)]
    for box in named:
        if isinstance(box, Box):
            made.named = {name: m.state.read(box, name) or () for name in m.state.names(box)}
    return made


def _method(m: Machine, callee: MethodName, given: Given, frame: Frame, node: ast.AST) -> Values:
    receiver, name = callee.receiver, callee.name
    if isinstance(receiver, Super):
        return _super_call(m, receiver, name, given)
    if isinstance(receiver, Box):
        return _box_method(m, receiver, name, given, frame, node)
    text = text_value(receiver) if isinstance(receiver, (Known, Text)) else None
    if text is not None:
        return _text_method(text, name, given)
    if name in _PASSING_METHODS:
        return _passing(m, given, frame, node, exact=True)
    return (OPAQUE,)


def _super_call(m: Machine, receiver: Super, name: str, given: Given) -> Values:
    """A method of a base that is not read; its initializer keeps what it is given under the same names."""
    if name in {"__init__", "__new__"} and isinstance(receiver.receiver, Instance):
        from deducer.aws.libraries.running import set_fields

        set_fields(m, receiver.receiver, Given([], given.named))
    return (OPAQUE,)


def _box_method(m: Machine, box: Box, name: str, given: Given, frame: Frame, node: ast.AST) -> Values:
    first = given.positional[0] if given.positional else ()
    second = given.positional[1] if len(given.positional) > 1 else ()
    if name in {"get", "pop", "setdefault"}:
        if name == "setdefault":
            store(m, box, first, second)
        missing = second if len(given.positional) > 1 else (Known.of(None),) if name == "get" else ()
        known = all(isinstance(key, Known) and m.state.read(box, str(key.value)) is None for key in first)
        absent = known and m.state.read(box, ELEMENT) is None
        return missing if absent and missing else union(item(m, box, first), missing)
    if name in {"append", "add", "insert", "appendleft"}:
        m.state.write(box, ELEMENT, given.positional[-1] if given.positional else ())
        return (Known.of(None),)
    if name in {"update", "extend"}:
        _update(m, box, first, given, name)
        return (Known.of(None),)
    if name in {"values", "copy", "union"}:
        return (box,) if name != "values" else _listed(m, elements_of(m, box), frame, node)
    if name == "keys":
        return _listed(m, _keys(m, box), frame, node)
    if name == "items":
        pair = Box((id(node), frame.function, frame.context, "pair"), "list")
        m.state.write(pair, "0", _keys(m, box))
        m.state.write(pair, "1", elements_of(m, box))
        return _listed(m, (pair,), frame, node)
    return (OPAQUE,)


def _update(m: Machine, box: Box, first: Values, given: Given, name: str) -> None:
    for other in first:
        if not isinstance(other, Box):
            m.state.write(box, ELEMENT, (OPAQUE,))
            continue
        for key in m.state.names(other):
            target = ELEMENT if name == "extend" else key
            m.state.write(box, target, m.state.read(other, key) or ())
    for key, values in given.named.items():
        m.state.write(box, key, values)


def _listed(m: Machine, values: Values, frame: Frame, node: ast.AST) -> Values:
    box = box_at(node, frame, "list")
    m.state.write(box, ELEMENT, values)
    return (box,)


def _keys(m: Machine, box: Box) -> Values:
    return tuple(
        OPAQUE if name == ELEMENT else m.state.text_keys.get(name) or Known.of(name)
        for name in m.state.names(box)
    )


def elements_of(m: Machine, box: Box) -> Values:
    """Everything that a container holds."""
    return union(*(m.state.read(box, name) or () for name in m.state.names(box)))


def elements(m: Machine, values: Values, frame: Frame, node: ast.AST) -> Values:
    """What iterating gives."""
    found: Values = ()
    for value in values:
        if isinstance(value, Box):
            found = union(found, _keys(m, value) if value.kind == "dict" else elements_of(m, value))
        elif isinstance(value, objects.Collection):
            listed = call_sdk(m, objects.Method(value, "all"), Given(), frame, node)
            step = sdk.iterate(value, Place(None, None))
            found = union(found, (step.value,) if isinstance(step.value, SDK_OBJECTS) else listed)
        elif isinstance(value, Instance):
            found = union(found, _of_instance(m, value, frame, node))
        else:
            found = union(found, (OPAQUE,))
    return found


def _of_instance(m: Machine, instance: Instance, frame: Frame, node: ast.AST) -> Values:
    """What iterating over an instance gives: the elements of what `__iter__` gives, or its own next ones."""
    found: Values = ()
    for method in m.attribute(instance, "__iter__", frame, node):
        for iterator in (
            m.call(method, Given(), frame, node) if isinstance(method, BoundFunction) else (OPAQUE,)
        ):
            if isinstance(iterator, Instance):
                following = m.attribute(iterator, "__next__", frame, node)
                found = union(found, *(m.call(f, Given(), frame, node) for f in following))
            else:
                found = union(found, elements(m, (iterator,), frame, node))
    return found


def _text_method(text: Text, name: str, given: Given) -> Values:
    """Methods of texts: those of constants are done, those of others keep where the text comes from."""
    known = text.known
    arguments = [
        values[0].value for values in given.positional if len(values) == 1 and isinstance(values[0], Known)
    ]
    if name in {"split", "rsplit", "partition", "encode", "isdigit", "startswith", "endswith", "join"}:
        return (OPAQUE,)
    if known is not None and len(arguments) == len(given.positional) and not given.named and not given.rest:
        try:
            made = getattr(known, name)(*arguments)
        except (AttributeError, TypeError, ValueError, KeyError, IndexError):
            return (OPAQUE,)
        return (Known.of(made),) if isinstance(made, (str, bool, int)) else (OPAQUE,)
    if name == "format":
        return (Text((UNKNOWN,)),)
    origins = tuple(Hole(origin) for origin in text.origins)
    return (as_value(Text((*origins, UNKNOWN) if name not in {"strip", "rstrip", "lstrip"} else text.parts)),)


def _getattr(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    targets, names = (*given.positional, (), ())[:2]
    found: Values = given.positional[2] if len(given.positional) > 2 else ()
    for target in targets:
        for name in names:
            if isinstance(name, Known) and isinstance(name.value, str):
                found = union(found, m.attribute(target, name.value, frame, node))
            elif isinstance(target, SDK_OBJECTS) and not _guessed(m, frame):
                m.state.doubt(
                    f"a method that is chosen by a computed name is called at {m.place(frame, node)}"
                )
    return found or (OPAQUE,)


def _guessed(m: Machine, frame: Frame) -> bool:
    """Whether a private method is evaluated with nothing known of its arguments, while its callers are known."""
    function = frame.function
    name = getattr(function.tree, "name", "") if function else ""
    if function is None or not name.startswith("_") or name.startswith("__"):
        return False
    marked = [part for part in frame.context[1:] if isinstance(part, tuple) and part[1]]
    return not marked and len(m.state.contexts.get(function, ())) > 1


def _setattr(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    if len(given.positional) == 3:
        targets, names, values = given.positional
        for target in targets:
            for name in names:
                if isinstance(target, (Instance, Class)) and isinstance(name, Known):
                    m.state.write(target, str(name.value), values)
    return (Known.of(None),)


def _super(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    function = frame.function
    while function is not None and function.owner is None:
        function = function.closure.function if function.closure else None
    receiver = frame.context[0] if frame.context else None
    if function is None or function.owner is None or not isinstance(receiver, (Instance, Class)):
        return (OPAQUE,)
    return (Super(receiver, function.owner),)


def _dict(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    box = box_at(node, frame, "dict")
    m.state.slots.setdefault(box, {})
    _update(m, box, given.positional[0] if given.positional else (), given, "update")
    return (box,)


def _str(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    values = given.positional[0] if given.positional else ()
    return tuple(value if text_value(value) is not None else OPAQUE for value in values)


def _enumerate(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    pair = Box((id(node), frame.function, frame.context, "pair"), "list")
    m.state.write(pair, "0", (OPAQUE,))
    m.state.write(pair, "1", m.elements(given.positional[0] if given.positional else (), frame, node))
    return _listed(m, (pair,), frame, node)


def _zip(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    pair = Box((id(node), frame.function, frame.context, "pair"), "list")
    for index, values in enumerate(given.positional):
        m.state.write(pair, str(index), m.elements(values, frame, node))
    return _listed(m, (pair,), frame, node)


def _next(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    return m.elements(given.positional[0] if given.positional else (), frame, node)


def _map(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    """`map` and `filter` call their function with the elements."""
    given_elements = [m.elements(values, frame, node) for values in given.positional[1:]]
    callees = given.positional[0] if given.positional else ()
    made = union(*(m.call(callee, Given(given_elements), frame, node) for callee in callees))
    return _listed(m, union(made, *given_elements), frame, node)


def _unknown(m: Machine, given: Given, frame: Frame, node: ast.AST) -> Values:
    return (OPAQUE,)


_BUILTINS = {
    "bool": _unknown,
    "dict": _dict,
    "enumerate": _enumerate,
    "filter": _map,
    "getattr": _getattr,
    "hasattr": _unknown,
    "isinstance": _unknown,
    "issubclass": _unknown,
    "len": _unknown,
    "map": _map,
    "next": _next,
    "anext": _next,
    "setattr": _setattr,
    "str": _str,
    "super": _super,
    "type": _unknown,
    "zip": _zip,
}
