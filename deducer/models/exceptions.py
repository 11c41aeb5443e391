"""Built-in exceptions as objects: they keep what they are made from, and their class's name for `except`."""

from __future__ import annotations

import builtins

from deducer.foreign.holding import held_values
from deducer.interpreter.arguments import Arguments
from deducer.models.registry import OBJECT_ATTRIBUTES, Model, model
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import NONE
from deducer.values.base import Values, union
from deducer.values.containers import Sequence
from deducer.values.foreign import ForeignObject

__all__ = ["stopped"]

_NAMES = tuple(
    name
    for name in dir(builtins)
    if isinstance(getattr(builtins, name), type) and issubclass(getattr(builtins, name), BaseException)
)


def _exception(name: str) -> Model:
    def rule(m: Machine, arguments: Arguments, node: Node) -> Values:
        held = held_values(arguments.all())
        made = ForeignObject(f"builtins.{name}", arguments.positional, arguments.keywords, held)
        return (m.heap.new(made),)

    return rule


def _attribute(m: Machine, target: ForeignObject, name: str, node: Node) -> Values | None:
    if name == "args":
        m.reads(target)
        return (m.heap.new(Sequence("tuple", list(target.positional))),)
    if name == "value" and target.source == "builtins.StopIteration":
        m.reads(target)
        return target.positional[0] if target.positional else NONE
    return None


for _name in _NAMES:
    model(f"builtins.{_name}")(_exception(_name))
    OBJECT_ATTRIBUTES[f"builtins.{_name}"] = _attribute


def stopped(m: Machine, returned: Values) -> None:
    """A generator that is driven by hand ends with StopIteration, which carries what it returned."""
    held = held_values(returned)
    if held:
        made = ForeignObject("builtins.StopIteration", [returned], {}, held)
        m.raised = union(m.raised, (m.heap.new(made),))
