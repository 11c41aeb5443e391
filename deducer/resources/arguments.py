"""Constructor arguments of a resource: bound to parameters, evaluated, checked; every problem is a finding."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from deducer.architecture import Argument
from deducer.catalogue import Parameter
from deducer.interpreter.arguments import Arguments
from deducer.interpreter.static import NotStatic, plain, variables_of
from deducer.source.files import Place
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const
from deducer.values.base import Value, Values
from deducer.values.containers import Mapping
from deducer.values.containers import Sequence as Elements

__all__ = ["Given", "argument", "bind_parameters", "shown"]


@dataclass
class Given:
    """What a constructor call gives: values by parameter name, and where each stands. `ok` is False after an error."""

    values: dict[str, Values] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    ok: bool = True


def bind_parameters(
    m: Machine, what: str, parameters: Sequence[Parameter], arguments: Arguments, node: Node
) -> Given:
    """Match arguments to parameters, reporting what does not fit. `what` names the constructor in messages."""
    given = Given()
    places = _places(m, node)
    positional = [parameter for parameter in parameters if not parameter.keyword_only]
    for index, values in enumerate(arguments.positional):
        place = places.get(index, m.place(node))
        if index < len(positional):
            given.values[positional[index].name] = values
            given.places[positional[index].name] = place
        else:
            _complain(
                m, given, _too_many(what, parameters, positional, index), place, _signature(what, parameters)
            )
    known = {parameter.name for parameter in parameters}
    for name, values in arguments.keywords.items():
        place = places.get(name, m.place(node))
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), 1)
            hint = f"did you mean {close[0]!r}?" if close else _signature(what, parameters)
            _complain(m, given, f"{what} takes no argument {name!r}", place, hint)
        elif name in given.values:
            _complain(m, given, f"{what} gets the argument {name!r} twice", place, "give it once")
        else:
            given.values[name], given.places[name] = values, place
    _check_complete(m, what, parameters, arguments, given, node)
    return given


def _check_complete(
    m: Machine, what: str, parameters: Sequence[Parameter], arguments: Arguments, given: Given, node: Node
) -> None:
    if not arguments.is_exact:
        given.ok = False
        m.find(
            "error",
            "dynamic-argument",
            f"it is not known which arguments {what} gets: something of unknown length or keys is unpacked here",
            m.place(node),
            "write the arguments out, or unpack something whose contents stand in the code",
        )
        return
    for parameter in parameters:
        if parameter.required and parameter.name not in given.values:
            _complain(
                m,
                given,
                f"{what} needs the argument {parameter.name!r}",
                m.place(node),
                _signature(what, parameters),
            )


def _complain(m: Machine, given: Given, message: str, place: Place, hint: str) -> None:
    given.ok = False
    m.find("error", "invalid-argument", message, place, hint)


def _too_many(what: str, parameters: Sequence[Parameter], positional: list[Parameter], index: int) -> str:
    named = [parameter.name for parameter in parameters if parameter.keyword_only]
    count = len(positional)
    allowed = f"{count} positional argument{'' if count == 1 else 's'}"
    more = f"; {named[0]!r} and what follows are given by name" if named and index == count else ""
    return f"{what} takes {allowed} only{more}"


def _signature(what: str, parameters: Sequence[Parameter]) -> str:
    parts: list[str] = []
    star = False
    for parameter in parameters:
        if parameter.keyword_only and not star:
            parts.append("*")
            star = True
        parts.append(parameter.name if parameter.required else f"{parameter.name}=…")
    return f"it is called as {what}({', '.join(parts)})"


def _places(m: Machine, node: Node) -> dict[int | str, Place]:
    """Where each argument stands, by position or name; nothing where unpacking hides it."""
    if node[0] != "call":
        return {}
    places: dict[int | str, Place] = {}
    for index, part in enumerate(node[3]):
        if part[0] == "star":
            break
        places[index] = m.place(part)
    places.update({name: m.place(part) for name, part in node[4] if name is not None})
    return places


def argument(m: Machine, what: str, parameter: Parameter, given: Given) -> Argument | None:
    """The evaluated argument; None, and a finding, where it is not known or not valid."""
    values = given.values[parameter.name]
    place = given.places[parameter.name]
    try:
        value = plain(values)
    except NotStatic as error:
        _not_known(m, what, parameter, error, place)
        return None
    variables = variables_of(values)
    complaint = None if parameter.check is None else parameter.check(value)
    if complaint is not None:
        if variables:
            complaint = f"{complaint} (it comes from the environment: {', '.join(variables)})"
        m.find("error", "invalid-argument", f"{what}: {complaint}", place)
        return None
    return Argument(value, shown(values) if variables else value, variables)


def _not_known(m: Machine, what: str, parameter: Parameter, error: NotStatic, place: Place) -> None:
    if error.reason.startswith(MISSING):
        return
    origin = f" ({error.place})" if error.place is not None and error.place != place else ""
    code = "dynamic-argument"
    if parameter.required or parameter.name == "name":
        code = "dynamic-name"
    m.find(
        "error",
        code,
        f"the argument {parameter.name!r} of {what} must be known before deployment, but it is {error.reason}{origin}",
        place,
        "use a constant, a calculation from constants, or a variable of the environment",
    )


MISSING = "missing from the environment"
"""How the reason of a value begins whose absence has been reported where it was read."""


def shown(values: Values) -> Any:
    """A value as reports may print it: parts that come from the environment by the variable's name."""
    value: Value = values[0]
    if isinstance(value, Const):
        return {"env": ",".join(value.variables)} if value.variables else value.value
    if isinstance(value, Mapping):
        return {str(key): shown(item) for key, item in value.items.items()}
    if isinstance(value, Elements):
        return [shown(item) for item in value.items or ()]
    return None
