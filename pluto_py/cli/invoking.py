"""One direct call of a deployed function: plain Lambda `Invoke`, without URL and envelope.

The bare array or object is bound to the handler's parameters as a body at the URL is; a `raw` function gets
it as its event.
"""

from __future__ import annotations

import json
from typing import Any

from pluto_py.cli.cloud_access import client, cloud_errors, deployed_outputs, physical
from pluto_py.errors import FunctionError, PlutoError
from pluto_py.project import Project, Stack

__all__ = ["invoke", "parse_arguments"]

_LONGEST_CALL = 910  # seconds; a function may run for 900


def parse_arguments(text: str) -> list[Any] | dict[str, Any]:
    """The JSON array or object in `text`.

    Raises:
        PlutoError: it is something else.
    """
    try:
        value = json.loads(text)
    except ValueError as error:
        raise PlutoError("The arguments are not JSON.", why=str(error), hint=_HOW) from None
    if not isinstance(value, list | dict):
        raise PlutoError("The arguments should be a JSON array or object.", hint=_HOW)
    return value


_HOW = """Quote them for the shell: '["text", 3]' or '{"name": "text"}'."""


def invoke(project: Project, stack: Stack, function: str, arguments: list[Any] | dict[str, Any]) -> Any:
    """The function's result.

    Raises:
        FunctionError: it raised, timed out or could not start.
        PlutoError: it is not deployed, or the cloud cannot be reached.
    """
    name = physical(deployed_outputs(project, stack), function, "function_name")
    caller = client(project, stack, "lambda", read_timeout=_LONGEST_CALL)
    with cloud_errors(f"Calling '{function}'"):
        reply = caller.invoke(FunctionName=name, Payload=json.dumps(arguments).encode())
        body = reply["Payload"].read()
    answer = json.loads(body or b"null")
    if "FunctionError" not in reply:
        return answer
    said = answer if isinstance(answer, dict) else {}
    failure = FunctionError(
        function, str(said.get("errorType", reply["FunctionError"])), str(said.get("errorMessage", ""))
    )
    failure.hint = f"`pluto logs {function}` shows what it printed."
    raise failure
