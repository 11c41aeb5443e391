"""Do these arguments fit that handler? Answered from its signature, naming the argument that does not.

A handler decorated with `functools.wraps` shows the signature of what it wraps, although the wrapper may
take other arguments (it injects one, say). So a misfit of a wrapped handler is only a suspicion: see
`Misfit.certain`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["Misfit", "Parameters"]


class Misfit(NamedTuple):
    """Why the arguments do not fit. Where `certain` is false, the call itself must decide."""

    message: str
    certain: bool


class Parameters:
    """The parameters of one handler, read once per environment."""

    def __init__(self, handler: Callable[..., Any]):
        self._name = _name_of(handler)
        self._shown = _signature(handler, follow_wrapped=True)
        self._actual = _signature(handler, follow_wrapped=False)

    def misfit(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Misfit | None:
        """None where `handler(*args, **kwargs)` can be called."""
        if self._shown is None:
            return None
        try:
            self._shown.bind(*args, **kwargs)
        except TypeError as error:
            message = (
                f"Arguments do not fit {self._name}{self._shown}: {self._explain(str(error), args, kwargs)}."
            )
            return Misfit(message, certain=not self._wrapper_accepts(args, kwargs))
        return None

    def _wrapper_accepts(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
        if self._actual is None or self._actual == self._shown:
            return False
        try:
            self._actual.bind(*args, **kwargs)
        except TypeError:
            return False
        return True

    def _explain(self, reason: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """Python's own reason, made complete: every missing argument, and the count of superfluous ones."""
        assert self._shown is not None  # noqa: S101 - the only caller has just bound it
        if reason.startswith("missing"):
            missing = _missing(self._shown, len(args), kwargs)
            if len(missing) > 1:
                return "missing required arguments: " + ", ".join(map(repr, missing))
        if reason.startswith("too many"):
            takes = sum(p.kind in _POSITIONAL for p in self._shown.parameters.values())
            return f"it takes {takes} positional arguments, {len(args)} were given"
        return reason


_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _missing(signature: inspect.Signature, given: int, kwargs: Mapping[str, Any]) -> list[str]:
    missing = []
    for parameter in signature.parameters.values():
        if parameter.kind in _VARIADIC:
            continue
        if parameter.kind in _POSITIONAL and given > 0:
            given -= 1
        elif parameter.default is parameter.empty and parameter.name not in kwargs:
            missing.append(parameter.name)
    return missing


def _signature(handler: Callable[..., Any], *, follow_wrapped: bool) -> inspect.Signature | None:
    """Without annotations: they play no part in binding, and are noise in an error message."""
    try:
        signature = inspect.signature(handler, follow_wrapped=follow_wrapped)
    except (TypeError, ValueError):  # some callables written in C have none
        return None
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return inspect.Signature(bare)


def _name_of(handler: Callable[..., Any]) -> str:
    named = getattr(handler, "func", handler)  # functools.partial has no name of its own
    name = getattr(named, "__name__", type(named).__name__)
    return "the handler" if name == "<lambda>" else str(name)
