"""Making objects of the app's classes."""

from __future__ import annotations

from deducer.foreign.calls import call_foreign
from deducer.foreign.escapes import escape
from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import call, calls
from deducer.interpreter.members import member_names
from deducer.interpreter.special import bind
from deducer.interpreter.static import NotStatic, plain
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Unknown, unknown
from deducer.values.base import NOTHING, Value, Values, flatten, union
from deducer.values.callables import Wrapped
from deducer.values.classes import Class, Instance, Super
from deducer.values.containers import Sequence
from deducer.values.foreign import Foreign, ForeignObject
from deducer.values.namespaces import Namespace

__all__ = ["instantiate"]

_FIELD_FUNCTIONS = ("dataclasses.field", "pydantic.Field", "attr.ib", "attrs.field")


@calls(Class)
def _call_class(m: Machine, callee: Class, arguments: Arguments, node: Node) -> Values:
    if callee.is_enum:
        return _member(m, callee, arguments, node)
    hook = None if callee.metaclass is None else callee.metaclass.lookup("__call__")
    if hook is not None:
        return call(m, bind(m, hook, callee), arguments, node)
    return instantiate(m, callee, arguments, node)


def instantiate(m: Machine, cls: Class, arguments: Arguments, node: Node) -> Values:
    """What `type.__call__` does: `__new__`, then `__init__` of what it gave."""
    constructor = cls.lookup("__new__")
    if constructor is not None:
        plain_functions = flatten(
            value.inner if isinstance(value, Wrapped) else (value,) for value in constructor
        )
        made = call(m, plain_functions, arguments.with_first((cls,)), node)
    else:
        m.at(node)
        made = (m.heap.new(Instance(cls, m.place(node))),)
    for value in made:
        if isinstance(value, Instance) and cls in value.cls.mro:
            _initialise(m, cls, value, arguments, node)
            finaliser = cls.lookup("__del__")
            if finaliser is not None and not m.deploying:
                with m.heap.detached():  # some time after the last reference is gone
                    call(m, bind(m, finaliser, value), Arguments(), node)
    return made


def _initialise(m: Machine, cls: Class, made: Instance, arguments: Arguments, node: Node) -> None:
    initialiser = cls.lookup("__init__")
    if initialiser is not None:
        call(m, bind(m, initialiser, made), arguments, node)
    elif cls.is_data or cls.foreign_bases:
        _set_fields(m, cls, made, arguments, node)
        hook = cls.lookup("__post_init__") or cls.lookup("model_post_init")
        if hook is not None:
            call(m, bind(m, hook, made), Arguments(), node)
    elif cls.is_error:
        m.at(node)
        made.attributes["args"] = (m.heap.new(Sequence("tuple", list(arguments.positional))),)
    if cls.foreign_bases:
        held = tuple(value for value in held_values(arguments.all()) if value is not made)
        if held and not m.deploying:
            escape(m, held, node, cls.name)
        made.held = union(made.held, held)


def _set_fields(m: Machine, cls: Class, made: Instance, arguments: Arguments, node: Node) -> None:
    """The constructor that a dataclass, named tuple or model gets from its fields."""
    taken = [name for name, is_field in cls.fields.items() if is_field]
    for name, values in zip(taken, arguments.positional, strict=False):
        made.attributes[name] = values
    made.attributes.update(arguments.keywords)
    surplus = union(arguments.star, arguments.double_star)
    for name in taken:
        if name in made.attributes:
            continue
        default = cls.lookup(name)
        values = surplus
        if default is not None:
            values = union(values, flatten(_default(m, value, node) for value in default))
        made.attributes[name] = values or unknown(
            f"missing: no argument is given for `{name}`", m.place(node)
        )


def _default(m: Machine, value: Value, node: Node) -> Values:
    """A field's default; `field(default_factory=…)` makes one."""
    if not isinstance(value, ForeignObject) or value.source not in _FIELD_FUNCTIONS:
        return (value,)
    for name in ("default_factory", "factory"):
        if name in value.keywords:
            return call(m, value.keywords[name], Arguments(), node)
    if "default" in value.keywords:
        return value.keywords["default"]
    if value.positional:
        return value.positional[0]
    return unknown("missing: the field has no default", m.place(node))


def _member(m: Machine, cls: Class, arguments: Arguments, node: Node) -> Values:
    """`Colour("red")`: the member with that value, or any."""
    members = member_names(cls)
    wanted = arguments.get(0, "value")
    for values in members.values():
        for member in values:
            if isinstance(member, Instance) and _has_value(member, wanted):
                return (member,)
    hook = cls.lookup("_missing_")
    if hook is not None:
        return union(flatten(members.values()), call(m, bind(m, hook, cls), Arguments([wanted]), node))
    if any(isinstance(value, Unknown) for value in wanted):
        return flatten(members.values()) or wanted
    m.hazards += 1
    return flatten(members.values()) or unknown(f"no member of {cls.name}", m.place(node))


def _has_value(member: Instance, wanted: Values) -> bool:
    try:
        return bool(plain(member.attributes["value"]) == plain(wanted))
    except (NotStatic, KeyError):
        return False


@calls(Instance)
def _call_instance(m: Machine, callee: Instance, arguments: Arguments, node: Node) -> Values:
    found = callee.cls.lookup("__call__")
    if found is not None:
        return call(m, bind(m, found, callee), arguments, node)
    if callee.cls.foreign_bases:
        escape(m, (callee,), node, _base_name(callee.cls))
        return call_foreign(m, f"{_base_name(callee.cls)}.__call__", arguments.with_first((callee,)), node)
    m.hazards += 1
    return unknown(f"an object of class {callee.cls.name} is not callable", m.place(node))


def _base_name(cls: Class) -> str:
    base = cls.foreign_bases[0]
    return base.path if isinstance(base, Foreign) else cls.name


@calls(Super, Namespace)
def _not_callable(m: Machine, callee: Value, arguments: Arguments, node: Node) -> Values:
    m.hazards += 1
    return NOTHING
