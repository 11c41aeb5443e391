"""The process of a local cloud: `python -m pluto_py.local`, started by `lifecycle` and by nothing else.

It forks once, so that whoever started it has no child to wait for, and reports through a pipe: one line of
JSON with its process id at once, one more when it is ready or has failed.
"""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Detach, then serve until told to stop."""
    if os.fork():  # before anything is imported: cheap, and single-threaded
        os._exit(0)
    from pluto_py.local.background import run

    status = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # all is stopped and stored; a thread that still imports moto need not be waited for


if __name__ == "__main__":
    main()
