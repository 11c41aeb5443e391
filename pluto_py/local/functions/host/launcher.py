"""The first program of an environment: `python -S launcher.py PARENT_PID RUNTIME_DIRECTORY`.

It makes this interpreter look like Lambda's managed runtime and hands over to AWS's runtime client. It runs
without Pluto and without `site`, so that nothing of the developer's environment can be imported by
accident: the path is the function's code, the runtime directory, the standard library.
"""

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> None:
    """Never returns in a healthy environment: the runtime client loops until the process is ended."""
    parent, runtime = int(sys.argv[1]), sys.argv[2]
    _die_with(parent)
    if runtime in sys.path:  # PYTHONPATH names it, for the function's own child processes
        sys.path.remove(runtime)
    sys.path[0] = runtime  # was this file's folder
    _give_exit()

    from awslambdaric.__main__ import main as serve  # type: ignore[import-untyped]  # it has no type information

    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    sys.argv = ["awslambdaric", os.environ["_HANDLER"]]
    serve(sys.argv)


def _die_with(parent: int) -> None:
    """Have the kernel end this process when the local cloud dies, however it dies.

    Elsewhere than on Linux an idle environment ends because its connection breaks, a busy one by the ledger
    of processes at the cloud's next start.
    """
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os.kill(os.getpid(), signal.SIGKILL)


def _give_exit() -> None:
    """Define `exit` and `quit`, which on Lambda exist as in every interpreter started with `site`."""
    import site

    site.setquit()


main()
