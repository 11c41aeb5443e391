"""`getattr` and its kin, dynamic imports, and code made from text."""

from __future__ import annotations

from deducer.foreign.escapes import escape
from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.dispatch import attribute_of, evaluate, get_attribute, run_block, set_attribute
from deducer.interpreter.importing import absolute_name, import_outside, import_own
from deducer.interpreter.removal import remove_attribute
from deducer.models.registry import method, model
from deducer.resources.members import every_member
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, Unknown, constants, truth_value, unknown
from deducer.values.base import NOTHING, Value, Values, union
from deducer.values.callables import Bound, Function, Partial
from deducer.values.classes import Class, Instance
from deducer.values.containers import Sequence
from deducer.values.foreign import Foreign
from deducer.values.modules import Module
from deducer.values.namespaces import Namespace
from deducer.values.resources import Resource, ResourceMethod
from deducer.values.scopes import Scope

__all__: list[str] = []


@model("builtins.getattr")
def _getattr(m: Machine, arguments: Arguments, node: Node) -> Values:
    targets, names = arguments.get(0), constants(arguments.get(1))
    default = arguments.positional[2] if len(arguments.positional) > 2 else NOTHING
    result: Values = NOTHING
    for target in targets:
        if names is None:
            result = union(result, _any_attribute(m, target, beginning(arguments.get(1)), node))
            continue
        for name in names:
            has = _has(m, target, str(name))
            if has is not False:
                result = union(result, get_attribute(m, target, str(name), node))
            if has is not True:
                result = union(result, default)
    return union(result, default) if names is None else result or default or UNKNOWN


def beginning(names: Values) -> str:
    """What all of these texts begin with."""
    prefixes = {value.prefix if isinstance(value, Unknown) else "" for value in names}
    return prefixes.pop() if len(prefixes) == 1 else ""


def _any_attribute(m: Machine, target: Value, prefix: str, node: Node) -> Values:
    """An attribute whose name is known only at run time, but for its beginning: all that may be meant."""
    if isinstance(target, Resource):
        return every_member(m, target, prefix, node)
    names = _attribute_names(target)
    if names is None:
        return get_attribute(m, target, "?", node)
    which = f"all that begin with {prefix!r}" if prefix else "all of the object's"
    m.find(
        "warning",
        "over-approximation",
        f"which attribute is read is known only while the app runs: {which} are assumed",
        m.place(node),
        "name the attributes that are needed, for example in a dictionary",
    )
    result: Values = NOTHING
    for name in names:
        if name.startswith(prefix):
            found = attribute_of(m, (target,), name, node)
            result = union(result, tuple(_doubtful(m, value) for value in found if not _is_type(m, value)))
    if isinstance(target, Instance):
        result = union(result, target.rest)
    return result or UNKNOWN


def _doubtful(m: Machine, value: Value) -> Value:
    """The same, where calling it may not be meant."""
    if isinstance(value, ResourceMethod):
        return m.resource_method(value.resource, value.name, False)
    return m.doubtful(value) if isinstance(value, (Function, Bound, Partial, Class)) else value


def _is_type(m: Machine, value: Value) -> bool:
    """Whether a value is a resource type that a module has imported: nobody means that by a computed name."""
    return isinstance(value, Foreign) and value.path in m.types


def _attribute_names(target: Value) -> list[str] | None:
    """The public attributes of one of the app's objects; None for anything else."""
    names: dict[str, None] = {}
    cls = target.cls if isinstance(target, Instance) else target if isinstance(target, Class) else None
    if isinstance(target, Module):
        names.update(dict.fromkeys(target.scope.variables))
    elif cls is not None:
        for ancestor in cls.mro:
            names.update(dict.fromkeys(ancestor.scope.variables))
        if isinstance(target, Instance):
            names.update(dict.fromkeys(target.attributes))
    else:
        return None
    return [name for name in names if not name.startswith("__")]


@model("builtins.hasattr")
def _hasattr(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(1))
    if names is None:
        return UNKNOWN
    for target in arguments.get(0):
        for name in names:
            if isinstance(target, Instance) and target.cls.lookup(str(name)) is not None:
                get_attribute(m, target, str(name), node)  # a property is asked
    verdicts = {_has(m, target, str(name)) for target in arguments.get(0) for name in names}
    verdict = verdicts.pop() if len(verdicts) == 1 else None
    return UNKNOWN if verdict is None else truth_value(verdict)


def _has(m: Machine, target: Value, name: str) -> bool | None:
    """Whether an object certainly has an attribute, certainly not, or perhaps."""
    if isinstance(target, Resource):
        kind = target.type
        return (
            name == "name" or name in kind.operations or name in kind.properties or name in kind.declarations
        )
    if isinstance(target, Module):
        m.reads(target.scope)
        return True if name in target.scope.variables else None
    if isinstance(target, Class):
        if target.lookup(name) is not None:
            return True
        return None if target.foreign_bases or target.metaclass or name.startswith("__") else False
    if not isinstance(target, Instance):
        return None
    m.reads(target)
    if target.cls.lookup(name) is not None:
        return True
    if name in target.attributes:
        return None if name in target.optional else True
    open_ended = target.cls.foreign_bases or target.rest or target.cls.lookup("__getattr__") is not None
    return None if open_ended or name.startswith("__") or not m.heap.strong(target) else False


