"""What can be adjusted of the local SageMaker: how long states take, how streams are cut, how fast it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.errors import PlutoError
from pluto_py.local.sagemaker.parts import parse_parts

__all__ = ["SageMakerSettings"]

_PARTS = "PLUTO_LOCAL_STREAM_PARTS"
_PACE = "PLUTO_LOCAL_TOKENS_PER_SECOND"


@dataclass(frozen=True)
class SageMakerSettings:
    """`transition_s` is how long an endpoint stays `Creating`, `Updating` or `Deleting` at least.

    `invocation_s` is SageMaker's limit for one invocation, streams included: 60 s. `parts` says how a stream
    is cut into payload parts (see `parts.parse_parts`). `tokens_per_second` slows the built-in responder
    down; None: as fast as it goes.
    """

    transition_s: float = 0.2
    invocation_s: float = 60.0
    parts: str = "events"
    tokens_per_second: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SageMakerSettings:
        """The settings with what `PLUTO_LOCAL_STREAM_PARTS` and `PLUTO_LOCAL_TOKENS_PER_SECOND` say.

        Raises:
            PlutoError: one of them has a value that it cannot have.
        """
        parts = environment.get(_PARTS, cls.parts)
        try:
            parse_parts(parts)
        except ValueError as error:
            raise PlutoError(f"{_PARTS} is not valid: {error}") from error
        return cls(parts=parts, tokens_per_second=_pace(environment.get(_PACE)))


def _pace(text: str | None) -> float | None:
    if not text:
        return None
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not 0 < pace < float("inf"):
        raise PlutoError(f"{_PACE} must be a positive number, not {text!r}.")
    return pace
