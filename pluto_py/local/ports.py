"""The gateway's port: chosen once per stack, kept for good, and who has it if it is taken."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import socket
from pathlib import Path

from pluto_py.errors import PlutoError

__all__ = ["HOST", "bind", "holder", "load", "save"]

HOST = "127.0.0.1"

_FIRST, _COUNT = 20_000, 12_000
"""Below the range from which systems give ports to outgoing connections (Linux: 32768 up), so that a port is
still free when the stack starts again."""
_TRIES = 64


def load(path: Path) -> int | None:
    """The port that was chosen earlier."""
    try:
        port = int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return port if 0 < port < 65_536 else None


def save(path: Path, port: int) -> None:
    """Keep a port for the starts to come."""
    path.write_text(f"{port}\n", "ascii")


def bind(port: int | None, seed: str) -> socket.socket:
    """A listening-ready socket on loopback: on `port`, or on a free one that `seed` suggests.

    Raises:
        PlutoError: the port is taken, with its holder as far as it can be known.
    """
    if port is not None:
        found = _try(port)
        if found is None:
            raise _taken(port)
        return found
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    for step in range(_TRIES):
        found = _try(_FIRST + (start + step * 7919) % _COUNT)
        if found is not None:
            return found
    return _bound(0)


def holder(port: int) -> str | None:
    """Who listens on a loopback port: `"process 4711 (python -m http.server)"`, where /proc tells."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(_target(link) in inodes for link in (process / "fd").iterdir()):
                command = (
                    (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                )
                return f"process {process.name} ({command[:120]})"
    return None


def _try(port: int) -> socket.socket | None:
    try:
        return _bound(port)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        # Two sockets may be bound to one address before either listens; only listening makes it ours.
        bound.listen(256)
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound


def _taken(port: int) -> PlutoError:
    who = holder(port)
    return PlutoError(
        f"Port {port}, which this stack's local cloud uses, is taken by "
        + (f"{who}." if who else "another program."),
        where=f"{HOST}:{port}",
        hint="End that program, or give the stack another port: `port = …` under [tool.pluto.local] in "
        "pyproject.toml.",
    )


def _target(link: Path) -> str | None:
    """What an open file of a process is; None where it was closed since the folder was read."""
    try:
        return link.readlink().name
    except OSError:
        return None


def _listening_inodes(port: int) -> set[str]:
    """`socket:[inode]` of the sockets that listen on a port, from the kernel's tables."""
    found = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
                fields = line.split()
                listening = fields[3] == "0A"
                if listening and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{fields[9]}]")
    return found
