"""Values that reach code that is not read: whatever that code could do with them, it may do."""

from __future__ import annotations

import builtins

from deducer.foreign.holding import held_values
from deducer.imports.installed import is_standard
from deducer.source.form import Node
from deducer.state.effects import Escape, Touch
from deducer.state.machine import Machine
from deducer.values.base import Values
from deducer.values.resources import Resource, ResourceMethod, ResourceProperty

__all__ = ["escape", "is_quiet"]

_OWN = frozenset({*dir(builtins), "operator", "function attribute"})


def escape(m: Machine, values: Values, node: Node, where: str, storing: bool = False) -> None:
    """Note that the code named `where` got these values and may use them at any time.

    Callables and objects are run with unknown arguments when the current handler has been analysed; a
    resource or a property of one grants what its type grants to libraries. The standard library and the SDK
    call what they are given, but reach no cloud resource by themselves: with `storing` they only keep a
    resource for later.
    """
    quiet = is_quiet(m, where)
    for value in held_values(values):
        if quiet and (isinstance(value, ResourceProperty) or (storing and isinstance(value, Resource))):
            continue
        if isinstance(value, Resource):
            _whole_resource(m, value, node, where)
        elif isinstance(value, ResourceMethod):
            m.happened(
                Touch(value.resource, value.name, False),
                m.place(node),
                _label(value.resource, value.name),
                False,
            )
        elif isinstance(value, ResourceProperty):
            m.happened(
                Touch(value.resource, value.name, True),
                m.place(node),
                _label(value.resource, value.name),
                False,
            )
        else:
            m.happened(Escape(value), m.place(node), f"passed to {where}", False)


def is_quiet(m: Machine, where: str) -> bool:
    """Whether code of this dotted name is known not to use cloud resources that it is handed."""
    top = where.partition(".")[0]
    return top in _OWN or is_standard(top) or top in m.catalogue.sdk_modules


def _whole_resource(m: Machine, resource: Resource, node: Node, where: str) -> None:
    place = m.place(node)
    for (
        handler
    ) in resource.handlers:  # a Function is callable, and then runs its handler in the caller's process
        m.happened(Escape(handler), place, f"passed to {where}", False)
    for name in resource.type.operations:
        m.happened(Touch(resource, name, False), place, _label(resource, name), False)
    for name in resource.type.properties:
        m.happened(Touch(resource, name, True), place, _label(resource, name), False)
    m.find(
        "warning",
        "over-approximation",
        f"the {resource.type.kind} {resource.name!r} is handed to {where}, whose code is not read: "
        "every operation of it is granted",
        place,
        "hand over only what is needed, such as a function that does the one operation",
    )


def _label(resource: Resource, name: str) -> str:
    return f"{resource.name}.{name}"
