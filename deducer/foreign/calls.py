"""Calls into code that is not read, and uses of what such calls returned.

While a handler is analysed, whatever a foreign call is given may run there and then. While modules load, a
library that is given a callable keeps it (`FastAPI`, `Agent(tools=…)`, a decorator): the object that it
returns holds it, and a handler that uses that object may run it. A call whose result is thrown away leaves
only the library's own global state to hold it, so every function that loads the module may run it.
"""

from __future__ import annotations

import re

from deducer.foreign.escapes import escape
from deducer.foreign.holding import held_values, keep
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import (
    calls,
    gets_attribute,
    gets_item,
    iterates,
    sets_attribute,
    sets_item,
)
from deducer.interpreter.mutations import add_item, put_unknown
from deducer.models.methods import call_method
from deducer.models.registry import ATTRIBUTES, MODELS, OBJECT_ATTRIBUTES, OBJECT_CALLS
from deducer.source.form import Node
from deducer.state.effects import Uses
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, Const, Slice, Unknown, carried, unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import Foreign, ForeignObject, MethodOf

__all__ = ["call_foreign", "use"]

_SDK_CALL = re.compile(
    r"boto3\.(?:(?:session\.)?Session\.)?"
    r"(?:client\.(?:get_paginator\.|get_waiter\.)?|resource\.(?:\w+\.)*)"
    r"(?!get_paginator$|get_waiter$|can_paginate$|close$)([a-z]\w*)"
)
"""A method of boto3 that makes a request; the results of requests (`client.get_item.get`) match no more."""

_DEEPEST_NAME = 8
"""Parts of a dotted name; what has more is something that a loop goes along (`x = x.next`)."""


@calls(Foreign)
def _call_name(m: Machine, callee: Foreign, arguments: Arguments, node: Node) -> Values:
    model = MODELS.get(callee.path)
    if model is not None:
        result = model(m, arguments, node)
        if result is not None:
            return result
    declared = m.declared.construct(m, callee.path, arguments, node)
    if declared is not None:
        return declared
    return call_foreign(m, callee.path, arguments, node, None, m.discarded is not node)


@calls(ForeignObject)
def _call_object(m: Machine, callee: ForeignObject, arguments: Arguments, node: Node) -> Values:
    model = OBJECT_CALLS.get(callee.source)
    if model is not None:
        result = model(m, callee, arguments, node)
        if result is not None:
            return result
    declared = m.declared.decorate(m, callee, arguments, node)
    if declared is not None:
        return declared
    use(m, callee, node)
    return call_foreign(m, callee.source, arguments, node, callee, _keeps(m, callee, node))


@calls(MethodOf)
def _call_method(m: Machine, callee: MethodOf, arguments: Arguments, node: Node) -> Values:
    receiver = callee.receiver
    result = call_method(m, receiver, callee.name, arguments, node)
    if result is not None:
        return result
    if isinstance(receiver, Unknown):
        return _call_unknown(m, receiver, arguments, node)
    use(m, receiver, node)
    root = root_of(receiver)
    if root is None and not isinstance(receiver, MethodOf):
        arguments = arguments.with_first((receiver,))
    return call_foreign(
        m, f"{source_of(receiver)}.{callee.name}", arguments, node, root, _keeps(m, root, node)
    )


def _keeps(m: Machine, receiver: ForeignObject | None, node: Node) -> bool:
    """Whether, while modules load, the object whose method is called keeps what it is given.

    A temporary one cannot (`signal("saved").connect(f)`, as a statement or a decorator): then it is a door
    to the library's own global state.
    """
    if m.discarded is not node and node[0] == "call":
        return True
    callee = node[2] if node[0] == "call" else node
    base = callee[2] if callee[0] == "attribute" else callee
    return receiver is not None and (receiver.parent is not None or base[0] != "call")


@calls(Unknown)
def _call_unknown(m: Machine, callee: Unknown, arguments: Arguments, node: Node) -> Values:
    given = arguments.all()
    held = held_values(given)
    if held:
        return call_foreign(m, "a value that is not known", arguments, node)
    m.hazards += 1
    return unknown(callee.reason, callee.place, union(callee.carries, carried(given)))


