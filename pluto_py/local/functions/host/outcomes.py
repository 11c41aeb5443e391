"""How Lambda words what became of an invocation: its error payloads and its log lines.

Shapes and words were taken from Lambda's own answers and the developer guide ("Using Lambda logs",
"Invocation errors").
"""

from __future__ import annotations

import json
import math
import signal
from dataclasses import dataclass

from pluto_py.local.functions.limits import RESPONSE_BYTES

__all__ = ["Reply", "end_line", "exited", "init_report", "report", "start_line", "timed_out", "too_large"]


@dataclass(frozen=True)
class Reply:
    """What an invocation came to: the handler's JSON, or with `error_type` the error object's JSON.

    `log_tail` are the last bytes of the invocation's log.
    """

    payload: bytes
    error_type: str | None = None
    log_tail: bytes = b""


def timed_out(request_id: str, seconds: float) -> Reply:
    """The handler did not answer within the function's timeout."""
    return _error(
        "Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
    )


def exited(request_id: str, status: int, *, out_of_memory: bool) -> Reply:
    """The process ended in the middle of an invocation or of its start; `status` as `Popen.returncode`."""
    kind = "Runtime.OutOfMemory" if out_of_memory else "Runtime.ExitError"
    if status == 0:
        reason = "Runtime exited without providing a reason"
    elif status > 0:
        reason = f"Runtime exited with error: exit status {status}"
    else:
        reason = f"Runtime exited with error: signal: {_signal_word(-status)}"
    return _error(kind, f"RequestId: {request_id} Error: {reason}")


def too_large(size: int) -> Reply:
    """The handler's result is over the limit."""
    return _error(
        "Function.ResponseSizeTooLarge",
        f"Response payload size ({size} bytes) exceeded maximum allowed payload size "
        f"({RESPONSE_BYTES} bytes).",
    )


def _error(kind: str, message: str) -> Reply:
    return Reply(json.dumps({"errorType": kind, "errorMessage": message}).encode(), kind)


def _signal_word(number: int) -> str:
    """`killed` for SIGKILL, as Go's `Signal.String` has it, which Lambda prints."""
    return (signal.strsignal(number) or str(number)).lower()


def start_line(request_id: str) -> str:
    """The first line of an invocation's log."""
    return f"START RequestId: {request_id} Version: $LATEST"


def end_line(request_id: str) -> str:
    """The last line but one."""
    return f"END RequestId: {request_id}"


def report(
    request_id: str,
    *,
    duration_ms: float,
    memory_mb: int,
    used_mb: int,
    init_ms: float | None = None,
    error_type: str | None = None,
) -> str:
    """The last line of an invocation's log; `init_ms` where this invocation waited for a start."""
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration_ms:.2f} ms",
        f"Billed Duration: {math.ceil(duration_ms + (init_ms or 0))} ms",
        f"Memory Size: {memory_mb} MB",
        f"Max Memory Used: {used_mb} MB",
    ]
    if init_ms is not None:
        parts.append(f"Init Duration: {init_ms:.2f} ms")
    if error_type == "Sandbox.Timedout":
        parts.append("Status: timeout")
    elif error_type and error_type.startswith("Runtime."):
        parts.append(f"Status: error\tError Type: {error_type}")
    return "\t".join(parts)


def init_report(*, duration_ms: float, status: str, error_type: str | None = None) -> str:
    """The log line of a start that failed; `status` is `timeout` or `error`."""
    line = f"INIT_REPORT Init Duration: {duration_ms:.2f} ms\tPhase: init\tStatus: {status}"
    return f"{line}\tError Type: {error_type}" if error_type else line
