"""A container's output as the frames of a response stream, and how a stream that breaks ends."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pluto_py.local.sagemaker import eventstream
from pluto_py.local.sagemaker.parts import parse_parts

__all__ = ["frames"]

_LATE = "Your model primary did not complete sending the inference response in the allotted time."
_BROKEN = "The connection to the model was closed before the response was complete."
_FAILED = "The local SageMaker failed while it passed the response on; see its cloud.log."

_logger = logging.getLogger(__name__)


class _BrokenError(Exception):
    """The container's output ended with an error; `code` is SageMaker's word for it."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


async def frames(
    pieces: AsyncGenerator[bytes, None], parts: str, deadline: float
) -> AsyncGenerator[bytes, None]:
    """The frames of a stream, which takes until `deadline` (of the monotonic clock) at most.

    `parts` says how it is cut (see `parse_parts`). A container that breaks ends it with `ModelStreamError`, a
    defect of the local SageMaker with `InternalStreamFailure`. Closing it closes `pieces`.
    """
    ending = b""
    async with aclosing(_outputs(pieces, deadline)) as outputs:
        try:
            cutter = parse_parts(parts)
            try:
                async for piece in outputs:
                    for part in cutter.push(piece):
                        yield eventstream.payload_part(part)
            except _BrokenError as broken:
                told = {"Message": str(broken), "ErrorCode": broken.code}
                ending = eventstream.exception("ModelStreamError", told)
            for part in cutter.end():
                yield eventstream.payload_part(part)
        except Exception:
            _logger.exception("a response stream failed")
            ending = eventstream.exception("InternalStreamFailure", {"Message": _FAILED})
    if ending:
        yield ending


async def _outputs(pieces: AsyncGenerator[bytes, None], deadline: float) -> AsyncGenerator[bytes, None]:
    """The pieces as they come; `_BrokenError` if one comes too late, or the container raises."""
    async with aclosing(pieces):
        while True:
            try:
                piece = await asyncio.wait_for(anext(pieces, None), deadline - time.monotonic())
            except asyncio.TimeoutError:
                raise _BrokenError("ModelInvocationTimeExceeded", _LATE) from None
            except Exception as error:
                _logger.exception("a container's stream broke")
                raise _BrokenError("StreamBroken", _BROKEN) from error
            if piece is None:
                return
            yield piece
