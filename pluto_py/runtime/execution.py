"""Calling a handler: arguments checked, coroutines awaited, generators collected, results made JSON.

One event loop serves all calls of an environment, so that an async client that an app keeps at module level
stays usable from one call to the next.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pluto_py.runtime.arguments import Parameters

if TYPE_CHECKING:
    import asyncio

__all__ = ["ArgumentsError", "Executor", "HandlerError", "ResultError", "settle", "to_json"]

_log = logging.getLogger("pluto")


class ArgumentsError(Exception):
    """The caller's fault: the arguments do not fit the handler."""


class HandlerError(Exception):
    """The handler raised `cause`. `type` is its class name, `message` its text."""

    def __init__(self, cause: BaseException):
        self.cause = cause
        self.type = type(cause).__name__
        self.message = _message(cause)
        super().__init__(f"{self.type}: {self.message}")

    def log(self) -> None:
        """Write the traceback, from the handler's own frame on, to the function's log."""
        frames = self.cause.__traceback__
        own = frames.tb_next if frames else None
        _log.error("Function execution failed: %s", self, exc_info=(type(self.cause), self.cause, own))


class ResultError(Exception):
    """A value that JSON cannot say; the message names the place in it and the type."""


class Executor:
    """Runs one handler."""

    def __init__(self, handler: Callable[..., Any]):
        self._handler = handler
        self._parameters = Parameters(handler)

    def run(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The handler's result, awaited and collected.

        Raises:
            ArgumentsError: the arguments do not fit.
            HandlerError: the handler raised, or ended with `sys.exit`.
        """
        misfit = self._parameters.misfit(args, kwargs)
        if misfit and misfit.certain:
            raise ArgumentsError(misfit.message)
        try:
            return settle(self._handler(*args, **kwargs), collect=True)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if misfit and isinstance(error, TypeError):
                raise ArgumentsError(misfit.message) from error
            raise HandlerError(error) from error


def settle(result: Any, *, collect: bool) -> Any:
    """A handler's return value after waiting for an awaitable and, with `collect`, exhausting an iterator."""
    if isinstance(result, Awaitable):
        result = _event_loop().run_until_complete(_value_of(result))
    if collect and isinstance(result, Iterator):
        return list(result)
    if collect and isinstance(result, AsyncIterator):
        return _event_loop().run_until_complete(_items_of(result))
    return result


def to_json(value: Any, what: str = "result") -> str:
    """Strict JSON text that can always be encoded as UTF-8. `what` names the value in an error's message.

    Raises:
        ResultError: a part of `value` has no JSON form (NaN and infinity have none either).
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        reason = _offender(value, what) or error
        raise ResultError(f"The {what} is not JSON-serialisable: {reason}.") from error
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate; JSON can escape it, UTF-8 cannot carry it
        return json.dumps(value)
    return text


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception class of the app with a broken __str__
        return "(its message cannot be shown)"


def _offender(value: Any, place: str, depth: int = 0) -> str | None:
    """The first part of `value` without a JSON form, as `result['a'][0] is of type bytes`."""
    if depth > 50:
        return f"{place[:80]}… is nested too deeply, or contains itself"
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{place} is the float {value}, which JSON cannot express"
    if value is None or isinstance(value, str | int):
        return None
    if isinstance(value, dict):
        for key, item in value.items():
            if not (key is None or isinstance(key, str | int | float)):
                return f"{place} has a key of type {_type_name(key)}"
            if found := _offender(item, f"{place}[{key!r}]", depth + 1):
                return found
        return None
    if isinstance(value, list | tuple):
        items = enumerate(value)
        return next(
            (found for i, item in items if (found := _offender(item, f"{place}[{i}]", depth + 1))), None
        )
    return f"{place} is of type {_type_name(value)}"


def _type_name(value: Any) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


async def _value_of(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


async def _items_of(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


_loop: asyncio.AbstractEventLoop | None = None


def _event_loop() -> asyncio.AbstractEventLoop:
    global _loop  # noqa: PLW0603 - one loop per process is the point
    if _loop is None or _loop.is_closed():
        import asyncio

        _loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_loop)
    return _loop