@calls(Const, Slice)
def _call_constant(m: Machine, callee: Value, arguments: Arguments, node: Node) -> Values:
    m.hazards += 1
    return UNKNOWN


def call_foreign(
    m: Machine,
    source: str,
    arguments: Arguments,
    node: Node,
    parent: ForeignObject | None = None,
    kept: bool = True,
) -> Values:
    """The result of a call whose code is not read.

    `kept` says that, while modules load, the app holds the result or the object called, so that what they were
    given runs only when a handler uses them.
    """
    m.hazards += 1
    given = arguments.all()
    m.steps += len(given)
    held = held_values(given)
    _note_use(m, source, node)
    if held:
        if not (m.deploying and kept):
            escape(m, given, node, source.removeprefix("builtins."), storing=True)
        if parent is not None:
            keep(m, parent, held)
        _may_be_stored(m, arguments, held, source, parent)
    inherited = NOTHING if parent is None else parent.held
    if not held and not inherited:
        _tell_of_plain_sdk_call(m, source, node)
    made = ForeignObject(
        _shortened(source), arguments.positional, arguments.keywords, union(inherited, held), parent
    )
    return (m.heap.new(made),)


def _note_use(m: Machine, source: str, node: Node) -> None:
    """A handler runs code of a package, which may run what was registered with it."""
    if not m.deploying and m.registrations:
        package = source.partition(".")[0]
        m.happened(Uses(package), m.place(node), f"{package} is used")


def _tell_of_plain_sdk_call(m: Machine, source: str, node: Node) -> None:
    """A call of AWS's SDK on nothing that the app declares is granted nothing: never in silence."""
    called = _SDK_CALL.fullmatch(source)
    if called is not None:
        m.find(
            "warning",
            "ungranted-call",
            f"boto3's `{called[1]}` is called on nothing that the app declares: it is granted nothing",
            m.place(node),
            "hand it a property of a declared resource, or expect AWS to deny it",
        )


def _shortened(source: str) -> str:
    """The same name; where a loop goes along results of results, its two ends."""
    parts = source.split(".")
    return source if len(parts) <= _DEEPEST_NAME else ".".join((*parts[:3], "…", parts[-1]))


def _may_be_stored(
    m: Machine, arguments: Arguments, held: Values, source: str, parent: ForeignObject | None
) -> None:
    """Foreign code may put what it was given into a container that it was given as well."""
    for target in arguments.all():
        others = tuple(value for value in held if value is not target)
        if isinstance(target, (Sequence, Mapping)):
            others = tuple(value for value in others if value not in target.contents())
        if not others:
            continue
        stored = (ForeignObject(source, [], {}, others, parent),)
        if isinstance(target, Sequence) and target.kind != "tuple":
            with m.heap.branch():
                add_item(m, target, (m.heap.new(stored[0]),))
        elif isinstance(target, Mapping):
            put_unknown(m, target, UNKNOWN, (m.heap.new(stored[0]),))


def use(m: Machine, target: Value, node: Node) -> None:
    """A handler makes foreign code run that may call everything that `target` holds."""
    held = held_values((target,))
    if held and not m.deploying:
        escape(m, held, node, source_of(target).removeprefix("builtins."))


def source_of(value: Value) -> str:
    """A name for foreign code, as messages show it."""
    if isinstance(value, ForeignObject):
        return value.source
    if isinstance(value, MethodOf):
        return f"{source_of(value.receiver)}.{value.name}"
    if isinstance(value, Foreign):
        return value.path
    return type(value).__name__.lower()


def root_of(value: Value) -> ForeignObject | None:
    """The foreign object that an attribute chain starts from."""
    while isinstance(value, MethodOf):
        value = value.receiver
    return value if isinstance(value, ForeignObject) else None


@gets_attribute(Foreign)
def _attribute_of_name(m: Machine, target: Foreign, name: str, node: Node) -> Values:
    path = f"{target.path}.{name}"
    fixed = ATTRIBUTES.get(path)
    if fixed is not None:
        return fixed(m, node)
    known = m.catalogue.sdk_names.get(target.path)
    if known is not None and name not in known and not name.startswith("__"):
        missing = f"module {target.path} has nothing named {name!r}"
        m.find(
            "error", "unresolved-import", missing, m.place(node), "correct the name, or upgrade the package"
        )
        return unknown(missing, m.place(node))
    return (target if path.count(".") >= _DEEPEST_NAME else m.foreign(path),)


