"""Server-sent events out of bytes that arrive in parts of any size.

A part may end anywhere: inside a character, inside a line's end, between two events. Lines and fields follow
the HTML standard, "Interpreting an event stream"; only `data` is of interest here. Unlike a browser, the
parser also hands out a last event that is not followed by an empty line, because some servers end so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["event_data"]


def event_data(parts: Iterable[bytes]) -> Iterator[str]:
    """The data of each event, its lines joined by line feeds; comments and other fields are left out."""
    data: list[str] = []
    for line in _lines(parts):
        if not line:
            if data:
                yield "\n".join(data)
            data = []
        elif (value := _data_field(line)) is not None:
            data.append(value)
    if data:
        yield "\n".join(data)


def _data_field(line: bytes) -> str | None:
    name, _, value = line.partition(b":")
    if name != b"data":
        return None
    return value.removeprefix(b" ").decode("utf-8", "replace")


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Complete lines without their ends (LF, CR LF or CR), and the rest."""
    pending: list[bytes] = []  # the parts of an unfinished line, joined once
    after_carriage_return = False
    for part in parts:
        rest = part[1:] if after_carriage_return and part.startswith(b"\n") else part
        after_carriage_return = part.endswith(b"\r") if part else after_carriage_return
        for line in rest.splitlines(keepends=True):  # of bytes: at LF, CR LF and CR only
            content = line.rstrip(b"\r\n")
            pending.append(content)
            if len(content) < len(line):
                yield b"".join(pending)
                pending = []
    if pending:
        yield b"".join(pending)
