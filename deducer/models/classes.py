"""Class decorators and factories: dataclasses, named tuples, enumerations, `object`'s own methods."""

from __future__ import annotations

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.bases import DATA_DECORATORS
from deducer.interpreter.instances import instantiate
from deducer.interpreter.members import instance_attribute
from deducer.interpreter.mutations import set_instance_attribute
from deducer.interpreter.static import NotStatic, plain
from deducer.models.registry import method, model, object_call
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, constants, unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.classes import Class, Instance, Super
from deducer.values.containers import Mapping
from deducer.values.foreign import ForeignObject
from deducer.values.scopes import Scope

__all__: list[str] = []


@model(*sorted(DATA_DECORATORS))
def _dataclass(m: Machine, arguments: Arguments, node: Node) -> Values:
    classes = [value for value in arguments.get(0) if isinstance(value, Class)]
    if not classes:
        return (m.heap.new(ForeignObject("dataclasses.dataclass", [], dict(arguments.keywords))),)
    for cls in classes:
        cls.is_data = True
    return arguments.get(0)


@object_call("dataclasses.dataclass")
def _dataclass_with(m: Machine, target: ForeignObject, arguments: Arguments, node: Node) -> Values:
    return _dataclass(m, arguments, node) or UNKNOWN


@model("collections.namedtuple", "typing.NamedTuple", "dataclasses.make_dataclass")
def _namedtuple(m: Machine, arguments: Arguments, node: Node) -> Values:
    name = "".join(str(part) for part in constants(arguments.get(0)) or ["row"])
    try:
        listed = plain(arguments.get(1, "field_names"))
    except NotStatic:
        return unknown("a class whose fields are not known", m.place(node))
    fields = (
        listed.replace(",", " ").split()
        if isinstance(listed, str)
        else [_field_name(part) for part in listed]
    )
    scope = m.heap.named((Class, id(node), m.heap.context), Scope("class", m.frame.scope, m.module))
    cls = m.classes.setdefault(scope, Class(name, f"{m.module.name}.{name}", m.module, scope, m.place(node)))
    cls.is_data = True
    cls.options |= {"tuple"}
    cls.fields = dict.fromkeys(fields, True)
    return (cls,)


def _field_name(part: object) -> str:
    return str(part[0]) if isinstance(part, (tuple, list)) and part else str(part)


@model("builtins.object.__new__")
def _new(m: Machine, arguments: Arguments, node: Node) -> Values:
    made: Values = NOTHING
    for cls in arguments.get(0):
        if isinstance(cls, Class):
            made = union(made, (m.heap.new(Instance(cls, m.place(node))),))
    return made or UNKNOWN


@model(
    "builtins.object.__init__", "builtins.object.__init_subclass__", "builtins.object.__set_name__",
    "builtins.object.__post_init__", "builtins.object.__delattr__", "builtins.object.__enter__",
    "builtins.object.__exit__", "builtins.object.__del__",
)  # fmt: skip
def _nothing(m: Machine, arguments: Arguments, node: Node) -> Values:
    return NONE


@model("builtins.object.__getattribute__")
def _getattribute(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(1)) or []
    found = flatten(
        instance_attribute(m, value, str(name), node)
        for value in arguments.get(0)
        if isinstance(value, Instance)
        for name in names
    )
    return found or UNKNOWN


@model("builtins.object.__setattr__")
def _setattr(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(1))
    for value in arguments.get(0):
        if isinstance(value, Instance) and names is not None and len(names) == 1:
            set_instance_attribute(m, value, str(names[0]), arguments.get(2))
        elif isinstance(value, Instance):
            m.reads(value)
            joined = union(value.rest, arguments.get(2))
            if joined is not value.rest:
                m.heap.changing(value)
                value.rest = joined
    return NONE


@method(Super, "__call__")
def _metaclass_call(m: Machine, target: Super, arguments: Arguments, node: Node) -> Values | None:
    """`super().__call__(…)` in a metaclass makes an instance."""
    if not isinstance(target.receiver, Class):
        return None
    return instantiate(m, target.receiver, arguments, node)


@method(Super, "__new__", "__init__")
def _metaclass_new(m: Machine, target: Super, arguments: Arguments, node: Node) -> Values | None:
    """`super().__new__(…)` in a metaclass gives the class that is being made."""
    is_meta = any(getattr(base, "path", "") == "builtins.type" for base in target.cls.foreign_bases)
    if not is_meta:
        return None
    return (m.making[-1],) if m.making else UNKNOWN


@model("types.SimpleNamespace", "argparse.Namespace", "threading.local")
def _simple_namespace(m: Machine, arguments: Arguments, node: Node) -> Values:
    scope = m.heap.named((Class, id(node), m.heap.context), Scope("class", m.frame.scope, m.module))
    name = "SimpleNamespace"
    cls = m.classes.setdefault(scope, Class(name, f"types.{name}", m.module, scope, m.place(node)))
    made = m.heap.new(Instance(cls, m.place(node)))
    made.attributes.update(arguments.keywords)
    made.rest = union(made.rest, arguments.double_star)
    return (made,)


@model("dataclasses.replace", "copy.replace")
def _replace(m: Machine, arguments: Arguments, node: Node) -> Values:
    result: Values = NOTHING
    for value in arguments.get(0):
        if isinstance(value, Instance):
            m.reads(value)
            copy = m.heap.new(value.clone())
            copy.attributes.update(arguments.keywords)
            result = union(result, (copy,))
    return result or UNKNOWN


@model("dataclasses.asdict", "dataclasses.astuple")
def _asdict(m: Machine, arguments: Arguments, node: Node) -> Values:
    result: Values = NOTHING
    for value in arguments.get(0):
        if isinstance(value, Instance):
            m.reads(value)
            result = union(result, (m.heap.new(Mapping(dict(value.attributes), value.rest)),))
    return result or UNKNOWN


@method(Instance, "_replace", "model_copy")
def _row_replace(m: Machine, target: Instance, arguments: Arguments, node: Node) -> Values:
    return _replace(m, arguments.with_first((target,)), node) or UNKNOWN


@method(Instance, "_asdict", "model_dump", "dict")
def _row_asdict(m: Machine, target: Instance, arguments: Arguments, node: Node) -> Values:
    return _asdict(m, arguments.with_first((target,)), node) or UNKNOWN


@model("enum.auto")
def _auto(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(ForeignObject("enum.auto", [], {})),)
