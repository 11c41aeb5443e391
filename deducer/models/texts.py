"""Methods of strings, bytes and numbers: on known values they are really called."""

from __future__ import annotations

from typing import Any

from deducer.interpreter.arguments import Arguments
from deducer.interpreter.iteration import listed
from deducer.interpreter.special import text_of
from deducer.interpreter.static import (
    NotStatic,
    lift,
    plain,
    plain_values,
    variables_of,
)
from deducer.models.registry import method
from deducer.source.form import Node
from deducer.state.machine import Machine
from deducer.values.atoms import Const, carried, unknown
from deducer.values.base import Values, flatten
from deducer.values.containers import Mapping, Sequence

__all__: list[str] = []

_PURE = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "swapcase",
        "casefold",
        "replace",
        "split",
        "rsplit",
        "splitlines",
        "join",
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "partition",
        "rpartition",
        "zfill",
        "center",
        "ljust",
        "rjust",
        "count",
        "find",
        "rfind",
        "index",
        "rindex",
        "encode",
        "decode",
        "isdigit",
        "isalpha",
        "isalnum",
        "isupper",
        "islower",
        "isspace",
        "isidentifier",
        "isnumeric",
        "hex",
        "expandtabs",
        "bit_length",
        "is_integer",
        "as_integer_ratio",
        "conjugate",
    ]
)
_WIDTH_METHODS = ("zfill", "center", "ljust", "rjust", "expandtabs")


def _string_method(name: str) -> Any:
    def rule(m: Machine, target: Const, arguments: Arguments, node: Node) -> Values | None:
        return _call_pure(m, target, name, arguments, node)

    return rule


for _name in _PURE:
    method(Const, _name)(_string_method(_name))


def _call_pure(m: Machine, target: Const, name: str, arguments: Arguments, node: Node) -> Values | None:
    given = arguments.all()
    try:
        if not arguments.is_exact:
            raise NotStatic("called with arguments of unknown number")
        if name == "join":
            arguments = Arguments([listed(m, arguments.get(0), node)])
        positional = plain_values(arguments.positional)
        keywords = {key: plain(values) for key, values in arguments.keywords.items()}
        if name in _WIDTH_METHODS and any(isinstance(part, int) and part > 9999 for part in positional):
            raise NotStatic("a string padded to more than 9999 characters")
        value = getattr(target.value, name)(*positional, **keywords)
    except NotStatic as error:
        return _not_known(m, arguments, error, node)
    except Exception as error:  # whatever the app's own values raise, its run would raise too
        m.hazards += 1
        return unknown(f"not computable: {type(error).__name__}: {error}", m.place(node))
    return lift(m, value, tuple(sorted({*target.variables, *variables_of(given)})))


def _not_known(m: Machine, arguments: Arguments, error: NotStatic, node: Node) -> Values | None:
    """A text method of something unknown: the app's own objects among it are asked for their text."""
    inner = flatten(
        value.contents() if isinstance(value, (Sequence, Mapping)) else (value,) for value in arguments.all()
    )
    text_of(m, inner, node)
    m.hazards += 1
    return unknown(error.reason, error.place or m.place(node), carried(inner))
