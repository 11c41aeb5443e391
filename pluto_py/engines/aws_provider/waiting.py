"""Waiting until AWS has done what it accepted to do.

The pause between two looks grows from 20 ms, so that a local cloud is not waited for, to a limit that suits
AWS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from pluto_py.engines.provider import ProviderError

__all__ = ["poll", "retry_while"]

_FIRST_PAUSE = 0.02  # seconds
_GROWTH = 1.5
_Result = TypeVar("_Result")


def poll(
    look: Callable[[], _Result | None], *, what: str, timeout: float, longest_pause: float = 5.0
) -> _Result:
    """Call `look` until it returns something else than None, and return that.

    Args:
        look: one look; it may raise to give up at once.
        what: what is awaited, for the error.
        timeout: seconds.
        longest_pause: seconds between two looks, at most.

    Raises:
        ProviderError: the time is up.
    """
    deadline = time.monotonic() + timeout
    pause = _FIRST_PAUSE
    while True:
        result = look()
        if result is not None:
            return result
        if time.monotonic() + pause > deadline:
            raise ProviderError(f"timed out after {timeout:.0f} s: {what}")
        time.sleep(pause)
        pause = min(pause * _GROWTH, longest_pause)


def retry_while(
    action: Callable[[], _Result], transient: Callable[[Exception], bool], *, timeout: float
) -> _Result:
    """Repeat an action for as long as it fails with an error that passes by itself.

    IAM is eventually consistent: for some seconds Lambda and SageMaker do not see a role that was just made.
    When the time (in seconds) is up, the last error is raised as it is.
    """
    deadline = time.monotonic() + timeout
    pause = 0.5
    while True:
        try:
            return action()
        except Exception as error:
            if not transient(error) or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        pause = min(pause * _GROWTH, 5.0)
