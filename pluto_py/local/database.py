"""The one sqlite file of a stack: how it is opened.

Write-ahead logging with `synchronous=NORMAL`: a committed transaction survives `kill -9` of the process (the
pages are the kernel's by then), and no call waits for a disk.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

__all__ = ["connect"]

_BUSY_TIMEOUT_S = 10.0


def connect(path: Path) -> sqlite3.Connection:
    """Open the state file, making it and its folder if need be.

    The connection is in autocommit mode (write `BEGIN`/`COMMIT`, or use it as a context manager after
    `BEGIN`) and may be used from any thread, one at a time. Several connections to one file may be open: a
    writer waits for the other.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection
