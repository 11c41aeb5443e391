"""Built-in functions that ask objects, or decide about them."""

from __future__ import annotations

import builtins
from functools import partial
from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.arithmetic import combine
from deducer.interpreter.classification import is_instance, is_subclass
from deducer.interpreter.dispatch import attribute_of, call, iterate
from deducer.interpreter.iteration import exact_items, listed
from deducer.interpreter.raising import raises_builtin
from deducer.interpreter.special import bind, call_special, ordered, text_of
from deducer.interpreter.static import NotStatic, lift, plain, plain_values, variables_of
from deducer.interpreter.truth import truth
from deducer.models.registry import method, model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE, UNKNOWN, Unknown, carried, constant, truth_value, unknown
from deducer.values.base import NOTHING, Values, flatten, union
from deducer.values.callables import Bound, Function, Partial, Property, Wrapped
from deducer.values.classes import Class, Instance
from deducer.values.containers import Mapping, Sequence
from deducer.values.namespaces import Namespace

__all__: list[str] = []

_ASKS = {
    "str": ("__str__", "__repr__"), "repr": ("__repr__",), "format": ("__format__", "__str__"), "len": ("__len__",),
    "int": ("__int__", "__index__"), "float": ("__float__",), "bool": ("__bool__", "__len__"), "abs": ("__abs__",),
    "hash": ("__hash__",), "round": ("__round__",), "bytes": ("__bytes__",), "complex": ("__complex__",),
    "divmod": ("__divmod__",), "pow": ("__pow__",), "hex": ("__index__",), "oct": ("__index__",), "bin": ("__index__",),
    "ascii": ("__repr__",), "chr": (), "ord": (), "any": (), "all": (),
}  # fmt: skip
_CONSUMES = ("any", "all")
_SIZED = ("bytes", "pow", "format")
_LARGEST = 1 << 20


def _computing(name: str) -> None:
    """A built-in that computes: on plain values really, on the app's objects by asking them."""

    @model(f"builtins.{name}")
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        asked = _ask(m, name, arguments, node)
        if asked is not None:
            return asked
        if name in _CONSUMES and arguments.positional:
            first = listed(m, arguments.positional[0], node)
            truth(m, iterate(m, first, node), node)
            arguments = Arguments([first, *arguments.positional[1:]], arguments.keywords)
        try:
            return _compute(m, name, arguments, node)
        except NotStatic as error:
            return _not_known(m, name, arguments, error, node)
        except Exception as error:  # whatever the app's own values raise, its run would raise too
            raises_builtin(m, type(error).__name__)
            return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))


def _ask(m: Machine, name: str, arguments: Arguments, node: Node) -> Values | None:
    answers: Values = NOTHING
    asked = False
    for value in arguments.get(0):
        answer = call_special(m, value, _ASKS[name], arguments.after(1), node)
        if answer is not None:
            asked = True
            answers = union(answers, answer)
    return answers if asked else None


def _compute(m: Machine, name: str, arguments: Arguments, node: Node) -> Values:
    if not arguments.is_exact:
        raise NotStatic("called with arguments of unknown number")
    if name == "len":
        items = exact_items(m, arguments.get(0), node)
        if items is not None:
            return (constant(len(items)),)
    positional = plain_values(arguments.positional)
    if name in _SIZED and any(isinstance(part, int) and abs(part) > _LARGEST for part in positional):
        raise NotStatic("too large to be computed here")
    keywords = {key: plain(values) for key, values in arguments.keywords.items()}
    return lift(m, getattr(builtins, name)(*positional, **keywords), variables_of(arguments.all()))


def _not_known(m: Machine, name: str, arguments: Arguments, error: NotStatic, node: Node) -> Values:
    m.hazards += 1
    inner = flatten(
        value.contents() if isinstance(value, (Sequence, Mapping)) else (value,) for value in arguments.all()
    )
    if name in ("str", "repr", "format"):
        text_of(m, inner, node)
    return unknown(error.reason, error.place or m.place(node), carried(inner))


for _name in _ASKS:
    _computing(_name)


@model("builtins.sum")
def _sum(m: Machine, arguments: Arguments, node: Node) -> Values:
    start = arguments.get(1, "start") or (constant(0),)
    items = exact_items(m, arguments.get(0), node)
    if items is not None:
        for item in items:
            start = combine(m, start, "+", item, node)
        return start
    element = iterate(m, arguments.get(0), node)
    total = combine(m, start, "+", element, node) if element else start
    return union(total, combine(m, total, "+", element, node))


def _extreme(name: str, m: Machine, arguments: Arguments, node: Node) -> Values:
    single = len(arguments.positional) == 1 and not arguments.star
    if single:
        arguments = Arguments([listed(m, arguments.get(0), node)], arguments.keywords)
    elements = (
        iterate(m, arguments.get(0), node) if single else union(flatten(arguments.positional), arguments.star)
    )
    key = arguments.keywords.get("key")
    if key is not None and elements:
        call(m, key, Arguments([elements]), node)
    elif key is None:
        ordered(m, elements, node, "__gt__" if name == "max" else "__lt__")
    default = arguments.keywords.get("default", NOTHING)
    if key is None:
        try:
            value = getattr(builtins, name)(*plain_values(arguments.positional))
            return lift(m, value, variables_of(arguments.all()))
        except (NotStatic, TypeError, ValueError):
            pass
    return union(elements, default) or UNKNOWN


model("builtins.min")(partial(_extreme, "min"))
model("builtins.max")(partial(_extreme, "max"))


