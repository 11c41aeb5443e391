"""Class statements."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.bases import add_base
from deducer.interpreter.definitions import decorated
from deducer.interpreter.dispatch import call, evaluate, run_block, statement
from deducer.interpreter.mutations import bind_name
from deducer.interpreter.special import bind, call_special
from deducer.source.form import Body, Node
from deducer.state.frame import Frame
from deducer.state.machine import Machine
from deducer.values.atoms import Const, constant
from deducer.values.base import NOTHING, Values, union
from deducer.values.callables import Function, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.foreign import ForeignObject
from deducer.values.scopes import Scope

__all__: list[str] = []

_NO_FIELD = ("ClassVar", "KW_ONLY")
_IMPLICIT_CLASS_METHODS = ("__init_subclass__", "__class_getitem__")


@statement("class")
def _class(m: Machine, node: Node) -> bool:
    _, _, name, bases, keywords, body, decorators = node
    cls = _new_class(m, node, name)
    for base in bases:
        values = evaluate(m, base[2] if base[0] == "star" else base)
        for value in values:
            add_base(m, cls, value, base)
    options: dict[str, Values] = {}
    for keyword, value_node in keywords:
        values = evaluate(m, value_node)
        if keyword == "metaclass":
            cls.metaclass = next((value for value in values if isinstance(value, Class)), cls.metaclass)
        elif keyword is not None:
            options[keyword] = values
    cls.mro = _linearised(cls)
    _inherit(cls)
    _run_body(m, cls, body)
    _add_fields(cls, body)
    if cls.is_enum:
        _make_members(m, cls, node)
    _name_descriptors(m, cls, node)
    _announce(m, cls, options, node)
    values = (cls,)
    for decorator in reversed(decorators):
        values = decorated(m, decorator, values)
    bind_name(m, name, values)
    return True


def _new_class(m: Machine, node: Node, name: str) -> Class:
    """The class that this statement makes here: in a handler one per scope, else a new one."""
    frame = m.frame
    prefix = m.module.name
    if frame.scope.kind == "class" and frame.owner is not None:
        prefix = frame.owner.qualified_name
    elif frame.function is not None:
        prefix = frame.function.qualified_name
    m.at(node)
    made = Scope("class", frame.scope, m.module)
    scope = m.heap.named((Class, id(node), frame.scope, m.heap.context), made)
    known = m.classes.get(scope)
    if known is None:
        known = m.classes[scope] = Class(name, f"{prefix}.{name}", m.module, scope, m.place(node))
    else:
        known.bases, known.foreign_bases = [], NOTHING
    return known


def _linearised(cls: Class) -> list[Class]:
    """The method resolution order (C3); where there is none, depth first."""
    pending = [list(base.mro) for base in cls.bases] + [list(cls.bases)]
    order = [cls]
    while any(pending):
        pending = [line for line in pending if line]
        head = next(
            (line[0] for line in pending if not any(line[0] in other[1:] for other in pending)), pending[0][0]
        )
        order.append(head)
        pending = [[item for item in line if item is not head] for line in pending]
    return order


def _inherit(cls: Class) -> None:
    """What a class takes over from its ancestors."""
    for base in reversed(cls.mro[1:]):
        cls.foreign_bases = union(cls.foreign_bases, base.foreign_bases)
        cls.fields = {**cls.fields, **base.fields}
        cls.is_data = cls.is_data or base.is_data
        cls.is_enum = cls.is_enum or base.is_enum
        cls.is_error = cls.is_error or base.is_error
        cls.metaclass = cls.metaclass or base.metaclass
        cls.options |= base.options


def _run_body(m: Machine, cls: Class, body: Body) -> None:
    outer = m.frame
    frame = Frame(cls.scope, outer, None, cls.name, outer.function)
    frame.facts, frame.reads = outer.facts, outer.reads
    frame.owner, frame.receiver = cls, outer.receiver
    cls.scope.variables["__qualname__"] = (constant(cls.name),)
    cls.scope.variables["__module__"] = (constant(m.module.name),)
    with m.inside(frame, m.module):
        run_block(m, body)
    for name in _IMPLICIT_CLASS_METHODS:
        found = cls.scope.variables.get(name)
        if found is not None:
            cls.scope.variables[name] = tuple(
                Wrapped("classmethod", (value,)) if isinstance(value, Function) else value for value in found
            )


def _add_fields(cls: Class, body: Body) -> None:
    for node in body:
        if node[0] == "annotated" and node[2][0] == "name":
            head = _annotation_head(node[4])
            cls.fields[node[2][2]] = head not in _NO_FIELD


def _annotation_head(annotation: Node | None) -> str:
    """The outermost name of an annotation: `ClassVar` of `typing.ClassVar[int]`."""
    while annotation is not None:
        if annotation[0] == "subscript":
            annotation = annotation[2]
        elif annotation[0] == "attribute":
            return str(annotation[3])
        else:
            return str(annotation[2]).partition("[")[0].rpartition(".")[2]
    return ""


def _make_members(m: Machine, cls: Class, node: Node) -> None:
    """Plain attributes of an enumeration are its members; each knows its name and value."""
    number = 0
    for name, values in list(cls.scope.variables.items()):
        if name.startswith("_") or not any(_is_member_value(value) for value in values):
            continue
        number += 1
        member = m.heap.stamp(Instance(cls, m.place(node)))
        shown = (
            values
            if all(not isinstance(value, ForeignObject) for value in values)
            else _automatic(cls, name, number)
        )
        member.attributes = {
            "name": (constant(name),),
            "value": shown,
            "_value_": shown,
            "_name_": (constant(name),),
        }
        initialiser = cls.lookup("__init__")
        if initialiser is not None:
            row = values[0].exact if len(values) == 1 and isinstance(values[0], Sequence) else None
            call(m, bind(m, initialiser, member), Arguments(list(row) if row is not None else [values]), node)
        cls.scope.variables[name] = (member,)


def _automatic(cls: Class, name: str, number: int) -> Values:
    """`enum.auto()`: the lower-case name in a string enumeration, else the count."""
    return (constant(name.lower() if "str" in cls.options else number),)


def _is_member_value(value: object) -> bool:
    if isinstance(value, ForeignObject):
        return value.source == "enum.auto"
    return isinstance(value, (Const, Sequence, Mapping))


def _name_descriptors(m: Machine, cls: Class, node: Node) -> None:
    for name, values in list(cls.scope.variables.items()):
        for value in values:
            if isinstance(value, Instance) and not cls.is_enum:
                call_special(m, value, ("__set_name__",), Arguments([(cls,), (constant(name),)]), node)


def _announce(m: Machine, cls: Class, options: dict[str, Values], node: Node) -> None:
    """Tell the nearest ancestor's `__init_subclass__`, and the metaclass, of the new class."""
    for ancestor in cls.mro[1:]:
        found = ancestor.scope.variables.get("__init_subclass__")
        if found is not None:
            call(m, bind(m, found, cls), Arguments([], options), node)
            break
    if cls.metaclass is not None:
        m.at(node)
        namespace = m.heap.new(Mapping(dict(cls.scope.variables)))
        given = Arguments(
            [(constant(cls.name),), (m.heap.new(Sequence("tuple", [])),), (namespace,)], options
        )
        for name in ("__new__", "__init__"):
            found = cls.metaclass.lookup(name)
            if found is not None:
                first = (cls.metaclass,) if name == "__new__" else (cls,)
                m.making.append(cls)
                call(m, found, given.with_first(first), node)
                m.making.pop()
