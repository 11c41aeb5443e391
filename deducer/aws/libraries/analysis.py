"""The evaluation of one entry of a library, repeated until nothing new is found.

Values flow without regard to the order of statements within a function, but per calling context; slots only grow.
A condition whose value is known excludes a branch, so that an argument that is not given keeps its default
(`kms_key_id=None`) and what depends on it stays out.
"""

from __future__ import annotations

import ast

from deducer.aws.libraries import attributes, calling, names, running, statements
from deducer.aws.libraries.expressions import EXPRESSIONS
from deducer.aws.libraries.machine import Given, Machine
from deducer.aws.libraries.state import State
from deducer.aws.libraries.values import (
    OPAQUE,
    BoundFunction,
    Box,
    Class,
    External,
    Frame,
    Function,
    Instance,
    Module,
    Value,
    Values,
)

__all__ = ["Analysis"]

_MOST_STEPS = 60_000
_MOST_ROUNDS = 30
# Where the app's own call stands, which is not part of what is evaluated.
_APP = Frame(None, (), "<the app>")
_NOWHERE = ast.Pass()
_NOT_CALLED = frozenset(
    {"__init__", "__new__", "__init_subclass__", "__class_getitem__", "__getattr__", "__repr__"}
)


class _TooMuch(Exception):  # noqa: N818  # ends the evaluation; never leaves this module
    """The code is too large to be evaluated."""


class Analysis(Machine):
    """One entry, with one way of giving it arguments."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._orders: dict[Class, tuple[tuple[Class, ...], bool]] = {}

    def analyse(self, entry: str, given: Given) -> bool:
        """Evaluate until nothing changes; whether the entry was found."""
        found = False
        try:
            for _ in range(_MOST_ROUNDS):
                self.state.changed = False
                self.state.visited = set()
                self.state.doubts = {}
                found = self._round(entry, given)
                if not self.state.changed:
                    return found
            self.state.doubt("the code did not settle")
        except (_TooMuch, RecursionError):
            self.state.doubt("the code is too large to be followed")
        return found

    def _round(self, entry: str, given: Given) -> bool:
        values: Values = tuple(v for v in names.dotted(self, entry) if not isinstance(v, (External, Module)))
        values = values or self._member_of_class(entry)
        for value in values:
            self.escape(self.call(value, given, _APP, _NOWHERE))
        for instance in list(self.state.escaped):
            self._use(instance)
        return bool(values)

    def _member_of_class(self, entry: str) -> Values:
        """`package.Class.from_texts`."""
        owner, _, name = entry.rpartition(".")
        found: list[Value] = []
        for value in names.dotted(self, owner) if owner else ():
            if isinstance(value, Class):
                found += [v for v in self.attribute(value, name, _APP, _NOWHERE) if v is not OPAQUE]
        return tuple(found)

    def _use(self, instance: Instance) -> None:
        """Whoever has an instance may call its methods, in any order, and use what its attributes hold."""
        frame = Frame(None, (), instance.cls.module)
        for name in running.method_names(self, instance):
            if name in _NOT_CALLED:
                continue
            for value in self.attribute(instance, name, frame, _NOWHERE):
                if isinstance(value, BoundFunction):
                    self.escape(self.run(value.function, value.receiver, _anything(value.function)))
                else:
                    self.escape((value,))
        for name in self.state.names(instance):
            if not name.startswith("_"):
                self.escape(self.state.read(instance, name) or ())

    def escape(self, values: Values) -> None:
        """Note instances that code outside may use from now on."""
        pending = list(values)
        seen: set[Value] = set()
        while pending:
            value = pending.pop()
            if value in seen:
                continue
            seen.add(value)
            if isinstance(value, Instance) and value not in self.state.escaped:
                self.state.escaped[value] = None
                self.state.changed = True
            elif isinstance(value, Box):
                pending += calling.elements_of(self, value)
            elif isinstance(value, BoundFunction) and isinstance(value.receiver, Instance):
                pending.append(value.receiver)

    def evaluate(self, node: ast.expr, frame: Frame) -> Values:
        """What an expression can be."""
        self.state.steps += 1
        if self.state.steps > _MOST_STEPS:
            raise _TooMuch
        evaluator = EXPRESSIONS.get(type(node))
        return evaluator(self, node, frame) if evaluator else (OPAQUE,)

    def execute(self, body: list[ast.stmt], frame: Frame) -> bool:
        """Run a block."""
        return statements.execute(self, body, frame)

    def call(self, callee: Value, given: Given, frame: Frame, node: ast.AST) -> Values:
        """Call one value."""
        return calling.call(self, callee, given, frame, node)

    def attribute(self, value: Value, name: str, frame: Frame, node: ast.AST) -> Values:
        """Read an attribute."""
        return attributes.read(self, value, name, frame, node)

    def elements(self, values: Values, frame: Frame, node: ast.AST) -> Values:
        """What iterating gives."""
        return calling.elements(self, values, frame, node)

    def name(self, name: str, frame: Frame) -> Values:
        """What a name can be."""
        return names.look_up(self, name, frame)

    def module_name(self, module: str, name: str) -> Values:
        """What a module's name can be."""
        return names.module_member(self, module, name)

    def mro(self, cls: Class) -> tuple[tuple[Class, ...], bool]:
        """The class and its bases, worked out once."""
        if cls not in self._orders:
            self._orders[cls] = ((cls,), True)  # for a class that names itself among its bases
            self._orders[cls] = names.linear(self, cls)
        return self._orders[cls]

    def member(self, cls: Class, name: str) -> Values | None:
        """What a class's body binds a name to."""
        return names.class_member(self, cls, name)

    def run(self, function: Function, receiver: Instance | Class | None, given: Given) -> Values:
        """Run a function."""
        return running.run(self, function, receiver, given)

    def instantiate(self, cls: Class, given: Given, site: object) -> Instance:
        """Make an instance."""
        return running.instantiate(self, cls, given, site)

    def assign(self, target: ast.expr, values: Values, frame: Frame) -> None:
        """Bind a target."""
        statements.assign(self, target, values, frame)


def _anything(function: Function) -> Given:
    """Arguments of which nothing is known, for every parameter."""
    arguments = function.tree.args
    count = len(arguments.posonlyargs) + len(arguments.args)
    named: dict[str, Values] = {argument.arg: (OPAQUE,) for argument in arguments.kwonlyargs}
    return Given([(OPAQUE,)] * max(0, count - 1), named, rest=True)