@model("builtins.print")
def _print(m: Machine, arguments: Arguments, node: Node) -> Values:
    text_of(m, flatten(arguments.positional), node)
    file = arguments.keywords.get("file", NOTHING)
    for name in ("write", *(["flush"] if "flush" in arguments.keywords else [])):
        for value in file:
            if isinstance(value, Instance) and value.cls.lookup(name) is not None:
                given = [UNKNOWN] if name == "write" else []
                call(m, attribute_of(m, (value,), name, node), Arguments(given), node)
    return NONE


@model("builtins.isinstance")
def _isinstance(m: Machine, arguments: Arguments, node: Node) -> Values:
    asked = _ask_metaclass(m, "__instancecheck__", arguments, node)
    if asked is not None:
        return asked
    verdicts = {is_instance(m, value, arguments.get(1)) for value in arguments.get(0)}
    verdict = verdicts.pop() if len(verdicts) == 1 else None
    return UNKNOWN if verdict is None else truth_value(verdict)


@model("builtins.issubclass")
def _issubclass(m: Machine, arguments: Arguments, node: Node) -> Values:
    asked = _ask_metaclass(m, "__subclasscheck__", arguments, node)
    if asked is not None:
        return asked
    verdicts = {is_subclass(value, arguments.get(1)) for value in arguments.get(0)}
    verdict = verdicts.pop() if len(verdicts) == 1 else None
    return UNKNOWN if verdict is None else truth_value(verdict)


def _ask_metaclass(m: Machine, name: str, arguments: Arguments, node: Node) -> Values | None:
    """A class whose metaclass decides what its instances are."""
    for value in arguments.get(1):
        found = value.metaclass.lookup(name) if isinstance(value, Class) and value.metaclass else None
        if found is not None:
            return call(m, bind(m, found, value), Arguments([arguments.get(0)]), node)
    return None


@model("builtins.callable")
def _callable(m: Machine, arguments: Arguments, node: Node) -> Values:
    certain = all(isinstance(value, (Function, Class, Bound, Partial)) for value in arguments.get(0))
    return truth_value(True) if certain and arguments.get(0) else UNKNOWN


@model("builtins.type")
def _type(m: Machine, arguments: Arguments, node: Node) -> Values | None:
    if len(arguments.positional) != 1:
        return None
    result: Values = NOTHING
    for value in arguments.get(0):
        if isinstance(value, Instance):
            result = union(result, (value.cls,))
        elif isinstance(value, Class) and value.metaclass is not None:
            result = union(result, (value.metaclass,))
        elif isinstance(value, Unknown):
            result = union(result, unknown("the class of something that is not known", m.place(node)))
        else:
            result = union(result, (m.foreign(f"builtins.{_type_name(value)}"),))
    return result


def _type_name(value: Any) -> str:
    if isinstance(value, Sequence):
        return value.kind
    if isinstance(value, Mapping):
        return "dict"
    return type(getattr(value, "value", None)).__name__ if hasattr(value, "value") else "object"


@model("builtins.super")
def _super(m: Machine, arguments: Arguments, node: Node) -> Values:
    if len(arguments.positional) >= 2:
        classes = [value for value in arguments.get(0) if isinstance(value, Class)]
        receivers = arguments.get(1)
    else:
        classes = [] if m.frame.owner is None else [m.frame.owner]
        receivers = m.frame.receiver
    made = tuple(
        m.super_of(cls, receiver)
        for cls in classes
        for receiver in receivers
        if isinstance(receiver, (Instance, Class))
    )
    return made or unknown("super() outside of a class", m.place(node))


@model("builtins.property", "abc.abstractproperty")
def _property(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (Property(arguments.get(0, "fget"), arguments.get(1, "fset"), arguments.get(2, "fdel")),)


@method(Property, "setter")
def _setter(m: Machine, target: Property, arguments: Arguments, node: Node) -> Values:
    return (Property(target.getter, arguments.get(0), target.deleter),)


@method(Property, "getter")
def _getter(m: Machine, target: Property, arguments: Arguments, node: Node) -> Values:
    return (Property(arguments.get(0), target.setter, target.deleter),)


@method(Property, "deleter")
def _deleter(m: Machine, target: Property, arguments: Arguments, node: Node) -> Values:
    return (Property(target.getter, target.setter, arguments.get(0)),)


@model("functools.cached_property", "django.utils.functional.cached_property")
def _cached_property(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (Property(arguments.get(0, "func")),)


@model("builtins.staticmethod", "abc.abstractstaticmethod")
def _staticmethod(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (Wrapped("staticmethod", arguments.get(0)),)


@model("builtins.classmethod", "abc.abstractclassmethod")
def _classmethod(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (Wrapped("classmethod", arguments.get(0)),)


@model("builtins.globals")
def _globals(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Namespace(m.module.scope)),)


@model("builtins.locals")
def _locals(m: Machine, arguments: Arguments, node: Node) -> Values:
    return (m.heap.new(Namespace(m.frame.scope)),)


@model("builtins.input")
def _input(m: Machine, arguments: Arguments, node: Node) -> Values:
    m.hazards += 1
    return unknown("what somebody types", m.place(node))


@model("builtins.id", "builtins.dir")
def _identity(m: Machine, arguments: Arguments, node: Node) -> Values:
    return unknown("known only while the app runs", m.place(node))


@model("builtins.object")
def _object(m: Machine, arguments: Arguments, node: Node) -> Values:
    return unknown("a plain object", m.place(node))
