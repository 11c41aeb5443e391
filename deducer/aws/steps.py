"""The outcome of one use of the SDK."""

from __future__ import annotations

from dataclasses import dataclass

from deducer.aws.objects import SdkValue
from deducer.aws.verdicts import Verdict

__all__ = ["Step"]


@dataclass(frozen=True)
class Step:
    """The value that comes out, and what AWS has to allow for it; no verdict where AWS is not called."""

    value: SdkValue
    verdict: Verdict | None = None
