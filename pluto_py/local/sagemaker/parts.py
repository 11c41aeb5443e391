"""How a container's output is cut into the payload parts of a stream.

On AWS a part ends wherever the network happened to deliver, so a client must cope with any cut. Locally the
cut is chosen, to see that it does.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Protocol

__all__ = ["Parts", "parse_parts"]


class Parts(Protocol):
    """One stream's cutter; joined, what comes out is what went in, and no part is empty."""

    def push(self, piece: bytes) -> Iterator[bytes]:
        """The parts that are complete once the container has written `piece`."""
        ...

    def end(self) -> Iterator[bytes]:
        """What is left when the container has written its last piece."""
        ...


def parse_parts(text: str) -> Parts:
    """A cutter by its name.

    - `events`: each piece that the container writes is a part; with text generation, one event. As usually
    seen. - `bytes:N`: parts of N bytes, whatever they hold: events are both split and joined. - `ragged` or
    `ragged:SEED`: parts of 1 to 64 bytes, by a generator that always starts at the seed.

    Raises:
        ValueError: it is none of these.
    """
    kind, _, argument = text.partition(":")
    if kind == "events" and not argument:
        return _AsWritten()
    if kind == "bytes" and argument.isdecimal() and int(argument) > 0:
        return _Sized(int(argument), int(argument), 0)
    if kind == "ragged" and (not argument or argument.isdecimal()):
        return _Sized(1, 64, int(argument or 0))
    raise ValueError(f"expected `events`, `bytes:N` or `ragged[:SEED]`, not `{text}`")


class _AsWritten:
    def push(self, piece: bytes) -> Iterator[bytes]:
        if piece:
            yield piece

    def end(self) -> Iterator[bytes]:
        yield from ()


class _Sized:
    """Parts of a random size between two bounds, in bytes."""

    def __init__(self, least: int, most: int, seed: int):
        self._random = random.Random(seed)  # noqa: S311 - no secret; repeatable on purpose
        self._least, self._most = least, most
        self._held = b""
        self._size = self._next_size()

    def push(self, piece: bytes) -> Iterator[bytes]:
        self._held += piece
        while len(self._held) >= self._size:
            part, self._held = self._held[: self._size], self._held[self._size :]
            self._size = self._next_size()
            yield part

    def end(self) -> Iterator[bytes]:
        if self._held:
            yield self._held
        self._held = b""

    def _next_size(self) -> int:
        return self._random.randint(self._least, self._most)
