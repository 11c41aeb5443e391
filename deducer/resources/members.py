"""Operations, properties and declaring methods of a resource, as expressions."""

from __future__ import annotations

import difflib

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, calls, gets_attribute, iterates, sets_attribute, sets_item
from deducer.interpreter.static import lift
from deducer.source.form import Node
from deducer.state.effects import Touch
from deducer.state.machine import Machine
from deducer.values.atoms import UNKNOWN, constant, unknown
from deducer.values.base import NOTHING, Value, Values
from deducer.values.resources import Resource, ResourceMethod, ResourceProperty

__all__ = ["every_member"]


@gets_attribute(Resource)
def _attribute(m: Machine, target: Resource, name: str, node: Node) -> Values:
    kind = target.type
    if name in kind.operations or name in kind.declarations:
        return (m.resource_method(target, name),)
    if name in kind.properties:
        return read_property(m, target, name, node, True)
    if name == "name":
        return (constant(target.name),)
    if name in target.arguments:
        value = target.arguments[name]
        return lift(m, value.value, value.from_environment)
    if name == "__class__":
        return (m.foreign(kind.qualified_names[0]),)
    known = [*kind.operations, *kind.properties, *kind.declarations]
    close = difflib.get_close_matches(name, known, 1)
    if not name.startswith("__"):
        m.find(
            "error",
            "invalid-argument",
            f"{kind.kind} has no attribute {name!r}",
            m.place(node),
            f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known)}",
        )
    return UNKNOWN


def read_property(m: Machine, target: Resource, name: str, node: Node, certain: bool) -> Values:
    """The value of a property: known only after deployment, and whoever gets it can reach the resource."""
    m.happened(Touch(target, name, False), m.place(node), f"{target.name}.{name}", certain)
    reason = f"{target.type.kind}.{name}, which is known only after deployment"
    return unknown(reason, m.place(node), (m.resource_property(target, name),))


@calls(ResourceMethod)
def _call_method(m: Machine, callee: ResourceMethod, arguments: Arguments, node: Node) -> Values:
    resource = callee.resource
    declaration = resource.type.declarations.get(callee.name)
    if declaration is not None and callee.name not in resource.type.operations:
        return m.declared.declare(m, resource, declaration, arguments, node)
    place = m.place(node)
    label = f"{resource.name}.{callee.name}"
    m.hazards += 1
    m.happened(Touch(resource, callee.name, False), place, label, callee.certain)
    return unknown(f"the result of {label}()", place)


def every_member(m: Machine, target: Resource, prefix: str, node: Node) -> Values:
    """What `getattr(resource, name)` may give when of the name only the beginning is known."""
    m.find(
        "warning",
        "over-approximation",
        f"which operation of the {target.type.kind} {target.name!r} is used is known only while the app runs: "
        "all are granted",
        m.place(node),
        "name the operations that are needed, for example in a dictionary",
    )
    operations = [name for name in target.type.operations if name.startswith(prefix)]
    found: Values = tuple(m.resource_method(target, name, False) for name in operations)
    for name in target.type.properties:
        if name.startswith(prefix):
            found += read_property(m, target, name, node, False)
    return found


@calls(Resource)
def _call_resource(m: Machine, callee: Resource, arguments: Arguments, node: Node) -> Values:
    """`chat("hi")` on a Function runs its handler here, in the caller's process and with the caller's grants."""
    if callee.handlers:
        return call(m, callee.handlers, arguments, node)
    m.hazards += 1
    return UNKNOWN


@calls(ResourceProperty)
def _call_property(m: Machine, callee: Value, arguments: Arguments, node: Node) -> Values:
    m.hazards += 1
    return UNKNOWN


@iterates(ResourceProperty)
def _elements(m: Machine, target: Value, node: Node) -> Values:
    return NOTHING


@sets_attribute(Resource, ResourceMethod)
def _set_attribute(m: Machine, target: Value, name: str, values: Values, node: Node) -> None:
    resource = target.resource if isinstance(target, ResourceMethod) else target
    assert isinstance(resource, Resource)  # noqa: S101 - for the type checker: one of the two
    m.find(
        "error",
        "unsupported",
        f"the attribute {name!r} of the {resource.type.kind} {resource.name!r} is assigned to",
        m.place(node),
        "resources cannot be changed; keep the value in a variable of its own",
    )


@sets_item(ResourceProperty)
def _set_item(m: Machine, target: Value, index: Values, values: Values, node: Node) -> None:
    m.hazards += 1