@gets_attribute(ForeignObject)
def _attribute_of_object(m: Machine, target: ForeignObject, name: str, node: Node) -> Values:
    rule = OBJECT_ATTRIBUTES.get(target.source)
    known = None if rule is None else rule(m, target, name, node)
    return (m.method_of(target, name),) if known is None else known


@gets_attribute(MethodOf)
def _attribute_of_attribute(m: Machine, target: MethodOf, name: str, node: Node) -> Values:
    """`made.a.b`; of a longer chain the two ends are kept, so that `x = x.next` in a loop comes to an end.

    An attribute of data that is not known is such data.
    """
    inner = target.receiver
    return (m.method_of(inner if isinstance(inner, (MethodOf, Unknown)) else target, name),)


@gets_attribute(Unknown)
def _attribute_of_unknown(m: Machine, target: Unknown, name: str, node: Node) -> Values:
    return (m.method_of(target, name),)


@gets_attribute(Const, Slice)
def _attribute_of_constant(m: Machine, target: Value, name: str, node: Node) -> Values:
    return (m.method_of(target, name),)


@gets_item(Foreign)
def _item_of_name(m: Machine, target: Foreign, index: Values, node: Node) -> Values:
    model = MODELS.get(f"{target.path}.__getitem__")
    if model is not None:
        result = model(m, Arguments([index]), node)
        if result is not None:
            return result
    held = held_values(index)  # `Annotated[Session, Depends(session)]`
    return (m.heap.new(ForeignObject(target.path, [], {}, held)),) if held else (target,)


@gets_item(ForeignObject, MethodOf)
def _item_of_object(m: Machine, target: Value, index: Values, node: Node) -> Values:
    if isinstance(target, MethodOf) and isinstance(target.receiver, Unknown):
        m.hazards += 1
        return (target.receiver,)
    use(m, target, node)
    return call_foreign(m, f"{source_of(target)}.__getitem__", Arguments([index]), node, root_of(target))


@gets_item(Unknown, Slice)
def _item_of_unknown(m: Machine, target: Value, index: Values, node: Node) -> Values:
    m.hazards += 1
    return (target,)


@sets_item(Foreign, ForeignObject, MethodOf, Unknown, Const, Slice)
def _set_item(m: Machine, target: Value, index: Values, values: Values, node: Node) -> None:
    _given(m, target, union(index, values), node)


@sets_attribute(Foreign, ForeignObject, MethodOf, Unknown, Const, Slice)
def _set_attribute(m: Machine, target: Value, name: str, values: Values, node: Node) -> None:
    _given(m, target, values, node)


def _given(m: Machine, target: Value, values: Values, node: Node) -> None:
    """A value is stored in something foreign; constants keep nothing."""
    held = held_values(values)
    if not held or isinstance(target, (Const, Slice)):
        m.hazards += 1
        return
    root = root_of(target)
    if root is not None:
        keep(m, root, held)
        if not m.deploying:
            use(m, root, node)
    else:
        escape(m, held, node, source_of(target))


@iterates(ForeignObject, MethodOf, Foreign)
def _elements(m: Machine, target: Value, node: Node) -> Values:
    if isinstance(target, MethodOf) and isinstance(target.receiver, Unknown):
        m.hazards += 1
        return (target.receiver,)
    use(m, target, node)
    held = held_values((target,))
    if held:
        return call_foreign(m, f"{source_of(target)}.__next__", Arguments(), node, root_of(target))
    m.hazards += 1
    if isinstance(target, ForeignObject):
        return unknown(
            f"an element of the result of {target.source.removeprefix('builtins.')}()", m.place(node)
        )
    return UNKNOWN


@iterates(Unknown, Slice)
def _elements_of_unknown(m: Machine, target: Value, node: Node) -> Values:
    m.hazards += 1
    return (target,)