@model("builtins.setattr")
def _setattr(m: Machine, arguments: Arguments, node: Node) -> Values:
    names, values = constants(arguments.get(1)), arguments.get(2)
    if names is not None and len(names) == 1:
        set_attribute(m, arguments.get(0), str(names[0]), values, node)
        return NONE
    for target in arguments.get(0):
        with m.heap.branch():
            if names is not None:
                for name in names:
                    set_attribute(m, (target,), str(name), values, node)
            else:
                _set_any(m, target, values, node)
    return NONE


def _set_any(m: Machine, target: Value, values: Values, node: Node) -> None:
    owner = target.scope if isinstance(target, (Module, Class)) else target
    if isinstance(owner, (Instance, Scope)):
        m.reads(owner)
        joined = union(owner.rest, values)
        if joined is not owner.rest:
            m.heap.changing(owner)
            owner.rest = joined
    else:
        escape(m, held_values(values), node, "setattr")


@model("builtins.delattr")
def _delattr(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(1))
    for target in arguments.get(0):
        if names is not None:
            for name in names:
                remove_attribute(m, target, str(name), node)
        elif isinstance(target, Instance):
            m.heap.changing(target)
            target.optional = frozenset(target.attributes)
    return NONE


@model("builtins.vars")
def _vars(m: Machine, arguments: Arguments, node: Node) -> Values:
    if not arguments.positional:
        return (m.heap.new(Namespace(m.frame.scope)),)
    return attribute_of(m, arguments.get(0), "__dict__", node)


@method(Class, "__subclasses__")
def _subclasses(m: Machine, target: Class, arguments: Arguments, node: Node) -> Values:
    found = [(cls,) for cls in m.classes.values() if target in cls.bases]
    return (m.heap.new(Sequence("list", list(found))),)


@method(Class, "mro")
def _mro(m: Machine, target: Class, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Sequence("list", [(cls,) for cls in target.mro])),)


@model("builtins.__import__")
def _dunder_import(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    """`__import__("a.b")` gives `a`, unless names are asked for as by `from`."""
    values = _import_module(m, Arguments(arguments.positional[:1], {}), node)
    if arguments.get(3, "fromlist"):
        return values
    names = [str(name).partition(".")[0] for name in constants(arguments.get(0, "name")) or ()]
    return tuple(m.importer.loaded(name) or m.foreign(name) for name in names) or values


@model("importlib.import_module")
def _import_module(m: Machine, arguments: Arguments, node: Node) -> Values:
    names = constants(arguments.get(0, "name"))
    if names is None or not all(isinstance(name, str) for name in names):
        m.find(
            "error",
            "unsupported",
            "the name of the module that is imported here is known only while the app runs, "
            "so what its code reaches cannot be told",
            m.place(node),
            "import the modules that may be meant, and choose among them with a dictionary",
        )
        return UNKNOWN
    packages = constants(arguments.get(1, "package")) or [None]
    result: Values = NOTHING
    for name in names:
        for package in packages:
            result = union(result, _import_one(m, name, package, node))
    return result


@model("sys.modules.__getitem__", "sys.modules.get")
def _loaded_module(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    names = constants(arguments.get(0))
    found = [m.importer.loaded(str(name)) or m.foreign(str(name)) for name in names or ()]
    return tuple(found) or None


def _import_one(m: Machine, name: str, package: str | None, node: Node) -> Values:
    level = len(name) - len(name.lstrip("."))
    dotted = absolute_name(m, level, name.lstrip(".") or None, package) or name.lstrip(".")
    module = import_own(m, dotted, m.place(node))
    if module is not None:
        return (module,)
    import_outside(m, dotted, m.place(node))
    return (m.foreign(dotted),)


@model("builtins.eval", "builtins.exec", "builtins.compile")
def _evaluate_text(m: Machine, arguments: Arguments, node: Node) -> Values:
    texts = constants(arguments.get(0, "source"))
    if texts is None or len(arguments.positional) > 1 or not all(isinstance(text, str) for text in texts):
        m.find(
            "error",
            "unsupported",
            "code that is made from text cannot be read before the app runs, so what it reaches cannot be told",
            m.place(node),
            "write the code out, or choose among functions with a dictionary",
        )
        return UNKNOWN
    result: Values = NONE
    for text in texts:
        result = union(result, _run_text(m, text, node))
    return result


def _run_text(m: Machine, text: str, node: Node) -> Values:
    from deducer.source.parsing import SourceError, parse

    try:
        body = parse(text.strip().encode()).body
    except SourceError:
        m.hazards += 1
        return UNKNOWN
    relocated = tuple(_relocated(part, node[1]) for part in body)
    m.keep_alive(relocated)
    if len(relocated) == 1 and relocated[0][0] == "expression":
        return evaluate(m, relocated[0][2])
    run_block(m, relocated)
    return NONE


def _relocated(node: Node, at: int) -> Node:
    """The same lowered node, standing at the call that runs it."""
    parts = [_relocated(part, at) if isinstance(part, tuple) else part for part in node]
    if (
        len(parts) > 1
        and isinstance(parts[0], str)
        and isinstance(parts[1], int)
        and not isinstance(parts[1], bool)
    ):
        parts[1] = at
    return tuple(parts)


@method(Instance, "__reduce__", "__sizeof__", "__dir__")
def _harmless(m: Machine, target: Instance, arguments: Arguments, node: Node) -> Values:
    return unknown("known only while the app runs", m.place(node))
